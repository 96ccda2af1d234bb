package dev.failover.cloudflare;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.util.Set;

/**
 * A zone, and what in it may be touched though Cloudflare stands in front of it.
 *
 * @param proxied names of addresses and aliases
 */
record Zone(String name, Set<String> proxied) {
    /** Whether it was asked for that Cloudflare may stand in front of this; it never does of a text. */
    boolean isProxied(RecordKey key) {
        return key.type() != RecordType.TXT && proxied.contains(key.name());
    }

    /** The TTL of a record that is there: Cloudflare takes none but its own for what it stands in front of. */
    long ttl(long found, RecordSet desired) {
        return found == StoredRecord.AUTOMATIC && isProxied(desired.key())
                ? found
                : desired.ttl().toSeconds();
    }
}
