package dev.failover.internal.notify;

import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Virtual time that a test lets pass action by action, so that it can pull the plug between any two. */
final class StepScheduler implements Scheduler {
    private record Item(Instant due, long order, Runnable action) {}

    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparing(Item::due).thenComparing(Item::order));
    /** How long work of that name takes. */
    Function<String, Duration> takes = name -> Duration.ZERO;

    /** Whether work runs as soon as it is started, as a thread of its own may. */
    boolean workRunsAtOnce;

    private Instant now;
    private long order;

    StepScheduler(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        Item item = new Item(now.plus(delay), order++, action);
        items.add(item);
        return () -> items.remove(item);
    }

    @Override
    public Task start(String name, Runnable work) {
        if (workRunsAtOnce) {
            work.run();
            return () -> {};
        }
        return schedule(takes.apply(name), work);
    }

    /** Runs the next action due by then; false if there is none, time having moved to then. */
    boolean step(Instant until) {
        Item next = items.peek();
        if (next == null || next.due().isAfter(until)) {
            now = until;
            return false;
        }
        items.remove();
        now = next.due().isAfter(now) ? next.due() : now;
        next.action().run();
        return true;
    }

    void advance(Duration duration) {
        Instant until = now.plus(duration);
        while (step(until)) {
            continue;
        }
    }

    @Override
    public void close() {
        items.clear();
    }
}
