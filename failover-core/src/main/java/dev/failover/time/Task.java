package dev.failover.time;

/** Something under way that may be called off. */
@FunctionalInterface
public interface Task {
    /** Calls it off; without effect when it has ended. Idempotent, thread-safe, returns at once. */
    void cancel();
}
