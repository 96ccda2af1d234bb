package dev.failover.internal.probe;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a probe may take.
 *
 * @param whole all of it; more than zero
 * @param connecting until there is a connection; empty for the same
 * @param silence how long the peer may say nothing; empty for the same
 */
public record Limits(Duration whole, Optional<Duration> connecting, Optional<Duration> silence) {
    /** One limit for all. */
    public static Limits of(Duration whole) {
        return new Limits(whole, Optional.empty(), Optional.empty());
    }
}
