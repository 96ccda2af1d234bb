package dev.failover;

import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time as it passed, run through as fast as it can be computed: actions and work run in the order of the moments they are due, on
 * the thread that calls {@link #runNext}. Work takes no time. Not thread-safe.
 */
final class VirtualTime implements Scheduler {
    /** An action that waits. */
    private static final class Item implements Task {
        private final long due;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        private Item(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final PriorityQueue<Item> queue =
            new PriorityQueue<>(Comparator.<Item>comparingLong(item -> item.due).thenComparingLong(item -> item.order));
    private final Instant start;
    private long now;
    private long queued;

    VirtualTime(Instant start) {
        this.start = start;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(now);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        Item item = new Item(now + delay.toNanos(), queued++, action);
        queue.add(item);
        return item;
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
        long last = Duration.between(start, end).toNanos();
        while (!queue.isEmpty() && queue.peek().due <= last) {
            Item item = queue.remove();
            if (!item.cancelled) {
                now = item.due;
                item.action.run();
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        queue.clear();
    }
}
