package dev.failover.sync;

import dev.failover.testkit.ManualScheduler;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A scheduler's time, for calls that block. */
final class VirtualTime implements TimeSource {
    private final ManualScheduler scheduler;
    private long spent;

    VirtualTime(ManualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Called by work: says that it took so long. */
    void spend(Duration duration) {
        scheduler.spend(duration);
        spent += duration.toNanos();
    }

    @Override
    public Instant instant() {
        return scheduler.instant();
    }

    @Override
    public long nanoTime() {
        return scheduler.nanoTime() + spent;
    }

    @Override
    public void sleep(Duration duration) {
        throw new IllegalStateException("nothing here waits");
    }
}
