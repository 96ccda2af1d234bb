package dev.failover.decision;

/** Whether the watcher itself is in touch with the world. */
public enum Connectivity {
    /** It reached something other than the sites since the active site's verdict. */
    CONNECTED,
    /** It reached nothing. */
    ISOLATED,
    /** It is about to find out. */
    UNCHECKED
}
