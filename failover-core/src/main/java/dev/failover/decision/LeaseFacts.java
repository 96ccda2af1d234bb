package dev.failover.decision;

import java.time.Duration;
import java.util.Optional;

/**
 * Who may write.
 *
 * @param holder the watcher that holds the lease, as the store said when last asked; empty if none does
 * @param left for how long this watcher may still write, counted from when its latest renewal was sent; zero if it does not hold
 *     the lease
 * @param needed how much must be left for a write to be started
 * @param unreachable why the store can't be asked; empty if it can
 */
public record LeaseFacts(Optional<String> holder, Duration left, Duration needed, Optional<String> unreachable) {

    /** S5: whether a write may be started. */
    public boolean allowsWrite() {
        return left.compareTo(needed) > 0;
    }
}
