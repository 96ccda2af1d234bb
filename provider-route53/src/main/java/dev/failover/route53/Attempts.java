package dev.failover.route53;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.time.Duration;

/**
 * How often one request is made within one call. A request that got no usable answer is made twice; one that was
 * throttled, and so not executed, five times, for an account has five requests a second for all that it does. Beyond that
 * whoever calls tries again, and knows better when.
 */
final class Attempts {
    private static final int AFTER_FAILURE = 2;
    private static final int AFTER_THROTTLING = 5;

    /** A little more than the fifth of a second in which the account's bucket gains one request. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** Propagation takes half a minute as a rule: asking more often would only empty the bucket. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Pause pause;

    Attempts(Pause pause) {
        this.pause = pause;
    }

    /** Waits; a test's own does not. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Something that may be unavailable. */
    @FunctionalInterface
    interface Attempt<T> {
        T within(Deadline deadline) throws InterruptedException;
    }

    /** Tries with half of the time that is left, then again with half of the rest, and at last with all of it. */
    <T> T make(Deadline deadline, Attempt<T> attempt) throws InterruptedException {
        for (int made = 1; ; made++) {
            try {
                return attempt.within(made < AFTER_FAILURE ? deadline.half() : deadline);
            } catch (UnavailableException e) {
                int most = e.retryAfter().isPresent() ? AFTER_THROTTLING : AFTER_FAILURE;
                Duration wanted = growing(made);
                if (made >= most || !deadline.allows(wanted)) {
                    throw e;
                }
                pause.sleep(wanted);
            }
        }
    }

    /** Pauses before the next look at something in motion, longer each time; not beyond the deadline. */
    void pauseBefore(int look, Deadline deadline) throws InterruptedException {
        Duration wanted = growing(look);
        Duration left = deadline.remaining();
        pause.sleep(wanted.compareTo(left) < 0 ? wanted : left);
    }

    private static Duration growing(int times) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
