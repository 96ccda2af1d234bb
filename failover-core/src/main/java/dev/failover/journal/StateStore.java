package dev.failover.journal;

import dev.failover.decision.ServiceState;
import java.util.List;

/**
 * Where all is kept that a watcher must not forget: the state of each service with how it came about, and the notifications that are
 * still to be delivered. Thread-safe.
 *
 * <p>A state is saved before anything is done about it: what {@link #save} returned from survives a crash.
 */
public interface StateStore extends AutoCloseable {
    /** One that ends with its process: for trials, tests and replays. */
    static StateStore inMemory() {
        return new MemoryStateStore();
    }

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

    /** The notifications that are still to be delivered: this watcher's own, also where several watchers share the states. */
    Lines notifications();

    /** Lines of text that survive a crash. For one thread at a time. */
    interface Lines {
        /** What there is when a watcher starts, oldest first. */
        List<String> entries();

        /**
         * Adds a line; it is durable when this returns.
         *
         * @param line without newline
         * @throws dev.failover.component.UnavailableException if it can't be made durable
         */
        void append(String line);

        /**
         * Puts these in the place of all there are: after a crash there are either all the old ones or all the new ones.
         *
         * @throws dev.failover.component.UnavailableException if it can't be done; nothing was changed
         */
        void rewrite(List<String> replacement);

        /** How many there are now. */
        int size();
    }

    /** Releases files and locks. Idempotent. */
    @Override
    void close();
}
