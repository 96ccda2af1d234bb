package dev.failover.agent.evidence;

import dev.failover.component.Excerpt;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Asked;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One incident as a page of Markdown, for whoever has to find out why: what happened when, and what was collected. */
public final class IncidentReport {
    /** Of the journal, before the decision and after collecting. */
    private static final Duration AROUND = Duration.ofMinutes(15);

    private IncidentReport() {}

    private record Moment(Instant at, String text) {}

    /** The page, line by line. */
    public static List<String> lines(Manifest manifest, List<JournalEntry> journal) {
        Incident incident = manifest.incident();
        List<String> lines = new ArrayList<>();
        lines.add("# %s: %s failed".formatted(incident.id(), incident.site()));
        lines.add("");
        lines.add("%s was left at %s: %s.".formatted(incident.site(), incident.decidedAt(), plain(incident.reason())));
        lines.add("The evidence is %s: %s items, %s bytes, %s secrets taken out."
                .formatted(
                        manifest.isComplete() ? "complete" : "incomplete",
                        manifest.items().size(),
                        manifest.bytes(),
                        manifest.redacted()));
        manifest.missing().forEach(missing -> lines.add("- missing: " + plain(missing)));
        lines.add("");
        lines.add("## What happened");
        lines.add("");
        moments(manifest, journal)
                .forEach(moment ->
                        lines.add("- %s %s".formatted(moment.at().truncatedTo(ChronoUnit.MILLIS), moment.text())));
        lines.add("");
        lines.add("## What was collected");
        for (Kept item : manifest.items()) {
            lines.add("");
            lines.add("### " + plain(item.file()));
            lines.add("");
            lines.add("- from: " + plain(item.source()));
            lines.add("- %s bytes%s%s"
                    .formatted(
                            item.bytes(),
                            item.dropped() == 0 ? "" : ", after %s that were not kept".formatted(item.dropped()),
                            item.exit().map(status -> ", status " + status).orElse("")));
            lines.add("- SHA-256: " + item.sha256());
            item.incomplete().ifPresent(why -> lines.add("- not all of it: " + plain(why)));
        }
        return lines;
    }

    private static List<Moment> moments(Manifest manifest, List<JournalEntry> journal) {
        Incident incident = manifest.incident();
        Instant from = incident.decidedAt().minus(AROUND);
        Instant to = manifest.ended().orElse(manifest.began()).plus(AROUND);
        List<Moment> moments = new ArrayList<>();
        for (JournalEntry entry : journal) {
            Instant at = entry.event().at();
            if (entry.service().equals(incident.service()) && !at.isBefore(from) && !at.isAfter(to)) {
                moments.add(new Moment(
                        at,
                        "%s: %s"
                                .formatted(
                                        entry.event().kind(),
                                        plain(entry.event().text()))));
            }
        }
        moments.add(new Moment(manifest.began(), "collecting began"));
        for (Asked asked : manifest.collectors()) {
            asked.ended()
                    .ifPresent(at -> moments.add(new Moment(
                            at,
                            "%s %s"
                                    .formatted(
                                            asked.name(),
                                            asked.failure()
                                                    .map(why -> "failed: " + plain(why))
                                                    .orElse("was collected")))));
        }
        manifest.ended().ifPresent(at -> moments.add(new Moment(at, "collecting ended")));
        moments.sort(Comparator.comparing(Moment::at));
        return moments;
    }

    /** Text of others, which means nothing but itself in Markdown and in HTML. */
    private static String plain(String text) {
        return Excerpt.of(text, 500).replaceAll("[\\\\`*_{}\\[\\]<>#|!&]", "\\\\$0");
    }
}
