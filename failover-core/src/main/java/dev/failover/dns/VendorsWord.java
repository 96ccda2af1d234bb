package dev.failover.dns;

import dev.failover.component.ComponentException;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Asks the servers of a zone, but for {@link ProxiedRecords}, of which they know nothing. */
final class VendorsWord implements Authorities {
    private final Authorities servers;
    private final List<DnsProvider> proxying;

    VendorsWord(Authorities servers, Collection<DnsProvider> providers) {
        this.servers = servers;
        this.proxying =
                providers.stream().filter(ProxiedRecords.class::isInstance).toList();
    }

    @Override
    public Publication look(String zone, RecordKey key, Duration timeout) throws InterruptedException {
        for (DnsProvider provider : proxying) {
            if (provider.zone().equals(zone) && ((ProxiedRecords) provider).isProxied(key)) {
                return new Publication(key, List.of(ask(provider, key, timeout)));
            }
        }
        return servers.look(zone, key, timeout);
    }

    private static Publication.Answer ask(DnsProvider provider, RecordKey key, Duration timeout)
            throws InterruptedException {
        String who = provider.toString();
        try {
            return new Served(who, provider.find(key, timeout));
        } catch (ComponentException e) {
            return new Silent(who, e.getMessage());
        }
    }
}
