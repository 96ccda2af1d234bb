package dev.failover.dns;

import java.time.Duration;
import java.util.Collection;

/**
 * What a {@link DnsProvider} implements beside it if it can also take record sets away. Nothing that manages a service asks for
 * that, as a managed name is never absent through us; whoever makes names for a trial does, of those names.
 *
 * <p>Thread-safe; waits for the other changes of the same provider, and fails as {@link DnsProvider#apply} does.
 */
public interface RecordRemover {
    /**
     * Takes record sets away, each as a whole, and has that published. Idempotent: what is not there needs no removing.
     *
     * @param recordSets what is there, by its values; an empty collection does nothing
     * @param timeout more than zero, for all of it
     * @throws dev.failover.component.ConflictException if something else stands under one of these names and types; nothing was
     *     removed then
     */
    void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException;
}
