package dev.failover.replay;

import dev.failover.internal.time.EventQueue;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;

/**
 * Time as it passed, run through as fast as it can be computed: actions and work run in the order of the moments they are due, on
 * the thread that calls {@link #runNext}. Work takes no time. Not thread-safe.
 */
final class VirtualTime implements Scheduler {
    private final EventQueue queue = new EventQueue();
    private final Instant start;
    private boolean ended;

    VirtualTime(Instant start) {
        this.start = start;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(queue.now());
    }

    @Override
    public long nanoTime() {
        return queue.now();
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        if (ended && delay.isZero()) {
            action.run();
        }
        return ended ? () -> {} : queue.in(delay, action);
    }

    @Override
    public Task start(String name, Runnable work) {
        return schedule(Duration.ZERO, work);
    }

    /**
     * Moves time to the next thing that is due, and does it.
     *
     * @return whether there was one by then
     */
    boolean runNext(Instant end) {
        Runnable next = queue.next(Duration.between(start, end).toNanos());
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** Nothing that is due later comes to pass any more; what is due now does at once, so that whoever lived in this time can end. */
    void end() {
        ended = true;
        queue.clear();
    }

    @Override
    public void close() {
        queue.clear();
    }
}
