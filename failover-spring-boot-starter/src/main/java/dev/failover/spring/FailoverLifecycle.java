package dev.failover.spring;

import org.springframework.context.SmartLifecycle;

/**
 * Starts a failover once all beans are there and the application serves, and stops it before anything else is stopped: an application that is
 * shutting down must not be taken for a site that failed.
 */
final class FailoverLifecycle implements SmartLifecycle {
    private final ComposedFailover composed;
    private volatile boolean running;

    FailoverLifecycle(ComposedFailover composed) {
        this.composed = composed;
    }

    @Override
    public void start() {
        composed.failover().start();
        running = true;
    }

    /** Within some ten seconds; what was decided is journalled, and goes on with the next start. */
    @Override
    public void stop() {
        running = false;
        composed.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Asked by Spring 7, whose tests pause contexts: what is closed can't be started again. */
    @SuppressWarnings("unused")
    public boolean isPauseable() {
        return false;
    }
}
