package dev.failover.agent.evidence;

import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Asked;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What happened around an incident, in order: by the journal, and in collecting. */
public final class IncidentTimeline {
    /** Of the journal, before the decision and after collecting. */
    private static final Duration AROUND = Duration.ofMinutes(15);

    private IncidentTimeline() {}

    /**
     * Something that happened.
     *
     * @param what in a word: {@code switched}
     */
    public record Moment(Instant at, String what, String text) {}

    /** All of it, earliest first. That the site was replaced belongs to it, whenever that was. */
    public static List<Moment> of(Manifest manifest, List<JournalEntry> journal) {
        Incident incident = manifest.incident();
        Instant from = incident.decidedAt().minus(AROUND);
        Instant to = manifest.ended().orElse(manifest.began()).plus(AROUND);
        List<Moment> moments = new ArrayList<>();
        for (JournalEntry entry : journal) {
            Instant at = entry.event().at();
            boolean then = !at.isBefore(from) && !at.isAfter(to);
            if (entry.service().equals(incident.service()) && (then || replaces(entry, incident))) {
                moments.add(new Moment(
                        at, entry.event().kind().toString(), entry.event().text()));
            }
        }
        moments.add(new Moment(manifest.began(), "evidence", "collecting began"));
        for (Asked asked : manifest.collectors()) {
            asked.ended()
                    .ifPresent(at -> moments.add(new Moment(
                            at,
                            "evidence",
                            asked.name()
                                    + asked.failure()
                                            .map(why -> " failed: " + why)
                                            .orElse(" was collected"))));
        }
        manifest.ended().ifPresent(at -> moments.add(new Moment(at, "evidence", "collecting ended")));
        moments.sort(Comparator.comparing(Moment::at));
        return moments;
    }

    private static boolean replaces(JournalEntry entry, Incident incident) {
        return entry.event().kind() == JournalEvent.Kind.REPLACING
                && String.valueOf(incident.epoch()).equals(entry.event().facts().get("left"));
    }
}
