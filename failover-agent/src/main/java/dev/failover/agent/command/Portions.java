package dev.failover.agent.command;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Work on many things, a portion at a time: each twice as large as the one before while those cost little processor time, and small again
 * after one that did not. So it takes on no more than the machine can bear, cold as it is. Time in which it only waits does not count: a
 * dead site in each portion is to be waited for as seldom as possible.
 */
final class Portions {
    /** Few enough for any machine, and many enough to be all of most configurations. */
    static final int FIRST = 50;

    private static final Duration LITTLE = Duration.ofSeconds(1);

    private Portions() {}

    /** What is done with one of them. */
    @FunctionalInterface
    interface Work<T> {
        void on(List<T> portion) throws InterruptedException;
    }

    /**
     * Works on all of them in their order, on an empty portion if there are none.
     *
     * @param cost what the portions have cost until now, in nanoseconds of processor time
     */
    static <T> void of(List<T> all, Work<T> work, LongSupplier cost) throws InterruptedException {
        int from = 0;
        int many = FIRST;
        do {
            int to = (int) Math.min(all.size(), from + (long) many);
            long before = cost.getAsLong();
            work.on(all.subList(from, to));
            many = cost.getAsLong() - before < LITTLE.toNanos() ? 2 * many : FIRST;
            from = to;
        } while (from < all.size());
    }
}
