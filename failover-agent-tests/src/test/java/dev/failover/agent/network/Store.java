package dev.failover.agent.network;

import java.util.List;

/** What watchers share, real, on a host of its own. */
interface Store extends AutoCloseable {
    /** What is said of it in a configuration: lines of {@code coordination}. */
    List<String> settings();

    /** The record as it was from time to time, oldest first. */
    List<Shared> history();

    @Override
    void close();
}
