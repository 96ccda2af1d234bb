package dev.failover.internal.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When, within an interval, each of many monitors probes: evenly spread, however many there are, and the first of them as soon
 * as a machine can bear. The first few begin at once, the others one after the other. Once that has taken an interval, the next join
 * them, a few at a moment, as a process that has to wake up seldom costs less; and then fill the gaps, by the golden ratio, which
 * divides what is left most evenly at any time. Thread-safe.
 */
public final class Phases {
    /** As many connections at once as any machine makes without being late. */
    static final int AT_ONCE = 8;
    /** A TLS handshake costs up to 4 ms of processor time: one at a time keeps one processor busy, and no more. */
    static final Duration APART = Duration.ofMillis(5);

    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

    private final AtomicLong given = new AtomicLong(1 - AT_ONCE);
    private final AtomicLong shares = new AtomicLong();

    /** The phase of one more monitor: zero or more, and less than its interval. */
    public Duration next(Duration interval) {
        long apart = APART.toNanos();
        long turn = Math.max(0, given.getAndIncrement());
        long slots = Math.max(1, interval.toNanos() / apart);
        long laps = turn / slots / AT_ONCE;
        return Duration.ofNanos((turn % slots * apart + (long) (share(laps) * apart)) % interval.toNanos());
    }

    /** When, in any period, it is the turn of one more that has nothing to do with probes: zero or more, and less than one. */
    public double nextShare() {
        return share(shares.getAndIncrement());
    }

    private static double share(long number) {
        double ratio = number * GOLDEN_RATIO;
        return ratio - Math.floor(ratio);
    }
}
