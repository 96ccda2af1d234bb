package dev.failover.dns;

import com.google.common.net.InetAddresses;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * All values of one name and type, with the time they may be cached. Never empty. Immutable.
 *
 * @param ttl whole seconds, from 0 to 2^31-1 (RFC 2181, section 8)
 * @param values in their canonical text: addresses as RFC 5952 and dotted decimals have them, other names in lower case with final dot
 */
public record RecordSet(RecordKey key, Duration ttl, Set<String> values) {
    private static final long MAX_TTL = Integer.MAX_VALUE;

    /** @throws IllegalArgumentException if there is no value, one does not fit the type, or the TTL is out of range */
    public RecordSet {
        if (ttl.isNegative() || ttl.toNanosPart() != 0 || ttl.toSeconds() > MAX_TTL) {
            throw new IllegalArgumentException("a TTL is whole seconds from 0 to " + MAX_TTL + ", not " + ttl);
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a record set has at least one value: " + key);
        }
        values = canonical(key.type(), values);
        if (key.type() == RecordType.CNAME && values.size() > 1) {
            throw new IllegalArgumentException("a CNAME has exactly one value: " + key);
        }
    }

    public static RecordSet of(RecordKey key, Duration ttl, String... values) {
        return new RecordSet(key, ttl, Set.of(values));
    }

    /** The record set that points a name at one address. */
    public static RecordSet of(RecordKey key, Duration ttl, InetAddress address) {
        return new RecordSet(key, ttl, Set.of(address.getHostAddress()));
    }

    /**
     * What a vendor has under a key.
     *
     * @throws RejectedException if that can't be a record set, which is for a human to put right
     */
    public static RecordSet found(RecordKey key, String zone, Supplier<RecordSet> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    "What zone %s has as %s can't be a record set; put it right by hand: %s"
                            .formatted(zone, key, e.getMessage()),
                    e);
        }
    }

    private static Set<String> canonical(RecordType type, Collection<String> values) {
        SortedSet<String> canonical = new TreeSet<>();
        for (String value : values) {
            canonical.add(
                    switch (type) {
                        case A, AAAA -> address(type, value);
                        case CNAME -> DnsName.text(DnsName.parse(value)).toLowerCase(Locale.ROOT) + ".";
                        case TXT -> value;
                    });
        }
        return Collections.unmodifiableSortedSet(canonical);
    }

    private static String address(RecordType type, String value) {
        return AddressText.parse(value)
                .filter(address -> AddressText.fits(address, type))
                .map(InetAddresses::toAddrString)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + Excerpt.of(value) + "\" is not an " + AddressText.family(type) + " address"));
    }

    /** Whether both hold the same values; the TTL does not count, as vendors round and default it. */
    public boolean sameValues(RecordSet other) {
        return key.equals(other.key) && values.equals(other.values);
    }

    @Override
    public String toString() {
        return key + " " + values + " ttl " + ttl.toSeconds();
    }
}
