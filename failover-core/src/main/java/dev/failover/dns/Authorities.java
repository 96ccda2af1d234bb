package dev.failover.dns;

import java.time.Duration;
import java.util.Collection;

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

    /** The same, but with {@link ProxiedRecords} looked up at their providers, as no name server gives what is stored there. */
    static Authorities heeding(Authorities servers, Collection<DnsProvider> providers) {
        return new VendorsWord(servers, providers);
    }
}
