package dev.failover.time;

import java.time.Duration;
import java.time.Instant;

/** A machine that at first has no thread to give. */
public final class FewThreads implements Scheduler {
    private final Scheduler real = Scheduler.system();
    private int refused;

    /** @param refused how many threads it can't give before it can */
    public FewThreads(int refused) {
        this.refused = refused;
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public Instant instant() {
        return real.instant();
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        return real.schedule(delay, action);
    }

    @Override
    public synchronized Task start(String name, Runnable work) {
        if (refused-- > 0) {
            throw new InternalError("no thread can be had");
        }
        return real.start(name, work);
    }

    @Override
    public void close() {
        real.close();
    }
}
