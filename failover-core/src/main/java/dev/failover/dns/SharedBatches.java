package dev.failover.dns;

import java.util.List;

/**
 * What a {@link DnsProvider} implements beside it if services of its zone should share its calls: what comes while one is under way then
 * goes together in the next, as one batch. It has {@link DnsCapability#ATOMIC_BATCH}, one of the capabilities to compare, and calls
 * that wait for no more than the vendor's own name servers, as everybody else waits for them.
 */
public interface SharedBatches {
    /**
     * Whether the vendor would surely make these changes as one batch, so that no service's own are torn apart. Asks nobody; thread-safe.
     *
     * @param changes of several services; two of one key make no batch, whatever is said here
     */
    boolean isOneBatch(List<RecordChange> changes);
}
