package dev.failover.internal.time;

import dev.failover.time.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: what is due, in the order of its moments, and of the calls that queued it where moments are equal. Time passes by
 * asking for what comes {@linkplain #next next}, as fast as that can be computed. Moments are nanoseconds since the beginning.
 *
 * <p>Not thread-safe, but {@link Task#cancel} may come from any thread.
 */
public final class EventQueue {
    private static final class Event implements Task {
        private final long due;
        private final long order;
        private final Runnable action;
        private volatile boolean cancelled;

        private Event(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>(
            Comparator.<Event>comparingLong(event -> event.due).thenComparingLong(event -> event.order));
    private long now;
    private long order;

    /** The present moment: 0 at the beginning. */
    public long now() {
        return now;
    }

    /**
     * Queues an action.
     *
     * @param delay from now; not negative
     * @throws ArithmeticException if that is more than 292 years after the beginning
     */
    public Task in(Duration delay, Runnable action) {
        return at(Math.addExact(now, delay.toNanos()), action);
    }

    /**
     * Queues an action.
     *
     * @param due when; a moment that has passed counts as now
     */
    public Task at(long due, Runnable action) {
        Event event = new Event(Math.max(due, now), order++, action);
        queue.add(event);
        return event;
    }

    /** Lets time pass in which nothing is done: what falls due meanwhile is late. */
    public void stall(Duration duration) {
        now = Math.addExact(now, duration.toNanos());
    }

    /**
     * Moves time to the next action that is due and was not cancelled, and takes it out; who asks runs it.
     *
     * @return null if none is due by {@code end}, to which time has then moved, unless it was there already
     */
    public @Nullable Runnable next(long end) {
        while (true) {
            Event event = queue.peek();
            if (event == null || event.due > end) {
                now = Math.max(now, end);
                return null;
            }
            queue.remove();
            if (!event.cancelled) {
                now = Math.max(now, event.due);
                return event.action;
            }
        }
    }

    /** How many actions wait for their turn. */
    public int size() {
        return (int) queue.stream().filter(event -> !event.cancelled).count();
    }

    /** Drops what waits. */
    public void clear() {
        queue.clear();
    }
}
