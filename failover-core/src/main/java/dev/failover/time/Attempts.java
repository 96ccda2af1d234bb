package dev.failover.time;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.Optional;

/**
 * How often something is tried within one call of a component. Whoever calls tries again anyway, and knows better when; a second
 * attempt is for the lost packet and the single bad gateway, which should not cost a switch a whole round of its loop.
 *
 * <p>What fails with {@link UnavailableException} is tried twice: with half of the time that is left, then with the rest. In
 * between, it is waited as long as the other side asked for, and at least 250 ms; if the time does not allow for that, the
 * failure stands. Thread-safe.
 */
public final class Attempts {
    private static final int AFTER_FAILURE = 2;

    /** Long enough for a proxy to pick another backend; short beside any timeout a caller would give. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** What is under way at a vendor takes seconds to minutes: asking more often would only use up its limits. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final TimeSource time;
    private final int whenThrottled;

    private Attempts(TimeSource time, int whenThrottled) {
        this.time = time;
        this.whenThrottled = whenThrottled;
    }

    /** Two attempts, whatever the failure. */
    public static Attempts twice(TimeSource time) {
        return new Attempts(time, AFTER_FAILURE);
    }

    /**
     * Two attempts; more where the failure says when to try again, and so that nothing was done.
     *
     * @param whenThrottled how many then; 2 or more
     */
    public static Attempts of(TimeSource time, int whenThrottled) {
        if (whenThrottled < AFTER_FAILURE) {
            throw new IllegalArgumentException("two attempts or more, not " + whenThrottled);
        }
        return new Attempts(time, whenThrottled);
    }

    /** Something that may be unavailable. */
    @FunctionalInterface
    public interface Attempt<T> {
        T within(Deadline deadline) throws InterruptedException;
    }

    /** Tries, and tries again. */
    public <T> T make(Deadline deadline, Attempt<T> attempt) throws InterruptedException {
        return make(deadline, attempt, attempt);
    }

    /**
     * The same, where a further attempt must begin differently from the first: what was done by one whose answer was lost has to
     * be looked at.
     */
    public <T> T make(Deadline deadline, Attempt<T> first, Attempt<T> further) throws InterruptedException {
        for (int made = 1; ; made++) {
            try {
                return made == 1 ? first.within(deadline.half()) : further.within(deadline);
            } catch (UnavailableException e) {
                Optional<Duration> asked = e.retryAfter();
                Duration pause = longer(growing(made), asked.orElse(Duration.ZERO));
                if (made >= (asked.isPresent() ? whenThrottled : AFTER_FAILURE) || !deadline.allows(pause)) {
                    throw e;
                }
                time.sleep(pause);
            }
        }
    }

    /**
     * Looks at something in motion until there is something to see, less and less often. A look that fails is not the last.
     *
     * @throws UnavailableException if nothing was seen in time; its cause is the latest look's failure, null if that did not fail
     */
    public <T> T await(Deadline deadline, Attempt<Optional<T>> look) throws InterruptedException {
        UnavailableException failure = null;
        for (int looks = 1; !deadline.left().isZero(); looks++) {
            pauseBefore(looks, deadline);
            if (!deadline.left().isZero()) {
                try {
                    Optional<T> seen = look.within(deadline.half());
                    if (seen.isPresent()) {
                        return seen.get();
                    }
                    failure = null;
                } catch (UnavailableException e) {
                    failure = e;
                }
            }
        }
        throw new UnavailableException("It was not seen to be done in the time given.", failure);
    }

    /** Pauses before a look at something in motion, longer each time; not beyond the deadline. */
    public void pauseBefore(int look, Deadline deadline) throws InterruptedException {
        Duration wanted = growing(look);
        Duration left = deadline.remaining();
        time.sleep(wanted.compareTo(left) < 0 ? wanted : left);
    }

    private static Duration growing(int times) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
