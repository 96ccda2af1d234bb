package dev.failover.agent.config;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.SettingsReader;
import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.Thresholds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes services out of their blocks. */
final class ServiceReader {
    private final Faults faults;
    private final ComponentReader<HealthCheck> checks;
    private final AddressReader addresses;
    private final Collection<String> providers;
    private final Collection<String> switches;
    private final Collection<String> notifiers;
    private final FeedReader feeds;
    private final DrillReader drills;
    private final EvidenceReader evidence;
    private final String watcher;
    private final boolean coordinated;

    /**
     * @param providers the names that records may refer to
     * @param switches the names of traffic switches that services may refer to
     * @param notifiers the names that services may refer to
     * @param watcher how this watcher is called where it shows who decided
     * @param coordinated whether several watchers decide together, so that this must show
     */
    ServiceReader(
            Faults faults,
            ComponentReader<HealthCheck> checks,
            AddressReader addresses,
            Collection<String> providers,
            Collection<String> switches,
            Collection<String> notifiers,
            String watcher,
            boolean coordinated,
            FeedReader feeds,
            DrillReader drills,
            EvidenceReader evidence) {
        this.faults = faults;
        this.checks = checks;
        this.addresses = addresses;
        this.providers = providers;
        this.switches = switches;
        this.notifiers = notifiers;
        this.feeds = feeds;
        this.drills = drills;
        this.evidence = evidence;
        this.watcher = watcher;
        this.coordinated = coordinated;
    }

    /** The service; empty if it can't be built. It may hold stand-ins if it has faults, which are told. */
    Optional<Service> read(String name, BlockReader block) {
        Service.Builder service = Service.builder(name);
        List<ManagedRecord> records = records(block);
        records.forEach(service::record);
        switches(block, service);
        sites(name, block, records).forEach(service::site);
        check(block, service);
        service.policy(orElse(FailoverPolicy::defaults, () -> PolicySettings.policy(block, FailoverPolicy.defaults())));
        ownership(block, service);
        notify(block, service);
        drills.read(name, block);
        evidence.read(name, block);
        orElse(
                () -> service,
                () -> block.settings("rto", "rpo")
                        .reader()
                        .duration("rto", service::rto)
                        .duration("rpo", service::rpo)
                        .build(() -> service));
        block.finish();
        try {
            return Optional.of(service.build());
        } catch (InvalidSettingsException e) {
            faults.addAll(e.under(block.path()));
            return Optional.empty();
        }
    }

    private <T> T orElse(Supplier<T> standIn, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
            return standIn.get();
        }
    }

    private List<ManagedRecord> records(BlockReader block) {
        List<ManagedRecord> records = new ArrayList<>();
        for (BlockReader record : block.eachListed("records")) {
            ManagedRecord.Builder draft = ManagedRecord.builder();
            SettingsReader reader = record.rest()
                    .reader()
                    .text("provider", value -> draft.provider(Names.known("provider", value, providers)))
                    .text("name", draft::name)
                    .value("type", ServiceReader::addressType, draft::type)
                    .duration("ttl", draft::ttl);
            int index = records.size();
            records.add(orElse(
                    () -> StandIns.record(providers.stream().findFirst().orElse(""), index),
                    () -> reader.build(draft::build)));
        }
        return records;
    }

    private static RecordType addressType(String text) {
        return switch (text) {
            case "A" -> RecordType.A;
            case "AAAA" -> RecordType.AAAA;
            default -> throw new IllegalArgumentException("must be A or AAAA, not \"" + text + "\"");
        };
    }

    private void switches(BlockReader block, Service.Builder service) {
        orElse(
                () -> service,
                () -> block.settings("switches")
                        .reader()
                        .texts(
                                "switches",
                                names -> Names.each("traffic switch", names, switches)
                                        .forEach(service::trafficSwitch))
                        .build(() -> service));
    }

    private List<Site> sites(String service, BlockReader block, List<ManagedRecord> records) {
        Set<RecordType> types =
                records.stream().map(record -> record.key().type()).collect(Collectors.toUnmodifiableSet());
        List<Site> sites = new ArrayList<>();
        for (BlockReader site : block.eachListed("sites")) {
            String name = site.requiredText("name", "what is it called in commands and messages?")
                    .orElse("stand-in-" + sites.size());
            Site.Builder builder = Site.builder(name);
            addresses.read(site, types).forEach(builder::address);
            feeds.feed(builder, service, name, sites.size(), asksForReplicas(block));
            site.take("check")
                    .map(node -> BlockReader.of(node, site.pathOf("check"), faults))
                    .flatMap(checks::read)
                    .ifPresent(builder::check);
            SettingsReader reader = site.rest()
                    .reader()
                    .text("check-address", builder::checkAddress)
                    .flag("allow-private", builder::allowPrivate)
                    .flag("degraded", builder::degraded)
                    .text("domain", builder::domain);
            int index = sites.size();
            sites.add(orElse(() -> StandIns.site(name, index), () -> reader.build(builder::build)));
        }
        return sites;
    }

    private static boolean asksForReplicas(BlockReader block) {
        return block.peek("replica-max-age").isPresent()
                || block.peek("state-class").equals(Optional.of("ephemeral"));
    }

    private void check(BlockReader block, Service.Builder service) {
        block.take("check").ifPresent(node -> {
            BlockReader check = BlockReader.of(node, block.pathOf("check"), faults);
            service.thresholds(
                    orElse(Thresholds::defaults, () -> PolicySettings.thresholds(check, Thresholds.defaults())));
            service.check(checks.read(check).orElse((address, timeout) -> Health.unknown("a stand-in")));
        });
    }

    private void ownership(BlockReader block, Service.Builder service) {
        if (coordinated && !watcher.isEmpty() && !block.has("ownership")) {
            service.ownership(watcher);
        }
        orElse(
                () -> service,
                () -> block.settings("ownership", "ownership-name")
                        .reader()
                        .flag("ownership", wanted -> {
                            if (wanted && watcher.isEmpty()) {
                                throw new IllegalArgumentException(
                                        "needs `watcher`, as this machine has no name of its own");
                            } else if (wanted) {
                                service.ownership(watcher);
                            }
                        })
                        .text("ownership-name", service::ownershipName)
                        .build(() -> service));
    }

    private void notify(BlockReader block, Service.Builder service) {
        orElse(
                () -> service,
                () -> block.settings("notify", "remind-every")
                        .reader()
                        .duration("remind-every", service::remindEvery)
                        .texts("notify", names -> {
                            // The library checks this too, but only of a service that is whole.
                            Names.each("notifier", names, notifiers);
                            service.notify(names.toArray(String[]::new));
                        })
                        .build(() -> service));
    }
}
