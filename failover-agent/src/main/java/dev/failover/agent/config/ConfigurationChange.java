package dev.failover.agent.config;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordinator;
import dev.failover.dns.DnsProvider;
import dev.failover.traffic.TrafficSwitch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * From one configuration to another: what differs, and what is to be in force afterwards. Whatever is the same in both, with all that it
 * is made of, is the object that was in force before.
 */
public final class ConfigurationChange {
    /** What belongs to the process as a whole. */
    private static final List<String> FOR_GOOD =
            List.of("state-directory", "dns", "references", "watcher", "coordination", "group-wait");

    /** What makes the status page. */
    private static final List<String> PAGE = List.of("listen", "page", "export");

    /** What can become of a part. */
    public enum What {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * A part of the configuration that is not what it was.
     *
     * @param kind {@code service}
     * @param settings by their names, of a changed one; also those of what it is made of
     */
    public record Part(String kind, String name, What what, List<String> settings) {}

    private final Configuration before;
    private final Configuration next;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> changedServices = new HashSet<>();
    private final Configuration merged;

    private ConfigurationChange(Configuration before, Configuration next) {
        this.before = before;
        this.next = next;
        Set<String> services = names(before.services(), next.services());
        services.forEach(this::compareService);
        compare("provider", "providers", before.providers(), next.providers());
        compare("switch", "switches", before.switches(), next.switches());
        compare("notifier", "notifiers", before.notifiers(), next.notifiers());
        compare("sync", "syncs", before.syncs(), next.syncs());
        compare("replica", "replicas", before.replicas(), next.replicas());
        compare("backup", "backups", before.backups(), next.backups());
        compare("heartbeat", "heartbeats", before.heartbeats(), next.heartbeats());
        List<String> page =
                PAGE.stream().flatMap(path -> differences(path).stream()).toList();
        if (!page.isEmpty()) {
            parts.add(new Part("page", "status", What.CHANGED, page));
        }
        List<String> vendors = differences("vendor-check-every");
        if (!vendors.isEmpty()) {
            parts.add(new Part("vendor-check", "all", What.CHANGED, vendors));
        }
        merged = merge();
    }

    /** Looks at both; touches neither. */
    public static ConfigurationChange between(Configuration before, Configuration next) {
        return new ConfigurationChange(before, next);
    }

    private static Set<String> names(List<Service> some, List<Service> others) {
        Set<String> names = new LinkedHashSet<>();
        Stream.concat(some.stream(), others.stream()).map(Service::name).forEach(names::add);
        return names;
    }

    private void compareService(String name) {
        if (before.service(name).isEmpty()) {
            parts.add(new Part("service", name, What.ADDED, List.of()));
        } else if (next.service(name).isEmpty()) {
            parts.add(new Part("service", name, What.REMOVED, List.of()));
        } else {
            List<String> settings = new ArrayList<>(differences("services." + name));
            madeOf(name).forEach(path -> settings.addAll(differences(path)));
            if (!settings.isEmpty()) {
                changedServices.add(name);
                parts.add(new Part("service", name, What.CHANGED, settings));
            }
        }
    }

    /** The paths of what a service is made of, but for its own. */
    private Set<String> madeOf(String service) {
        Set<String> paths = new LinkedHashSet<>();
        for (Configuration configuration : List.of(before, next)) {
            configuration.service(service).stream()
                    .flatMap(of -> of.records().stream())
                    .map(ManagedRecord::provider)
                    .forEach(provider -> paths.add("providers." + provider));
            configuration.service(service).stream()
                    .flatMap(of -> of.trafficSwitches().stream())
                    .forEach(name -> paths.add("switches." + name));
            configuration.syncs().values().stream()
                    .filter(sync -> sync.service().filter(service::equals).isPresent())
                    .forEach(sync -> paths.add("syncs." + sync.name()));
            configuration.replicas().forEach((name, replica) -> {
                if (replica.service().equals(service)) {
                    paths.add("replicas." + name);
                }
            });
        }
        if (asksManagedZones(service)) {
            Stream.of(before, next)
                    .flatMap(configuration -> configuration.providers().keySet().stream())
                    .forEach(provider -> paths.add("providers." + provider + ".zone"));
        }
        return paths;
    }

    /** Whether its addresses are looked up at the servers that are given for the zones, if they lie in one. */
    private boolean asksManagedZones(String service) {
        return !next.dnsServers().isEmpty() && next.written().hasBelow("services." + service, "address.dns-name");
    }

    private void compare(String kind, String key, Map<String, ?> some, Map<String, ?> others) {
        Set<String> names = new LinkedHashSet<>(some.keySet());
        names.addAll(others.keySet());
        for (String name : names) {
            List<String> settings = differences(key + "." + name);
            if (!some.containsKey(name)) {
                parts.add(new Part(kind, name, What.ADDED, List.of()));
            } else if (!others.containsKey(name)) {
                parts.add(new Part(kind, name, What.REMOVED, List.of()));
            } else if (!settings.isEmpty()) {
                parts.add(new Part(kind, name, What.CHANGED, settings));
            }
        }
    }

    private List<String> differences(String path) {
        return before.written().differences(next.written(), path);
    }

    private Configuration merge() {
        Function<String, Boolean> isNew = service ->
                changedServices.contains(service) || before.service(service).isEmpty();
        Map<String, SyncDefinition> syncs = new LinkedHashMap<>();
        next.syncs().forEach((name, sync) -> {
            boolean replaced =
                    !isSame("syncs", name) || sync.service().map(isNew).orElse(false);
            syncs.put(name, either(before.syncs(), name, replaced, sync));
        });
        Map<String, ReplicaDefinition> replicas = new LinkedHashMap<>();
        next.replicas().forEach((name, replica) -> {
            boolean replaced = !isSame("replicas", name) || isNew.apply(replica.service());
            replicas.put(name, either(before.replicas(), name, replaced, replica));
        });
        Map<String, BackupDefinition> backups = new LinkedHashMap<>();
        next.backups().forEach((name, backup) -> {
            boolean replaced = !isSame("backups", name)
                    || backup.content()
                            .replica()
                            .map(replica ->
                                    !isSame("replicas", replica.dataSet().name()))
                            .orElse(false);
            backups.put(name, either(before.backups(), name, replaced, backup));
        });
        return new Configuration(
                before.stateDirectory(),
                before.dnsServers(),
                before.references(),
                same("providers", before.providers(), next.providers()),
                same("switches", before.switches(), next.switches()),
                same("notifiers", before.notifiers(), next.notifiers()),
                next.telling(),
                next.services().stream()
                        .map(service -> isNew.apply(service.name())
                                ? service
                                : before.service(service.name()).orElseThrow())
                        .toList(),
                syncs,
                replicas,
                backups,
                before.coordination(),
                differences("export").isEmpty()
                        ? next.page().exportedTo(before.page().export())
                        : next.page(),
                same("heartbeats", before.heartbeats(), next.heartbeats()),
                evidence(isNew),
                next.drills(),
                next.vendorCheckEvery(),
                next.written());
    }

    private Map<String, EvidenceDefinition> evidence(Function<String, Boolean> isNew) {
        Map<String, EvidenceDefinition> result = new LinkedHashMap<>();
        next.evidence()
                .forEach((service, evidence) ->
                        result.put(service, either(before.evidence(), service, isNew.apply(service), evidence)));
        return result;
    }

    private <T> Map<String, T> same(String key, Map<String, T> some, Map<String, T> others) {
        Map<String, T> result = new LinkedHashMap<>();
        others.forEach((name, other) -> result.put(name, either(some, name, !isSame(key, name), other)));
        return result;
    }

    private static <T> T either(Map<String, T> some, String name, boolean replaced, T other) {
        T known = some.get(name);
        return replaced || known == null ? other : known;
    }

    private boolean isSame(String key, String name) {
        return before.written().has(key + "." + name)
                && differences(key + "." + name).isEmpty();
    }

    /** What differs but can't be changed while the agent runs, by the names of its settings. */
    public List<String> forGood() {
        return FOR_GOOD.stream().flatMap(path -> differences(path).stream()).toList();
    }

    /** What differs otherwise: services first. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** What is to be in force. */
    public Configuration merged() {
        return merged;
    }

    /** The same, of services only those that are not touched. */
    public Configuration untouched() {
        return merged.with(merged.services().stream()
                .filter(service -> before.services().stream().anyMatch(known -> known == service))
                .toList());
    }

    /** Syncs that were in force before, and are not any more. */
    public List<SyncDefinition> endingSyncs() {
        return without(before.syncs().values(), merged.syncs().values());
    }

    /** Syncs that were not in force before. */
    public List<SyncDefinition> beginningSyncs() {
        return without(merged.syncs().values(), before.syncs().values());
    }

    private static List<SyncDefinition> without(Collection<SyncDefinition> some, Collection<SyncDefinition> others) {
        Set<Object> known = identities();
        known.addAll(others);
        return some.stream().filter(sync -> !known.contains(sync)).toList();
    }

    private static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Closes what was in force before and is not any more. */
    public void closeReplaced() {
        closeAllBut(merged, before);
    }

    /** Closes what was read and is not needed, as the same is in force. */
    public void closeUnused() {
        closeAllBut(merged, next);
    }

    /** Nothing is to change: closes all that was read. */
    public void closeNext() {
        next.close();
    }

    private static void closeAllBut(Configuration kept, Configuration closing) {
        Set<Object> staying = identities();
        staying.addAll(kept.providers().values());
        staying.addAll(kept.switches().values());
        staying.addAll(kept.notifiers().values());
        kept.coordination().ifPresent(together -> staying.add(together.coordinator()));
        kept.syncs().values().forEach(sync -> staying.add(sync.transport()));
        kept.backups().values().forEach(backup -> staying.add(backup.backup()));
        staying.addAll(kept.evidence().values());
        closing.evidence().values().stream()
                .filter(evidence -> !staying.contains(evidence))
                .forEach(EvidenceDefinition::close);
        closing.coordination()
                .map(Coordination::coordinator)
                .filter(store -> !staying.contains(store))
                .ifPresent(Coordinator::close);
        closing.notifiers().values().stream()
                .filter(notifier -> !staying.contains(notifier))
                .forEach(notifier -> notifier.close());
        closing.providers().values().stream()
                .filter(provider -> !staying.contains(provider))
                .forEach(DnsProvider::close);
        closing.switches().values().stream().filter(to -> !staying.contains(to)).forEach(TrafficSwitch::close);
        closing.syncs().values().stream()
                .map(SyncDefinition::transport)
                .filter(transport -> !staying.contains(transport))
                .forEach(transport -> transport.close());
        closing.backups().values().stream()
                .map(BackupDefinition::backup)
                .filter(repository -> !staying.contains(repository))
                .forEach(repository -> repository.close());
    }
}
