package dev.failover.internal.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How late this machine was with handshakes: for how long the one waited that waited longest. A peer that is silent meanwhile may have
 * been kept waiting as well, or have had no processor either. Touched by the engine's thread only.
 */
final class Lateness {
    /** What waited no longer is in time: nothing is held to less, {@code Thresholds.tolerance()}. */
    private static final long IN_TIME = Duration.ofSeconds(1).toNanos();
    /** Twice the longest timeout: no probe has begun before. */
    private static final long LONGEST_PROBE = Duration.ofMinutes(10).toNanos();

    /** Those that waited longer than all after them. */
    private final Deque<Wait> waits = new ArrayDeque<>();

    private record Wait(long ended, long nanos) {}

    /** One of them waits no more. */
    void add(long now, long nanos) {
        if (nanos <= IN_TIME) {
            return;
        }
        while (!waits.isEmpty() && waits.getLast().nanos() <= nanos) {
            waits.removeLast();
        }
        waits.addLast(new Wait(now, nanos));
        while (now - waits.getFirst().ended() > LONGEST_PROBE) {
            waits.removeFirst();
        }
    }

    /** The longest wait that ended since then; zero if all were in time. */
    long since(long moment) {
        return waits.stream()
                .filter(wait -> wait.ended() - moment >= 0)
                .findFirst()
                .map(Wait::nanos)
                .orElse(0L);
    }
}
