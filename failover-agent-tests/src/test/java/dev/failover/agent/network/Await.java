package dev.failover.agent.network;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until something holds; a deadline far beyond what it takes, as the machine may be busy with other work. */
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Await() {}

    /** @param evidence asked for when it did not come to pass */
    static void until(String what, BooleanSupplier holds, Supplier<String> evidence) {
        until(what, PATIENCE, holds, evidence);
    }

    /** With a deadline of its own. */
    static void until(String what, Duration patience, BooleanSupplier holds, Supplier<String> evidence) {
        long end = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what + "\n" + evidence.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
