package dev.failover.spring;

import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.InMemoryDnsProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A component that is found on the class path, with a secret among its settings. */
public final class MemoryZoneFactory implements DnsProviderFactory {
    static final List<MemoryZone> MADE = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public DnsProvider create(Settings settings) {
        Draft draft = new Draft();
        return settings.reader()
                .text("zone", zone -> draft.zone = zone)
                .secret("key", key -> draft.key = key.reveal())
                .texts("servers", servers -> draft.servers = servers)
                .build(() -> {
                    MemoryZone zone = new MemoryZone(
                            InMemoryDnsProvider.of(draft.zone), draft.key, draft.servers, new CopyOnWriteArrayList<>());
                    MADE.add(zone);
                    return zone;
                });
    }

    private static final class Draft {
        private String zone = "example.org";
        private String key = "";
        private List<String> servers = List.of();
    }

    /** @param closed has an entry for each time that it was closed */
    record MemoryZone(InMemoryDnsProvider content, String key, List<String> servers, List<String> closed)
            implements DnsProvider {
        @Override
        public String zone() {
            return content.zone();
        }

        @Override
        public Optional<RecordSet> find(RecordKey recordKey, Duration timeout) throws InterruptedException {
            return content.find(recordKey, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            content.apply(changes, timeout);
        }

        @Override
        public void close() {
            closed.add("closed");
        }
    }
}
