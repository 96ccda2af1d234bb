package dev.failover.time;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The moment by which a call must be over, on a clock that only ever grows: one timeout, handed down through everything the
 * call does. Immutable and thread-safe.
 */
public final class Deadline {
    /** Longer than any wait of ours, and far from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final LongSupplier nanoTime;
    private final long end;

    private Deadline(LongSupplier nanoTime, long end) {
        this.nanoTime = nanoTime;
        this.end = end;
    }

    /**
     * A deadline on the machine's own clock.
     *
     * @param timeout from now; more than zero, at most a day counts
     * @throws IllegalArgumentException if it is zero or less
     */
    public static Deadline in(Duration timeout) {
        return in(timeout, TimeSource.system()::nanoTime);
    }

    /**
     * The same on another clock.
     *
     * @param nanoTime nanoseconds from an arbitrary start, as {@link TimeSource#nanoTime}
     */
    public static Deadline in(Duration timeout, LongSupplier nanoTime) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        return new Deadline(nanoTime, nanoTime.getAsLong() + nanos(timeout));
    }

    private static long nanos(Duration timeout) {
        return (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
    }

    /** What is left; zero once it is over. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    /**
     * What is left.
     *
     * @throws UnavailableException if that is nothing
     */
    public Duration remaining() {
        Duration left = left();
        if (left.isZero()) {
            throw new UnavailableException("The time given for this call is used up; make it again.");
        }
        return left;
    }

    /** The earlier of this one and {@code timeout} from now; a timeout of zero or less is over at once. */
    public Deadline orIn(Duration timeout) {
        long other = nanoTime.getAsLong() + nanos(timeout);
        return other - end < 0 ? new Deadline(nanoTime, other) : this;
    }

    /** The moment when half of what is left will have passed, so that as much remains for another attempt. */
    public Deadline half() {
        return orIn(left().dividedBy(2));
    }

    /** Whether an attempt after such a pause would still have as long as the pause itself. */
    public boolean allows(Duration pause) {
        return pause.compareTo(left().dividedBy(2)) < 0;
    }
}
