package dev.failover.dns;

import java.time.Duration;

/** Asks the servers that are authoritative for a zone what they serve, each of them directly. Thread-safe. */
@FunctionalInterface
public interface Authorities {
    /**
     * Asks every server for one record set.
     *
     * @param timeout more than zero, for all of it; servers are asked side by side
     * @return one answer per server, failures among them
     * @throws dev.failover.component.UnavailableException if not even the servers' names or addresses could be found
     */
    Publication look(String zone, RecordKey key, Duration timeout) throws InterruptedException;
}
