package dev.failover.dns;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The moment by which something is over, on the clock that only ever grows. Immutable. */
record Deadline(long nanoTime, Duration whole) {
    static Deadline in(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        return new Deadline(System.nanoTime() + nanos(timeout), timeout);
    }

    /** The earlier of this one and {@code timeout} from now. */
    Deadline orIn(Duration timeout) {
        long other = System.nanoTime() + nanos(timeout);
        return other - nanoTime < 0 ? new Deadline(other, timeout) : this;
    }

    /** What is left; zero once it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** What is left in whole milliseconds, at least one: to a socket, zero means for ever. */
    int millisLeft() throws SocketTimeoutException {
        long left = nanoTime - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Integer.MAX_VALUE, 1 + left / 1_000_000);
    }

    /** A day is longer than any wait of ours, and far from overflowing. */
    private static long nanos(Duration timeout) {
        Duration longest = Duration.ofDays(1);
        return (timeout.compareTo(longest) < 0 ? timeout : longest).toNanos();
    }
}
