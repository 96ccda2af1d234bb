package dev.failover.internal.sync;

import dev.failover.time.TimeSource;
import java.time.Duration;

/**
 * When to look for versions that are not kept any more: a look at all that is kept costs as much as a run, and is not made after each of
 * several runs a second. Not thread-safe.
 */
public final class PruningTimes {
    private static final Duration BETWEEN_PARTS = Duration.ofMinutes(1);
    private static final Duration AT_LEAST = Duration.ofHours(1);

    private final TimeSource time;
    private boolean changed;
    private boolean looked;
    private long lookedAt;

    public PruningTimes(TimeSource time) {
        this.time = time;
    }

    /**
     * Whether to look after a run.
     *
     * @param everything whether it was over everything
     * @param kept whether it kept anything
     */
    public boolean isDue(boolean everything, boolean kept) {
        changed |= kept;
        Duration since = Duration.ofNanos(time.nanoTime() - lookedAt);
        return everything
                ? changed || !looked || since.compareTo(AT_LEAST) > 0
                : changed && (!looked || since.compareTo(BETWEEN_PARTS) > 0);
    }

    /** Notes that what was too much is deleted. */
    public void looked() {
        changed = false;
        looked = true;
        lookedAt = time.nanoTime();
    }
}
