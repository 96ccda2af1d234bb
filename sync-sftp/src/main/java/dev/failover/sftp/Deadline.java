package dev.failover.sftp;

import dev.failover.component.UnavailableException;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.time.Duration;

/** When a call must have ended, and what it was about. Immutable. */
final class Deadline {
    /** Beyond any patience, and within what a long can count. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final String what;
    private final Duration timeout;
    private final TimeSource time;
    private final long end;

    private Deadline(String what, Duration timeout, TimeSource time) {
        this.what = what;
        this.timeout = timeout;
        this.time = time;
        Duration counted = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
        this.end = time.nanoTime() + counted.toNanos();
    }

    /** @param what the subject of "did not end within 5s" */
    static Deadline after(Duration timeout, String what, TimeSource time) {
        return new Deadline(what, timeout, time);
    }

    /** An earlier one of the same call, unless this is earlier. */
    Deadline within(Duration limit) {
        return after(left(limit), what, time);
    }

    /** How long is left, at most {@code limit}, never less than a millisecond: for waits that take zero for ever. */
    Duration left(Duration limit) {
        Duration left = Duration.ofNanos(Math.max(end - time.nanoTime(), 1_000_000));
        return left.compareTo(limit) < 0 ? left : limit;
    }

    boolean isOver() {
        return time.nanoTime() - end >= 0;
    }

    void requireTime() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while " + what);
        }
        if (isOver()) {
            throw exceeded();
        }
    }

    UnavailableException exceeded() {
        return new UnavailableException(
                what + " did not end within " + Durations.format(timeout) + "; the next call goes on where it stopped");
    }
}
