package dev.failover.testkit.simulation;

import dev.failover.time.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What happens in a world, in the order of the moments it is due; moments are nanoseconds since its beginning. */
final class Timeline {
    /** Something due. */
    static final class Event implements Task {
        private final long due;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

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

    long now() {
        return now;
    }

    Event in(Duration delay, Runnable action) {
        return at(now + delay.toNanos(), action);
    }

    Event at(long due, Runnable action) {
        Event event = new Event(Math.max(due, now), order++, action);
        queue.add(event);
        return event;
    }

    /** The next thing due by {@code end}, time having moved to it; null if there is none, and time has moved to {@code end}. */
    @Nullable
    Runnable next(long end) {
        while (true) {
            Event event = queue.peek();
            if (event == null || event.due > end) {
                now = Math.max(now, end);
                return null;
            }
            queue.remove();
            if (!event.cancelled) {
                now = event.due;
                return event.action;
            }
        }
    }
}
