package dev.failover.rfc2136;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of the time one call was given, by a clock that nobody sets. Immutable. */
final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /**
     * What is left.
     *
     * @throws UnavailableException if that is nothing
     */
    Duration left() {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new UnavailableException("the time given for this call is used up; make it again");
        }
        return Duration.ofNanos(left);
    }

    /** Half of what is left, so that as much remains for another attempt, and {@code most} at most. */
    Duration halfUpTo(Duration most) {
        Duration half = left().dividedBy(2).plusNanos(1);
        return half.compareTo(most) < 0 ? half : most;
    }

    /** Pauses; not beyond the end. */
    void pause(Duration wanted) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(wanted.toNanos(), left().toNanos()));
    }
}
