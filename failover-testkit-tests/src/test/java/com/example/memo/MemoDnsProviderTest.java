package com.example.memo;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class MemoDnsProviderTest extends DnsProviderContract {
    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        Map<RecordKey, RecordSet> records = new HashMap<>();
        recordSets.forEach(recordSet -> records.put(recordSet.key(), recordSet));
        return new Zone() {
            @Override
            public DnsProvider provider() {
                return new MemoDnsProvider(zone, records);
            }

            @Override
            public Optional<RecordSet> published(RecordKey key) {
                synchronized (records) {
                    return Optional.ofNullable(records.get(key));
                }
            }
        };
    }
}
