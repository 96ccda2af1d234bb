package dev.failover.examples.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has the thread that opened it clean up before the process ends, also when a signal ends it. */
final class Farewell implements AutoCloseable {
    private static final long LONGEST_SECONDS = 10;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    Farewell() {
        Thread guest = Thread.currentThread();
        hook = new Thread(() -> hurry(guest), "demo-farewell");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void hurry(Thread guest) {
        guest.interrupt();
        try {
            if (!over.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The demonstration did not end in time; its temporary directory may be left.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook has run.
        }
    }
}
