package dev.failover.decision;

/** How much state a service carries, which decides what may be switched without asking. */
public enum StateClass {
    /** None: switched automatically. */
    STATELESS,
    /** Seconds of it: switched automatically within a loss budget, the replica's greatest age. */
    EPHEMERAL,
    /** Safe while enough members agree: switched only on a human's word, as one watcher is no quorum. */
    QUORUM,
    /** Full of it: switched only on a human's word. */
    STATEFUL
}
