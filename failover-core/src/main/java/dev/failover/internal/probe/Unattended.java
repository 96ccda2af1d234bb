package dev.failover.internal.probe;

import dev.failover.internal.loop.Loop;
import dev.failover.time.Outcome;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A check that is begun and heard of later, while no thread waits for it. That a check has this side is not for its users to see, so
 * the package of the checks {@linkplain #revealBy tells} what shows it.
 *
 * @param <T> what is found
 */
@FunctionalInterface
public interface Unattended<T> {
    /**
     * Whom to probe, and how.
     *
     * @param loop on whose thread it is carried on
     * @param address the site's own
     * @param timeout for the whole probe
     * @param mayResume whether the TLS session of an earlier probe of that address may be resumed; if not, a handshake is made in full
     */
    record Question(Loop loop, InetAddress address, Duration timeout, boolean mayResume) {}

    /** Who is told, on threads that must not be held up. */
    interface Listener<T> {
        /** It begins, {@code nanos} by the monotonic clock. */
        void begins(long nanos);

        /**
         * It ended.
         *
         * @param nanos when, by the monotonic clock
         * @param held for how long of that it waited for this machine
         */
        void ends(Outcome<T> found, long nanos, Duration held);
    }

    /**
     * Begins a probe. The listener is told exactly once that it ended, in time as {@code HealthCheck#check} is, but not of one that
     * was called off.
     *
     * @return calls it off
     */
    Task begin(Question question, Listener<T> listener);

    /** What shows that side of a check; set once. */
    static void revealBy(Function<Object, Optional<? extends Unattended<?>>> way) {
        Revealed.way = way;
    }

    /**
     * That side of a check.
     *
     * @param found what it finds
     * @return empty if it has none
     */
    @SuppressWarnings("unchecked")
    static <T> Optional<Unattended<T>> sideOf(Object check, Class<T> found) {
        return Revealed.way.apply(check).map(side -> (Unattended<T>) side);
    }

    /** Holds the way. */
    final class Revealed {
        private static volatile Function<Object, Optional<? extends Unattended<?>>> way = check -> Optional.empty();

        private Revealed() {}
    }
}
