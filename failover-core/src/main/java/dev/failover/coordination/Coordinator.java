package dev.failover.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A store that the watchers of a service share: one small record for each service, which is only ever replaced by
 * compare-and-set.
 *
 * <p>It decides nothing and measures no time. What is in a record, whose votes count, who holds a lease and when that ends is
 * the library's to say: from the content, and from how long each watcher has seen it unchanged by a clock of its own. So a store
 * needs no clock, and no clock of a store can do harm.
 *
 * <p>An implementation guarantees:
 *
 * <ul>
 *   <li><em>Nothing stale.</em> A read gives the record as left by the latest write that ended before the read began, or by a
 *       later one; whoever made either, and on whichever machine.
 *   <li><em>Nothing lost.</em> Of all writes that expect the same version of a record at most one takes effect.
 *   <li><em>Nothing twice.</em> No two states of a record have the same version, even if their contents are equal, and even if
 *       the record was removed by hand in between. A random number of 128 bits will do, even in a store that loses its latest
 *       writes when an old copy takes over.
 *   <li><em>Nothing half.</em> A write that does not return normally has taken effect completely or not at all. After {@link
 *       dev.failover.component.ConflictException} it has not, and never will.
 * </ul>
 *
 * <p>Thread-safe. Every call returns or throws within the timeout it is given, and within a second of being interrupted. Failures
 * are {@link dev.failover.component.RejectedException} (the store refuses: key, right, certificate), {@link
 * dev.failover.component.ConflictException} and {@link dev.failover.component.UnavailableException} (unreachable, too slow,
 * throttled, no majority, broken answer).
 *
 * <p>A service's name is as {@link dev.failover.Service#requireName} asks: 1 to 63 letters, digits, dots, hyphens and underscores,
 * upper and lower case being different.
 */
public interface Coordinator extends AutoCloseable {
    /** How many bytes of UTF-8 a content has at most. A store must hold as many. */
    int LONGEST_CONTENT = 64 * 1024;

    /**
     * The record of a service; empty if none was written yet.
     *
     * @param timeout more than zero
     */
    Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException;

    /**
     * Replaces the record of a service, or makes it, if it still is as the caller believes. Makes a single attempt: what to do
     * after a failure is the caller's to decide, who reads first.
     *
     * @param expected the version that the caller last read or wrote; empty if there must be no record yet
     * @param content any text without the character U+0000 and unpaired surrogates, of at most {@link #LONGEST_CONTENT} bytes in
     *     UTF-8
     * @param timeout more than zero
     * @return the version of what was written. It has survived a crash of the store, as far as anything in it does
     * @throws dev.failover.component.ConflictException if the record is another than expected; this call has changed nothing
     * @throws dev.failover.component.UnavailableException if it is not known whether it took effect. It may do so later, as long
     *     as the record is as expected
     */
    String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException;

    /**
     * The hosts that calls go to, as names or addresses without ports; empty if that is not known. For one who wants to know
     * whether the store would be lost together with a site.
     */
    default Set<String> hosts() {
        return Set.of();
    }

    /** Releases connections and threads. What was written stays. Idempotent. */
    @Override
    default void close() {}
}
