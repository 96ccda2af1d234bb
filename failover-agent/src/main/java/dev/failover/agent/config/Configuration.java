package dev.failover.agent.config;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.coordination.Coordination;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.notify.Notifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole and valid configuration: everything in it is built, nothing of it was opened, asked or written yet.
 *
 * @param dnsServers asked instead of each zone's own; empty for those
 * @param references what should be reachable whatever happens to the sites
 * @param coordination how several watchers decide together; empty if this one decides alone
 * @param written what it was made from
 */
public record Configuration(
        Path stateDirectory,
        List<String> dnsServers,
        List<String> references,
        Map<String, DnsProvider> providers,
        Map<String, Notifier> notifiers,
        List<Service> services,
        Map<String, SyncDefinition> syncs,
        Map<String, ReplicaDefinition> replicas,
        Optional<Coordination> coordination,
        Written written)
        implements AutoCloseable {

    /** The service of that name. */
    public Optional<Service> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** The same with other services. */
    Configuration with(List<Service> others) {
        return new Configuration(
                stateDirectory,
                dnsServers,
                references,
                providers,
                notifiers,
                others,
                syncs,
                replicas,
                coordination,
                written);
    }

    /** Who is asked what the zones serve. */
    public DnsAuthorities authorities() {
        return dnsServers.isEmpty() ? DnsAuthorities.ofEachZone() : DnsAuthorities.asking(dnsServers);
    }

    /** The library put together as configured; its providers and notifiers are closed with this. */
    public Failover.Builder failover(Mode mode) {
        Failover.Builder builder = Failover.builder()
                .mode(mode)
                .stateDirectory(stateDirectory)
                .authorities(authorities())
                .references(references);
        providers.forEach(builder::provider);
        notifiers.forEach(builder::notifier);
        services.forEach(builder::service);
        coordination.ifPresent(builder::coordination);
        return builder;
    }

    /** Closes providers, notifiers, transports and the store that watchers share. Idempotent. */
    @Override
    public void close() {
        notifiers.values().forEach(Notifier::close);
        providers.values().forEach(DnsProvider::close);
        coordination.ifPresent(together -> together.coordinator().close());
        syncs.values().forEach(sync -> sync.transport().close());
    }
}
