package dev.failover.internal.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When, within an interval, each of many monitors probes: evenly spread, however many there are, and the first of them as soon
 * as a machine can bear. The first few begin at once, the others a few at a place, one place after the other. Once that has taken an
 * interval, the next join them, as a process that has to wake up seldom costs less; and then fill the gaps, by the golden ratio, which
 * divides what is left most evenly at any time. Thread-safe.
 */
public final class Phases {
    /** As many connections at once as any machine makes without being late. */
    static final int AT_ONCE = 8;
    /** A TLS handshake costs up to 4 ms of processor time: as many as follow one another so keep one processor busy, and no more. */
    static final Duration APART = Duration.ofMillis(5);
    /** From one place to the next: to wake up costs as much as some checks of http, and nobody waits for a handshake that long. */
    static final Duration STEP = Duration.ofMillis(20);
    /** At one place, before there are places between. Made one after the other, they take a millisecond. */
    static final int TOGETHER = 20;

    private static final long A_LAP = STEP.dividedBy(APART);
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

    private final AtomicLong given = new AtomicLong(A_LAP - AT_ONCE);
    private final AtomicLong shares = new AtomicLong();

    /** The phase of one more monitor: zero or more, and less than its interval. */
    public Duration next(Duration interval) {
        long step = STEP.toNanos();
        long turn = Math.max(0, given.getAndIncrement()) / A_LAP;
        long places = Math.max(1, interval.toNanos() / step);
        long gap = turn / places / (TOGETHER / A_LAP);
        return Duration.ofNanos((turn % places * step + (long) (share(gap) * step)) % interval.toNanos());
    }

    /** From one place to the next of a rhythm: so little that it makes no difference to when its next probe is. */
    static Duration stepOf(Duration fastest) {
        Duration part = fastest.dividedBy(10);
        Duration step = part.compareTo(APART) < 0 ? APART : part;
        return step.compareTo(STEP) < 0 ? step : STEP;
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
