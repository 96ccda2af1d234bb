package dev.failover.agent.control;

import dev.failover.agent.config.Configuration;

/** The configuration by which an agent is running, at first and after each reload. Thread-safe. */
public final class InForce implements AutoCloseable {
    private volatile Configuration configuration;

    public InForce(Configuration first) {
        configuration = first;
    }

    /** What is in force now. */
    public Configuration get() {
        return configuration;
    }

    void set(Configuration next) {
        configuration = next;
    }

    /** Closes what is in force then. */
    @Override
    public void close() {
        configuration.close();
    }
}
