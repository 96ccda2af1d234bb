package dev.failover;

/** Follows what happens. Called on the event thread: must return at once. An exception it throws is logged. */
@FunctionalInterface
public interface FailoverListener {
    void on(FailoverEvent event);
}
