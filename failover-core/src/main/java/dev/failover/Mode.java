package dev.failover;

/** How much a {@link Failover} may do. */
public enum Mode {
    /** Watches, decides and acts. */
    ACT,
    /** Watches, and acts only on a human's request. */
    ON_REQUEST,
    /** Watches and decides, but journals, writes and notifies nothing: a dry run. */
    OBSERVE
}
