package dev.failover.health;

import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Virtual time on the test's own thread. Work ends at once, and its outcome is handed back after the time it
 * {@linkplain #takes says} it took.
 */
public final class ManualScheduler implements Scheduler {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::due).thenComparingLong(Event::order));
    private long now;
    private Duration suspended = Duration.ZERO;
    private long scheduled;
    private Duration takes = Duration.ZERO;
    private int calls;
    private int mostCalls;

    private record Event(long due, long order, Runnable action) {}

    /** Called by work: says how long it took. */
    public void takes(Duration duration) {
        takes = duration;
    }

    /** The most calls that were ever under way at once. */
    public int mostCalls() {
        return mostCalls;
    }

    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** Lets time pass, and everything due happen. */
    public void advance(Duration duration) {
        long until = now + duration.toNanos();
        while (!events.isEmpty() && events.peek().due() <= until) {
            Event event = events.remove();
            now = Math.max(now, event.due());
            event.action().run();
        }
        now = until;
    }

    /** Lets time pass during which the event thread is stuck. */
    public void stall(Duration duration) {
        now += duration.toNanos();
    }

    /** Lets time pass that the monotonic clock does not see. */
    public void suspend(Duration duration) {
        suspended = suspended.plus(duration);
    }

    @Override
    public Instant instant() {
        return START.plusNanos(now).plus(suspended);
    }

    @Override
    public long nanoTime() {
        // Close to the overflow, which System.nanoTime() may be.
        return Long.MAX_VALUE - 1_000_000 + now;
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        Event event = new Event(now + delay.toNanos(), scheduled++, action);
        events.add(event);
        return () -> events.remove(event);
    }

    @Override
    public Task start(String name, Runnable work) {
        throw new UnsupportedOperationException("call is all that is used here");
    }

    @Override
    public <T> Task call(String name, Duration limit, Callable<T> work, Consumer<Outcome<T>> done) {
        takes = Duration.ZERO;
        Outcome<T> outcome;
        try {
            outcome = new Outcome.Success<>(work.call());
        } catch (Exception e) {
            outcome = new Outcome.Failure<>(e);
        }
        if (takes.compareTo(limit) > 0) {
            takes = limit;
            outcome = new Outcome.Failure<>(
                    new dev.failover.component.UnavailableException(name + " did not end within its limit"));
        }
        mostCalls = Math.max(mostCalls, ++calls);
        Outcome<T> ended = outcome;
        boolean[] over = {false};
        Task pending = schedule(takes, () -> {
            over[0] = true;
            calls--;
            done.accept(ended);
        });
        return () -> {
            if (!over[0]) {
                over[0] = true;
                calls--;
                pending.cancel();
            }
        };
    }

    @Override
    public void close() {
        events.clear();
    }
}
