package dev.failover.agent.page.html;

import dev.failover.agent.page.model.PublicStatus.Incident;
import java.time.Duration;
import java.time.Instant;

/** An outage in words, as the public page and the feed have it. */
final class Outages {
    private Outages() {}

    static String title(Incident incident) {
        return incident.service() + (incident.ended().isPresent() ? " was not reachable" : " is not reachable");
    }

    static String sentence(Incident incident, Instant now) {
        String moved = incident.moved()
                .map(at -> " At " + Words.moment(at) + " it was decided to serve it from another site.")
                .orElse("");
        return incident.ended()
                        .map(ended -> "From %s to %s, for %s."
                                .formatted(
                                        Words.moment(incident.began()),
                                        Words.moment(ended),
                                        Words.duration(Duration.between(incident.began(), ended))))
                        .orElseGet(() -> "Since " + Words.moment(incident.began())
                                + soFar(Duration.between(incident.began(), now)))
                + moved;
    }

    private static String soFar(Duration lasting) {
        return lasting.isZero() ? "." : ", for " + Words.duration(lasting) + " so far.";
    }
}
