package dev.failover.agent.evidence;

import dev.failover.component.Excerpt;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What humans are told of evidence. */
final class EvidenceTexts {
    private static final int LONGEST = 2_000;
    private static final int MOST_MISSING = 10;

    private EvidenceTexts() {}

    /**
     * A further copy.
     *
     * @param to where it is
     * @param failure why there is none; empty if there is
     */
    record Copied(String to, String failure) {
        boolean isThere() {
            return failure.isEmpty();
        }

        private String sentence() {
            return isThere()
                    ? "\nA copy is in %s, and was read back.".formatted(to)
                    : "\nThere is no copy in %s: %s".formatted(to, failure);
        }
    }

    /**
     * What was collected, and what wasn't.
     *
     * @param place where it is
     * @param hash of the manifest's file, which thereby leaves this machine
     * @param copied what became of each further copy
     */
    static Notification collected(
            Manifest manifest, Path place, Optional<String> hash, List<Copied> copied, Instant now) {
        Incident incident = manifest.incident();
        boolean complete = manifest.isComplete();
        List<String> missing = manifest.missing();
        String text = "%s item%s (%s bytes) of %s in %s%s. `evidence show %s` lists them.%s"
                .formatted(
                        manifest.items().size(),
                        manifest.items().size() == 1 ? "" : "s",
                        manifest.bytes(),
                        incident.site(),
                        place,
                        manifest.redacted() == 0
                                ? ""
                                : ", from which %s secrets were taken".formatted(manifest.redacted()),
                        incident.id(),
                        complete
                                ? ""
                                : "\nMissing, so keep %s as it is until somebody has looked:\n"
                                                .formatted(incident.site())
                                        + String.join(
                                                "\n",
                                                missing.stream()
                                                        .limit(MOST_MISSING)
                                                        .toList())
                                        + (missing.size() > MOST_MISSING ? "\n…" : ""));
        String all = text
                + hash.map("\nThe manifest's SHA-256 is %s."::formatted).orElse("")
                + copied.stream().map(Copied::sentence).collect(Collectors.joining());
        boolean everywhere = copied.stream().allMatch(Copied::isThere);
        Map<String, String> facts = new TreeMap<>(Map.of(
                "evidence", incident.id(),
                "site", incident.site(),
                "items", String.valueOf(manifest.items().size()),
                "bytes", String.valueOf(manifest.bytes()),
                "redacted", String.valueOf(manifest.redacted()),
                "missing", String.valueOf(missing.size())));
        if (!copied.isEmpty()) {
            facts.put("copied", String.valueOf(everywhere));
        }
        hash.ifPresent(value -> facts.put("manifest", value));
        return notification(
                incident,
                now,
                complete && everywhere ? Severity.INFO : Severity.WARNING,
                complete ? "evidence of %s is saved" : "evidence of %s is incomplete",
                all,
                facts);
    }

    /** Nothing could be kept. */
    static Notification failed(Incident incident, String why, Instant now) {
        return notification(
                incident,
                now,
                Severity.WARNING,
                "there is no evidence of %s",
                "%s. Keep %s as it is until somebody has looked.".formatted(why, incident.site()),
                Map.of("evidence", incident.id(), "site", incident.site()));
    }

    private static Notification notification(
            Incident incident, Instant now, Severity severity, String title, String text, Map<String, String> facts) {
        return new Notification(
                "%s/%s/evidence".formatted(incident.service(), incident.epoch()),
                now,
                severity,
                incident.service(),
                incident.service() + ": " + title.formatted(incident.site()),
                Excerpt.ofLines(text, LONGEST),
                facts);
    }
}
