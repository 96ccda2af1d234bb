package dev.failover.spring;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.component.SettingsReader;
import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.PublicIpAddressSource;
import dev.failover.dns.RecordType;
import dev.failover.health.HealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.spring.ServiceProperties.Address;
import dev.failover.spring.ServiceProperties.Failback;
import dev.failover.spring.ServiceProperties.Limit;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.ReplicaAge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes services out of their properties. The library's builders validate. */
final class ServiceComposer {
    /** What of a check is not its component's: how often, and how many times. */
    private static final Set<String> PACE = Set.copyOf(Thresholds.SETTINGS);

    private final @Nullable String watcher;
    private final List<String> zones;
    private final List<String> servers;
    private final NamedBeans beans;
    private final Components<HealthCheck> checks;
    private final Faults faults;

    /**
     * For these zones.
     *
     * @param watcher how this watcher is called in ownership records
     * @param servers who is asked what the zones serve; none for each zone's own
     */
    ServiceComposer(
            @Nullable String watcher,
            List<String> zones,
            List<String> servers,
            NamedBeans beans,
            Components<HealthCheck> checks,
            Faults faults) {
        this.watcher = watcher;
        this.zones = zones;
        this.servers = servers;
        this.beans = beans;
        this.checks = checks;
        this.faults = faults;
    }

    /** The service; empty if it can't be made, and the faults say why. There may be faults of one that is made. */
    Optional<Service> compose(String name, ServiceProperties properties) {
        String path = FailoverProperties.PREFIX + ".services." + name;
        int before = faults.count();
        Service.Builder service = Service.builder(name);
        records(path + ".records", properties.records(), service);
        properties.switches().forEach(service::trafficSwitch);
        sites(path + ".sites", properties, service);
        boolean whole = faults.count() == before;
        check(path + ".check", properties.check(), service);
        faults.attempt(path, () -> policy(properties)).ifPresent(service::policy);
        ownership(path, properties, service);
        given(properties.rto(), service::rto);
        given(properties.rpo(), service::rpo);
        given(properties.remindEvery(), service::remindEvery);
        service.notify(properties.notifiers().toArray(String[]::new));
        // What has faults is not there, and the records and sites behind it would be told of by wrong numbers.
        return whole ? faults.attempt(path, service::build) : Optional.empty();
    }

    private void records(String path, List<ServiceProperties.ManagedRecord> records, Service.Builder service) {
        for (int i = 0; i < records.size(); i++) {
            ServiceProperties.ManagedRecord record = records.get(i);
            faults.attempt(path + "." + i, () -> record(record)).ifPresent(service::record);
        }
    }

    private static ManagedRecord record(ServiceProperties.ManagedRecord record) {
        ManagedRecord.Builder builder = ManagedRecord.builder();
        given(record.provider(), builder::provider);
        given(record.name(), builder::name);
        given(record.type(), builder::type);
        given(record.ttl(), builder::ttl);
        return builder.build();
    }

    private void sites(String path, ServiceProperties properties, Service.Builder service) {
        boolean onlyIpv6 = !properties.records().isEmpty()
                && properties.records().stream().allMatch(record -> record.type() == RecordType.AAAA);
        RecordType usual = onlyIpv6 ? RecordType.AAAA : RecordType.A;
        for (int i = 0; i < properties.sites().size(); i++) {
            ServiceProperties.Site site = properties.sites().get(i);
            site(path + "." + i, site, usual).ifPresent(service::site);
        }
    }

    private Optional<Site> site(String path, ServiceProperties.Site site, RecordType usual) {
        int before = faults.count();
        String name = site.name();
        if (name == null) {
            faults.add(path + ".name", "is missing: what is it called in requests and messages?");
            return Optional.empty();
        }
        Site.Builder builder =
                Site.builder(name).allowPrivate(site.allowPrivate()).degraded(site.degraded());
        Address address = site.address();
        if (address != null) {
            address(path + ".address", address, usual, builder);
        }
        String checkAddress = site.checkAddress();
        if (checkAddress != null) {
            faults.attempt(path + ".check-address", () -> builder.checkAddress(checkAddress));
        }
        if (!site.check().isEmpty()) {
            faults.attempt(path + ".check", () -> check(path + ".check", site.check(), Set.of()))
                    .ifPresent(builder::check);
        }
        given(site.domain(), builder::domain);
        each(path + ".replicas", site.replicas(), List.of(DataSet.class, ReplicaAge.class), bean -> {
            if (bean instanceof DataSet dataSet) {
                builder.replica(dataSet);
            } else {
                builder.replicaAge((ReplicaAge) bean);
            }
        });
        each(path + ".mirrors", site.mirrors(), List.of(ContinuousMirror.class, DataMirror.class), bean -> {
            if (bean instanceof ContinuousMirror mirror) {
                builder.mirror(mirror);
            } else {
                builder.mirror((DataMirror) bean);
            }
        });
        return faults.count() > before ? Optional.empty() : faults.attempt(path, builder::build);
    }

    private void address(String path, Address address, RecordType usual, Site.Builder site) {
        RecordType type = address.family() == null ? usual : address.family().type;
        for (String text : address.fixed()) {
            faults.attempt(path, () -> fixed(text)).ifPresent(site::address);
        }
        if (!address.publicIp().isEmpty()) {
            faults.attempt(path, () -> publicIp(address, type)).ifPresent(site::address);
        } else if (address.trustStore() != null) {
            faults.add(path + ".trust-store", "is given without public-ip");
        }
        String dnsName = address.dnsName();
        if (dnsName != null) {
            faults.attempt(path, () -> named(dnsName, type, address.resolvers()))
                    .ifPresent(site::address);
        } else if (!address.resolvers().isEmpty()) {
            faults.add(path + ".resolvers", "is given without dns-name");
        }
    }

    private static AddressSource publicIp(Address address, RecordType type) {
        Map<String, String> trust = new HashMap<>();
        given(address.trustStore(), file -> trust.put("trust-store", file));
        given(address.trustStorePassword(), password -> trust.put("trust-store-password", password));
        PublicIpAddressSource.Builder lookups =
                PublicIpAddressSource.builder().type(type).lookups(address.publicIp());
        return Settings.of(trust).reader().trustStore(lookups::trustStore).build(lookups::build);
    }

    private AddressSource fixed(String text) {
        return beans.find(text, AddressSource.class).orElseGet(() -> AddressSource.of(text));
    }

    private AddressSource named(String name, RecordType type, List<String> resolvers) {
        DnsNameAddressSource.Builder builder =
                DnsNameAddressSource.builder(name).type(type).resolversWithin(zones, servers);
        return resolvers.isEmpty()
                ? builder.build()
                : builder.resolvers(resolvers).build();
    }

    /** Hands over the bean of each name. */
    private void each(String path, List<String> names, List<Class<?>> types, Consumer<Object> taker) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Optional<?> bean = types.stream()
                    .flatMap(type -> beans.find(name, type).stream())
                    .findFirst();
            if (bean.isPresent()) {
                taker.accept(bean.get());
                continue;
            }
            Set<String> known = new TreeSet<>();
            types.forEach(type -> known.addAll(beans.names(type)));
            faults.add(
                    path + "." + i,
                    "there is no bean \"%s\" of type %s; there are %s"
                            .formatted(
                                    name,
                                    String.join(
                                            " or ",
                                            types.stream()
                                                    .map(Class::getSimpleName)
                                                    .toList()),
                                    known));
        }
    }

    private void check(String path, Map<String, String> check, Service.Builder service) {
        if (check.isEmpty()) {
            return;
        }
        Map<String, String> pace = new HashMap<>(check);
        pace.keySet().retainAll(PACE);
        faults.attempt(path, () -> thresholds(Settings.of(path, pace))).ifPresent(service::thresholds);
        faults.attempt(path, () -> check(path, check, PACE)).ifPresent(service::check);
    }

    private static Thresholds thresholds(Settings settings) {
        SettingsReader reader = settings.reader();
        return reader.build(Thresholds.builder().read(reader)::build);
    }

    /** @param notItsOwn what of the block somebody else reads */
    private HealthCheck check(String path, Map<String, String> check, Set<String> notItsOwn) {
        Map<String, String> own = new HashMap<>(check);
        own.keySet().removeAll(notItsOwn);
        String type = own.remove("type");
        String known = "a component on the class path, %s, or a bean of type HealthCheck, %s"
                .formatted(checks.names(), beans.names(HealthCheck.class));
        if (type == null) {
            throw new InvalidSettingsException("type", "is missing: " + known);
        }
        Settings settings = Settings.of(path, own).beside(notItsOwn);
        Optional<HealthCheck> bean = beans.find(type, HealthCheck.class);
        if (bean.isPresent()) {
            return settings.reader().build(bean::get);
        }
        if (!checks.names().contains(type)) {
            throw new InvalidSettingsException("type", "must be %s, not \"%s\"".formatted(known, type));
        }
        return checks.create(type, settings);
    }

    private static FailoverPolicy policy(ServiceProperties properties) {
        FailoverPolicy usual = FailoverPolicy.defaults();
        FailoverPolicy.Builder policy = usual.toBuilder();
        given(properties.stateClass(), policy::stateClass);
        given(properties.failback(), failback -> policy.automaticFailback(failback == Failback.AUTOMATIC));
        given(properties.failbackAfter(), policy::failbackAfter);
        limit(properties.maxSwitches(), usual.maxSwitches(), usual.maxSwitchesPer(), policy::maxSwitches);
        given(properties.coolDown(), policy::coolDown);
        given(properties.replicaMaxAge(), policy::replicaMaxAge);
        given(properties.certificateValidFor(), policy::certificateValidFor);
        given(properties.addressMaxAge(), policy::addressMaxAge);
        given(properties.onForeignEdit(), policy::onForeignEdit);
        limit(properties.maxRestores(), usual.maxRestores(), usual.maxRestoresPer(), policy::maxRestores);
        given(properties.mixLimit(), policy::mixLimit);
        given(properties.drillMaxAge(), policy::drillMaxAge);
        given(properties.restoreTestMaxAge(), policy::restoreTestMaxAge);
        return policy.build();
    }

    private static void limit(
            @Nullable Limit limit, int usualCount, Duration usualPer, BiConsumer<Integer, Duration> taker) {
        if (limit != null) {
            taker.accept(
                    limit.count() == null ? usualCount : limit.count(), limit.per() == null ? usualPer : limit.per());
        }
    }

    private void ownership(String path, ServiceProperties properties, Service.Builder service) {
        if (properties.ownership() && watcher == null) {
            faults.add(path + ".ownership", "needs " + FailoverProperties.PREFIX + ".watcher, the name to be shown");
        } else if (properties.ownership()) {
            service.ownership(String.valueOf(watcher));
        }
        given(properties.ownershipName(), service::ownershipName);
    }

    private static <T> void given(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
