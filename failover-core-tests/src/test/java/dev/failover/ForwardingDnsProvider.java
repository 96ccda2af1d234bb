package dev.failover;

import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Another provider, but for what is overridden. */
public abstract class ForwardingDnsProvider implements DnsProvider {
    private final DnsProvider provider;

    protected ForwardingDnsProvider(DnsProvider provider) {
        this.provider = provider;
    }

    @Override
    public String zone() {
        return provider.zone();
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return provider.capabilities();
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return provider.find(key, timeout);
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        provider.apply(changes, timeout);
    }
}
