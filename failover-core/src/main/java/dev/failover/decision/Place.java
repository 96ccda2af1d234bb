package dev.failover.decision;

import dev.failover.dns.RecordKey;

/**
 * Where a managed record set lives.
 *
 * @param provider the provider's name in the configuration
 */
public record Place(String provider, RecordKey key) {
    @Override
    public String toString() {
        return key + " at " + provider;
    }
}
