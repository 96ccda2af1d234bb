package dev.failover.testkit.simulation;

import dev.failover.time.Durations;
import java.time.Duration;

/**
 * Something that must always hold and did not.
 *
 * @param invariant its number: {@code S1} to {@code S24}, {@code L1} to {@code L8}; {@code BUG} for an exception nobody expected
 * @param at when, from the beginning
 * @param what happened instead
 */
public record Violation(String invariant, Duration at, String what) {
    @Override
    public String toString() {
        return "%s at +%s: %s".formatted(invariant, Durations.format(at), what);
    }
}
