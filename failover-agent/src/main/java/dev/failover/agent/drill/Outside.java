package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.component.ComponentException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a service's own record sets are at the vendors: looked at before and after a drill, they are to be the same.
 *
 * @param found by provider and name
 */
record Outside(Map<String, Optional<RecordSet>> found) {
    private static final Duration LOOK = Duration.ofSeconds(20);

    /** @throws ComponentException if a vendor can't be read */
    static Outside look(Service service, Map<String, DnsProvider> providers) throws InterruptedException {
        Map<String, Optional<RecordSet>> found = new TreeMap<>();
        for (var record : service.records()) {
            add(found, providers, record.provider(), record.key());
        }
        for (var place : service.ownershipRecords()) {
            add(found, providers, place.provider(), place.key());
        }
        return new Outside(found);
    }

    private static void add(
            Map<String, Optional<RecordSet>> found, Map<String, DnsProvider> providers, String name, RecordKey key)
            throws InterruptedException {
        DnsProvider provider = Objects.requireNonNull(providers.get(name));
        found.put(name + ": " + key, provider.find(key, LOOK));
    }

    Optional<RecordSet> at(String provider, RecordKey key) {
        return found.getOrDefault(provider + ": " + key, Optional.empty());
    }

    /** What is not as it was. */
    List<String> changes(Outside later) {
        List<String> changes = new ArrayList<>();
        found.forEach((where, before) -> {
            Optional<RecordSet> after = later.found.getOrDefault(where, Optional.empty());
            if (!before.map(RecordSet::values).equals(after.map(RecordSet::values))) {
                changes.add("%s was %s, and is %s".formatted(where, text(before), text(after)));
            }
        });
        return changes;
    }

    private static String text(Optional<RecordSet> set) {
        return set.map(present -> present.values().toString()).orElse("absent");
    }
}
