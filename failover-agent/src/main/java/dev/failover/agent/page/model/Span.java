package dev.failover.agent.page.model;

import java.time.Duration;
import java.time.Instant;

/** That something was so from one moment to another, the latter excluded. */
public record Span(Instant from, Instant until, Reachability state) {
    /** How long. */
    public Duration length() {
        return Duration.between(from, until);
    }

    /** How much of it lies between two moments, all in milliseconds. */
    long millisWithin(long start, long end) {
        return Math.max(0, Math.min(until.toEpochMilli(), end) - Math.max(from.toEpochMilli(), start));
    }
}
