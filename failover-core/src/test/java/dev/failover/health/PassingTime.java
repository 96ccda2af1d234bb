package dev.failover.health;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Time that passes as a test says, with a monotonic clock that is about to overflow. */
final class PassingTime implements TimeSource {
    private final Instant start = Instant.now();
    Duration passed = Duration.ZERO;

    @Override
    public Instant instant() {
        return start.plus(passed);
    }

    @Override
    public long nanoTime() {
        return Long.MAX_VALUE - 1 + passed.toNanos();
    }

    @Override
    public void sleep(Duration duration) {
        throw new AssertionError("nothing is waited for");
    }
}
