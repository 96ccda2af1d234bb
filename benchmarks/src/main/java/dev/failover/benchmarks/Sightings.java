package dev.failover.benchmarks;

import java.time.Duration;
import java.time.Instant;

/** Where users were seen to be sent, and since when. Thread-safe. */
final class Sightings {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String name;
    private String address = "";
    private Instant since = Instant.MIN;

    /** @param name of whoever sends them, for messages */
    Sightings(String name) {
        this.name = name;
    }

    synchronized void saw(String there, Instant at) {
        if (!there.equals(address)) {
            address = there;
            since = at;
            notifyAll();
        }
    }

    /** Waits until it is this address; since when it is. */
    synchronized Instant await(String wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.equals(address)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(
                        "%s sends users to \"%s\", and not to %s within %s".formatted(name, address, wanted, PATIENCE));
            }
            wait(left);
        }
        return since;
    }
}
