package dev.failover.agent.config;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.coordination.Coordination;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notifier;
import dev.failover.traffic.TrafficSwitch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole and valid configuration: everything in it is built, nothing of it was opened, asked or written yet.
 *
 * @param dnsServers asked instead of each zone's own; empty for those
 * @param references what should be reachable whatever happens to the sites
 * @param switches what directs traffic beside DNS
 * @param telling how humans are told
 * @param backups what is kept elsewhere
 * @param coordination how several watchers decide together; empty if this one decides alone
 * @param page the status page
 * @param heartbeats who is told that the agent works
 * @param evidence what is collected when a site fails, by the service's name
 * @param drills what services say of their drills, by name; without those that say nothing
 * @param vendorCheckEvery how often vendors and channels are looked at while nothing needs them; zero for never
 * @param written what it was made from
 */
public record Configuration(
        Path stateDirectory,
        List<String> dnsServers,
        List<String> references,
        Map<String, DnsProvider> providers,
        Map<String, TrafficSwitch> switches,
        Map<String, Notifier> notifiers,
        Telling telling,
        List<Service> services,
        Map<String, SyncDefinition> syncs,
        Map<String, ReplicaDefinition> replicas,
        Map<String, BackupDefinition> backups,
        Optional<Coordination> coordination,
        PageDefinition page,
        Map<String, HeartbeatDefinition> heartbeats,
        Map<String, EvidenceDefinition> evidence,
        Map<String, DrillDefinition> drills,
        Duration vendorCheckEvery,
        Written written)
        implements AutoCloseable {

    /** The service of that name. */
    public Optional<Service> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** What a service says of its drills. */
    public DrillDefinition drillOf(String service) {
        return drills.getOrDefault(service, DrillDefinition.DEFAULT);
    }

    /** The same with other services. */
    public Configuration with(List<Service> others) {
        return with(others, coordination);
    }

    /** The same of a watcher that decides alone, whoever decides with it in earnest. */
    public Configuration alone() {
        return with(services, Optional.empty());
    }

    private Configuration with(List<Service> others, Optional<Coordination> together) {
        return new Configuration(
                stateDirectory,
                dnsServers,
                references,
                providers,
                switches,
                notifiers,
                telling,
                others,
                syncs,
                replicas,
                backups,
                together,
                page,
                heartbeats,
                evidence,
                drills,
                vendorCheckEvery,
                written);
    }

    /** Who is told that the public page does not get where it is to be put. */
    public List<String> exportNotifiers() {
        List<String> named = page.export().notifiers();
        return named.isEmpty() ? List.copyOf(notifiers.keySet()) : named;
    }

    /** Who is asked what the zones serve. */
    public DnsAuthorities authorities() {
        return dnsServers.isEmpty() ? DnsAuthorities.ofEachZone() : DnsAuthorities.asking(dnsServers);
    }

    /** Who is asked where record sets lead: the zones' servers, and vendors that stand in front of them. */
    public Authorities served() {
        return served(authorities());
    }

    /** The same by way of those who are asked what the zones serve. */
    public Authorities served(DnsAuthorities asked) {
        return Authorities.heeding(asked, providers.values());
    }

    /** The library put together as configured; its providers and notifiers are closed with this. */
    public Failover.Builder failover(Mode mode) {
        return together(mode).stateDirectory(stateDirectory);
    }

    /**
     * The same for those who only look on.
     *
     * @param found what the state directory held when it was read
     */
    public Failover.Builder failover(StateStore found) {
        return together(Mode.OBSERVE).stateStore(found);
    }

    private Failover.Builder together(Mode mode) {
        Failover.Builder builder =
                Failover.builder().mode(mode).authorities(authorities()).references(references);
        providers.forEach(builder::provider);
        switches.forEach(builder::trafficSwitch);
        notifiers.forEach((name, notifier) ->
                builder.notifier(name, notifier, telling.escalateAfter().getOrDefault(name, Duration.ZERO)));
        telling.groupWait().ifPresent(builder::groupWait);
        services.forEach(builder::service);
        coordination.ifPresent(builder::coordination);
        return builder;
    }

    /**
     * Closes providers, traffic switches, notifiers, transports, repositories, where the page is exported to, what collects evidence, and the store that
     * watchers share. Idempotent.
     */
    @Override
    public void close() {
        notifiers.values().forEach(Notifier::close);
        providers.values().forEach(DnsProvider::close);
        switches.values().forEach(TrafficSwitch::close);
        coordination.ifPresent(together -> together.coordinator().close());
        syncs.values().forEach(sync -> sync.transport().close());
        backups.values().forEach(backup -> backup.backup().close());
        page.export().close();
        evidence.values().forEach(EvidenceDefinition::close);
    }
}
