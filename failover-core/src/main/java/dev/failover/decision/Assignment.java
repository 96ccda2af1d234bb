package dev.failover.decision;

import java.time.Instant;

/**
 * Where a service is meant to be, by the latest decision.
 *
 * @param epoch the decision's number; grows with every decision, across restarts
 * @param site the active site
 * @param since when it was decided
 * @param by who decided: a person's name, or {@code failover} itself
 * @param reason why, in one sentence
 */
public record Assignment(long epoch, String site, Cause cause, Instant since, String by, String reason) {
    /** Who decides when nobody asked. */
    public static final String AUTOMATIC = "failover";

    /** Whether it was decided without a human. */
    public boolean isAutomatic() {
        return by.equals(AUTOMATIC);
    }
}
