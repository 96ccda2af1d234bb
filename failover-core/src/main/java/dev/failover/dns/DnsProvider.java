package dev.failover.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One zone at one DNS vendor.
 *
 * <p>Thread-safe; calls of one provider that change the zone are made one after another. Every call returns or throws within the
 * timeout it is given, and within a second of being interrupted. Failures are {@link
 * dev.failover.component.RejectedException} (the vendor refuses: key, right, value), {@link
 * dev.failover.component.ConflictException} and {@link dev.failover.component.UnavailableException} (unreachable, too slow,
 * throttled, broken answer).
 */
public interface DnsProvider extends AutoCloseable {
    /** The zone's name in lower case, without final dot: {@code beerus.fr}. */
    String zone();

    /**
     * The record set of exactly this name and type, as the vendor would next publish it, or up to {@link #lag} before that; empty if
     * there is none.
     *
     * @param timeout more than zero
     */
    Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException;

    /**
     * Puts record sets in place and has them published; returns once the vendor reports them so.
     *
     * <p>Idempotent: a change whose desired record set is there already succeeds, and is published if it was not; so after
     * {@code UnavailableException} the same call is simply made again. At no moment is one of the record sets empty or
     * absent, nor does any name but the changes' own change. A desired TTL below the vendor's least becomes that least.
     *
     * @param changes one per key; all of them are checked before the first is made. An empty list does nothing
     * @param timeout more than zero, for all of it
     * @throws dev.failover.component.ConflictException if neither the expected nor the desired record set is there, nor what
     *     this change leaves when a call ends half-way; where the vendor has {@link DnsCapability#ATOMIC_BATCH}, nothing at
     *     all was changed
     * @throws IllegalArgumentException if two changes have one key
     */
    void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException;

    /** What the vendor enforces; constant. */
    default Set<DnsCapability> capabilities() {
        return Set.of();
    }

    /**
     * How far what {@link #find} gives may be behind the vendor; constant. Zero where the vendor is asked. Where it can't be, the zone's
     * servers are, and take so long at most to give what it took: what was sent counts as ours for as much longer, and no ownership record
     * can be kept there. Such a provider itself takes care that nothing is told twice ({@link WriteOnlyDnsProvider}).
     */
    default Duration lag() {
        return Duration.ZERO;
    }

    /** The same, asking these servers instead of the zone's own where it asks name servers. */
    default DnsProvider asking(Authorities servers) {
        return this;
    }

    /** Releases connections and threads. Idempotent. */
    @Override
    default void close() {}
}
