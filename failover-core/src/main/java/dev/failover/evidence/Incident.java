package dev.failover.evidence;

import dev.failover.component.Excerpt;
import java.time.Instant;

/**
 * A site that was left because it failed.
 *
 * @param epoch of the decision that left it
 * @param site the one that failed
 * @param decidedAt when it was decided to leave it
 * @param reason why, in one sentence
 */
public record Incident(String service, long epoch, String site, Instant decidedAt, String reason) {
    public Incident {
        reason = Excerpt.of(reason);
    }

    /** What its evidence is kept under: {@code www-7}. */
    public String id() {
        return service + "-" + epoch;
    }
}
