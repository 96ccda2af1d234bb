package dev.failover.journal;

import dev.failover.decision.ServiceState;
import java.util.List;

/**
 * Where the state of each service is kept, and how it came about. Thread-safe.
 *
 * <p>A state is saved before anything is done about it: what {@link #save} returned from survives a crash.
 */
public interface StateStore extends AutoCloseable {
    /** The state last saved; {@link ServiceState#INITIAL} of a service never saved. */
    ServiceState load(String service);

    /**
     * Replaces a service's state, if it still is what the caller believes. Durable when it returns.
     *
     * @param expected what the caller last loaded or saved
     * @param event what led to the new state
     * @return the entry written
     * @throws dev.failover.component.ConflictException if something else was saved meanwhile; nothing was changed
     * @throws dev.failover.component.UnavailableException if it can't be made durable, a full disk for instance; nothing was
     *     changed
     */
    JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event);

    /**
     * The latest entries of all services, oldest first.
     *
     * @param limit how many at most
     */
    List<JournalEntry> history(int limit);

    /** Releases files and locks. Idempotent. */
    @Override
    void close();
}
