package dev.failover.webhook;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands. */
record FixedTime(Instant instant) implements TimeSource {
    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public void sleep(Duration duration) {
        throw new IllegalStateException("nothing here waits");
    }
}
