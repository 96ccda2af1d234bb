package dev.failover;

import dev.failover.dns.RecordKey;
import java.time.Duration;

/**
 * A record set that moves with a service.
 *
 * @param provider the name under which its provider was given
 * @param ttl for how long resolvers may keep it: whole seconds, at least one
 */
public record ManagedRecord(String provider, RecordKey key, Duration ttl) {}
