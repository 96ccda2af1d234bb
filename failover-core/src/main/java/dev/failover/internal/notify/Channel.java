package dev.failover.internal.notify;

import dev.failover.notify.Notifier;
import dev.failover.time.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One notifier as the outbox sees it: busy, failing and until when, or ready. */
final class Channel {
    static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    /** A notifier that asks for more than this is asked again all the same. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    final String name;
    final Notifier notifier;
    /** The attempt under way. */
    @Nullable
    Task attempt;
    /** What ends the pause after a failure. */
    @Nullable
    Task pause;

    private int failures;
    private @Nullable String failure;

    Channel(String name, Notifier notifier) {
        this.name = name;
        this.notifier = notifier;
    }

    boolean isReady() {
        return attempt == null && pause == null;
    }

    /** Why it can't speak at present; null if it can, as far as is known. */
    @Nullable
    String failure() {
        return failure;
    }

    void answered() {
        failures = 0;
        failure = null;
    }

    /** Notes a failure and says how long to pause: twice as long each time. */
    Duration failed(String why, Duration retryAfter) {
        failure = why;
        int doublings = Math.min(failures++, 20);
        Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
        return max(min(delay, LONGEST_DELAY), min(retryAfter, LONGEST_RETRY_AFTER));
    }

    void cancel() {
        if (attempt != null) {
            attempt.cancel();
        }
        if (pause != null) {
            pause.cancel();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
