package dev.failover.route53;

import dev.failover.dns.RecordKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process knows to be changed in a hosted zone but not yet to be published. Shared by all providers of the zone; one small entry stays
 * for every zone ever changed. Thread-safe.
 */
final class Unpublished {
    private static final Map<String, Unpublished> ZONES = new ConcurrentHashMap<>();

    /** The change each record set waits for; empty if its id was lost with the answer. */
    private final Map<RecordKey, Optional<String>> changes = new HashMap<>();

    private Unpublished() {}

    static Unpublished of(String host, String zoneId) {
        return ZONES.computeIfAbsent(host + "/" + zoneId, any -> new Unpublished());
    }

    synchronized void accepted(Collection<RecordKey> keys, String id) {
        keys.forEach(key -> changes.put(key, Optional.of(id)));
    }

    /** A change may have been made of which no answer came. */
    synchronized void lost(Collection<RecordKey> keys) {
        keys.forEach(key -> changes.put(key, Optional.empty()));
    }

    /** The vendor does not know this change, though it gave it its id. */
    synchronized void forgotten(String id) {
        changes.replaceAll((key, change) -> change.equals(Optional.of(id)) ? Optional.empty() : change);
    }

    synchronized void published(String id) {
        changes.values().removeIf(change -> change.equals(Optional.of(id)));
    }

    /** The changes these record sets wait for. */
    synchronized Set<String> ids(Collection<RecordKey> keys) {
        Set<String> ids = new LinkedHashSet<>();
        keys.forEach(key -> changes.getOrDefault(key, Optional.empty()).ifPresent(ids::add));
        return ids;
    }

    /** Of these, the record sets that may be unpublished without anybody knowing the change to ask after. */
    synchronized Set<RecordKey> unknown(Collection<RecordKey> keys) {
        Set<RecordKey> unknown = new HashSet<>();
        keys.forEach(key -> {
            Optional<String> change = changes.get(key);
            if (change != null && change.isEmpty()) {
                unknown.add(key);
            }
        });
        return unknown;
    }
}
