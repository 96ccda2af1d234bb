package dev.failover.route53;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The end of the time one call was given, by a clock that nobody sets. Immutable. */
final class Deadline {
    private final LongSupplier nanoTime;
    private final long end;

    private Deadline(LongSupplier nanoTime, long end) {
        this.nanoTime = nanoTime;
        this.end = end;
    }

    static Deadline in(Duration timeout, LongSupplier nanoTime) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        return new Deadline(nanoTime, nanoTime.getAsLong() + timeout.toNanos());
    }

    /**
     * What is left.
     *
     * @throws UnavailableException if that is nothing
     */
    Duration remaining() {
        long left = left();
        if (left <= 0) {
            throw new UnavailableException("The time given for this call to Route 53 is used up; make it again.");
        }
        return Duration.ofNanos(left);
    }

    /** The moment when half of what is left will have passed, so that as much remains for another attempt. */
    Deadline half() {
        return new Deadline(nanoTime, end - Math.max(left(), 0) / 2);
    }

    /** Whether an attempt after such a pause would still have as long as the pause itself. */
    boolean allows(Duration pause) {
        return pause.toNanos() < left() / 2;
    }

    private long left() {
        return end - nanoTime.getAsLong();
    }
}
