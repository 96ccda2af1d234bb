package dev.failover.internal.notify;

import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Has notifiers speak that wait for those before them, once they have waited for long enough. Lives on the event thread.
 *
 * <p>How long a notification has waited before this process began is known only by a clock that may have been set: at worst its
 * notifiers wait for the whole time again.
 */
final class Escalations {
    private final Scheduler scheduler;
    /** Has the others go on, after all that are escalated at the same time. */
    private final Runnable advance;

    private final Map<String, List<Task>> timers = new HashMap<>();

    Escalations(Scheduler scheduler, Runnable advance) {
        this.scheduler = scheduler;
        this.advance = advance;
    }

    /** Begins to count for those of its notifiers that wait; once for each letter. */
    void await(Letter letter) {
        if (!timers.containsKey(letter.id())) {
            List<Task> tasks = new ArrayList<>();
            letter.waiting()
                    .forEach((notifier, after) -> tasks.add(scheduler.schedule(left(letter, after), () -> {
                        letter.escalate(notifier);
                        advance.run();
                    })));
            if (!tasks.isEmpty()) {
                timers.put(letter.id(), tasks);
            }
        }
    }

    private Duration left(Letter letter, Duration after) {
        Instant now = scheduler.instant();
        Duration left = after.minus(Duration.between(letter.posted(), now));
        return left.compareTo(after) > 0 ? after : left.isNegative() ? Duration.ZERO : left;
    }

    /** Counts no more for what is not pending any more. */
    void retain(Letters letters) {
        timers.entrySet().removeIf(entry -> {
            boolean over = !letters.isPending(entry.getKey());
            if (over) {
                entry.getValue().forEach(Task::cancel);
            }
            return over;
        });
    }

    void cancel() {
        timers.values().forEach(tasks -> tasks.forEach(Task::cancel));
        timers.clear();
    }
}
