package dev.failover.internal.probe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which handshakes are worked at, of those that wait for it: those that have begun, and then the youngest. So where there are more than
 * can be done, some end in time; in the order of their coming, all would be too late. Touched by the engine's thread only.
 */
final class Handshakes {
    private final Executor threads;
    private final int most;
    private final NavigableMap<Long, Runnable> begun = new TreeMap<>();
    private final NavigableMap<Long, Runnable> fresh = new TreeMap<>();
    private long added;
    private int atWork;

    /** @param most how many are worked at at once */
    Handshakes(Executor threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    /**
     * Adds one that waits.
     *
     * @param isBegun whether the peer has answered already
     * @param work at the end of which {@link #ended} must be called
     * @return its number
     */
    long add(boolean isBegun, Runnable work) {
        long number = added++;
        (isBegun ? begun : fresh).put(number, work);
        workOn();
        return number;
    }

    /** Nobody waits for that one any more. If it is at work, it ends as ever. */
    void remove(long number) {
        begun.remove(number);
        fresh.remove(number);
    }

    void ended() {
        atWork--;
        workOn();
    }

    private void workOn() {
        while (atWork < most) {
            Runnable next = next();
            if (next == null) {
                return;
            }
            threads.execute(next);
            atWork++;
        }
    }

    private @Nullable Runnable next() {
        Map.Entry<Long, Runnable> next = begun.isEmpty() ? fresh.pollLastEntry() : begun.pollFirstEntry();
        return next == null ? null : next.getValue();
    }
}
