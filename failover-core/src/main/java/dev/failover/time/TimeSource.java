package dev.failover.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What a call that blocks takes from its surroundings: the time of day, time that has passed, and waiting. {@link Scheduler}
 * is the same for what does not block. Thread-safe.
 */
public interface TimeSource extends InstantSource {
    /** Nanoseconds that only ever grow, from an arbitrary start; for measuring what has passed. */
    long nanoTime();

    /** Waits; zero or less does not. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
