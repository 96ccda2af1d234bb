package dev.failover.internal.probe;

/** Who is told of a probe, on the engine's thread: it must not block, and leaves to others what takes time. */
public interface Hearer {
    /** It begins, {@code nanos} by the monotonic clock. Not called for one that was called off before. */
    default void begins(long nanos) {}

    /** It ended. Not called for one that was called off. */
    void ends(Ending ending);
}
