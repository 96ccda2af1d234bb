package com.example.memo;

import dev.failover.component.ConflictException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider whose vendor is a map. */
record MemoDnsProvider(String zone, Map<RecordKey, RecordSet> records) implements DnsProvider {
    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) {
        synchronized (records) {
            return Optional.ofNullable(records.get(key));
        }
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) {
        if (changes.stream().map(RecordChange::key).distinct().count() < changes.size()) {
            throw new IllegalArgumentException("two changes of one key");
        }
        synchronized (records) {
            for (RecordChange change : changes) {
                Optional<RecordSet> found = Optional.ofNullable(records.get(change.key()));
                boolean there = found.filter(change.desired()::sameValues).isPresent();
                if (!there
                        && !found.map(RecordSet::values)
                                .equals(change.expected().map(RecordSet::values))) {
                    throw new ConflictException("zone " + zone + " has " + found + ", not " + change.expected());
                }
            }
            changes.forEach(change -> records.put(change.key(), change.desired()));
        }
    }
}
