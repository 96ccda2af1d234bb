package dev.failover.ovh;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.time.Duration;

/**
 * How often something is tried within one call: twice. Whoever calls tries again anyway, and knows better when; the second
 * attempt is for the lost packet and the single bad gateway, which should not cost a switch a whole round of its loop.
 */
final class Attempts {
    /** Long enough for a proxy to pick another backend; short beside any timeout a caller would give. */
    private static final Duration PAUSE = Duration.ofMillis(250);

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

    /** Tries with half of the time that is left, then once more with the rest. */
    <T> T twice(Deadline deadline, Attempt<T> attempt) throws InterruptedException {
        return twice(deadline, attempt, attempt);
    }

    /** The same, where the second attempt must begin differently from the first. */
    <T> T twice(Deadline deadline, Attempt<T> first, Attempt<T> second) throws InterruptedException {
        try {
            return first.within(deadline.half());
        } catch (UnavailableException e) {
            pauseAfter(e, deadline);
            return second.within(deadline);
        }
    }

    /** Pauses as long as the other side asked for, or gives up with what it said if there is no time for that. */
    private void pauseAfter(UnavailableException e, Deadline deadline) throws InterruptedException {
        Duration wanted =
                e.retryAfter().filter(asked -> asked.compareTo(PAUSE) > 0).orElse(PAUSE);
        if (!deadline.allows(wanted)) {
            throw e;
        }
        pause.sleep(wanted);
    }

    /** Pauses after a look that found something in motion, longer each time; not beyond the deadline. */
    void pauseAfter(int look, Deadline deadline) throws InterruptedException {
        Duration wanted = PAUSE.multipliedBy(look);
        Duration left = deadline.remaining();
        pause.sleep(wanted.compareTo(left) < 0 ? wanted : left);
    }
}
