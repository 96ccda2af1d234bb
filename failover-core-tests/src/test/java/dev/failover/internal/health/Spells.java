package dev.failover.internal.health;

import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * Times that come and go by chance: the gaps between them are exponential, as of what happens at any time with equal
 * probability. Asked in the order of time, forwards.
 */
final class Spells {
    /** No spell is this far away. */
    static final long NEVER = Long.MAX_VALUE;

    private final SplittableRandom random;
    private final double meanGap;
    private final ToLongFunction<SplittableRandom> length;
    private long from;
    private long until;

    /** @param meanGap in nanoseconds; infinite for none at all */
    Spells(long seed, double meanGap, ToLongFunction<SplittableRandom> length) {
        this.random = new SplittableRandom(seed);
        this.meanGap = meanGap;
        this.length = length;
        next();
    }

    static long exponential(SplittableRandom random, double mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    private void next() {
        from = Double.isInfinite(meanGap) ? NEVER : until + exponential(random, meanGap);
        until = from == NEVER ? NEVER : from + length.applyAsLong(random);
    }

    boolean covers(long now) {
        return from(now) <= now;
    }

    /** When the spell begins, or began, that is under way at that time or the next after it. */
    long from(long now) {
        while (until <= now) {
            next();
        }
        return from;
    }
}
