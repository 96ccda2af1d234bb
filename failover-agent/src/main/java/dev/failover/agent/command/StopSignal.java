package dev.failover.agent.command;

import dev.failover.agent.Logging;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT as a wish to stop cleanly: exit code 0, where the JVM by itself would end with 143 or 130.
 *
 * <p>The JVM tells of both by its shutdown hooks only, and what a hook can still choose is to halt with a code of its own,
 * once the verb has ended.
 */
final class StopSignal implements AutoCloseable {
    /** Calls under way end within a second of being interrupted, and whoever sent the signal soon sends a harsher one. */
    private static final long SECONDS_TO_STOP = 9;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "failover-stop");

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Waits until it is asked for. */
    void await() throws InterruptedException {
        asked.await();
    }

    private void stop() {
        asked.countDown();
        try {
            boolean clean = ended.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
            Logging.flush();
            if (clean) {
                Runtime.getRuntime().halt(ExitCode.DONE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that everything has ended. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: that is why we are here.
        }
    }
}
