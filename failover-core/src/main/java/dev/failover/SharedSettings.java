package dev.failover;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordination.Voter;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Place;
import dev.failover.decision.Trial;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsProvider;
import dev.failover.health.Thresholds;
import dev.failover.internal.coordination.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all watchers of a service must agree on, by the names that those settings have in a configuration file. Names of providers,
 * keys, channels, paths and what is checked where are each watcher's own.
 */
final class SharedSettings {
    private SharedSettings() {}

    /** Asks nobody. */
    static Fingerprint of(Coordination together, Service service, Map<String, DnsProvider> providers) {
        Map<String, String> settings = new TreeMap<>();
        coordination(together, settings);
        sites(service, settings);
        records(service, providers, settings);
        thresholds(service.thresholds(), settings);
        policy(service.policy(), settings);
        return Fingerprint.of(settings);
    }

    /** How often a watcher looks at the store is nobody else's business. */
    private static void coordination(Coordination together, Map<String, String> settings) {
        settings.put(
                "coordination.voters",
                lines(together.voters().stream()
                        .map((Voter voter) -> voter.name() + " " + voter.domain())
                        .sorted()));
        put(settings, "coordination.quorum", together.quorum());
        put(settings, "coordination.turnout", together.turnout());
        put(settings, "coordination.lease", together.lease());
        put(settings, "coordination.renew", together.renew());
        put(settings, "coordination.timeout", together.timeout());
        put(settings, "coordination.margin", together.margin());
        put(settings, "coordination.vote-valid", together.voteValid());
        put(settings, "coordination.acquire-after", together.acquireAfter(false));
    }

    private static void sites(Service service, Map<String, String> settings) {
        settings.put("sites", each(service, Site::name));
        settings.put(
                "sites.domain",
                each(service, site -> site.name() + " " + site.domain().orElse("")));
        settings.put("sites.degraded", each(service, site -> site.name() + " " + site.isDegraded()));
        List<AddressSource> addresses = service.sites().stream()
                .flatMap(site -> site.addresses().values().stream())
                .toList();
        // A site at home may know its address from its router, and others from a name: that is one address, found in
        // two ways.
        if (addresses.stream().allMatch(source -> source.fixed().isPresent())) {
            settings.put(
                    "sites.address",
                    each(
                            service,
                            site -> site.name() + " "
                                    + site.addresses().values().stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(" "))));
        }
    }

    private static String each(Service service, Function<Site, String> says) {
        return lines(service.sites().stream().map(says));
    }

    private static void records(Service service, Map<String, DnsProvider> providers, Map<String, String> settings) {
        settings.put(
                "records",
                lines(service.records().stream()
                        .map(record -> name(new Place(record.provider(), record.key()), providers))
                        .sorted()));
        settings.put(
                "records.ttl",
                lines(service.records().stream()
                        .map(record -> name(new Place(record.provider(), record.key()), providers) + " " + record.ttl())
                        .sorted()));
        if (!service.trafficSwitches().isEmpty()) {
            settings.put("switches", String.valueOf(service.trafficSwitches().size()));
        }
        settings.put(
                "ownership-name",
                lines(service.ownershipRecords().stream()
                        .map(place -> name(place, providers))
                        .sorted()));
    }

    /** One provider may be called differently by each watcher: a record is known by its name. */
    private static String name(Place place, Map<String, DnsProvider> providers) {
        DnsProvider provider = providers.get(place.provider());
        return place.key().in(provider == null ? "" : provider.zone()) + " "
                + place.key().type();
    }

    private static void thresholds(Thresholds thresholds, Map<String, String> settings) {
        put(settings, "check.interval", thresholds.interval());
        put(settings, "check.fast-interval", thresholds.fastInterval());
        put(settings, "check.timeout", thresholds.timeout());
        put(settings, "check.fall", count(thresholds.fall(), thresholds.fallWindow()));
        put(settings, "check.rise", count(thresholds.rise(), thresholds.riseWindow()));
    }

    /** In a row as it always was, so that watchers of different releases agree. */
    private static String count(int needed, int window) {
        return window == needed ? String.valueOf(needed) : needed + " of " + window;
    }

    private static void policy(FailoverPolicy policy, Map<String, String> settings) {
        put(settings, "state-class", policy.stateClass().name());
        put(settings, "failback", policy.automaticFailback());
        put(settings, "failback-after", policy.failbackAfter());
        put(settings, "max-switches", policy.maxSwitches() + " " + policy.maxSwitchesPer());
        put(settings, "cool-down", policy.coolDown());
        put(
                settings,
                "replica-max-age",
                policy.replicaMaxAge().map(String::valueOf).orElse(""));
        put(settings, "certificate-valid-for", policy.certificateValidFor());
        put(settings, "address-max-age", policy.addressMaxAge());
        put(settings, "on-foreign-edit", policy.onForeignEdit().name());
        put(settings, "max-restores", policy.maxRestores() + " " + policy.maxRestoresPer());
        put(settings, "mix-limit", policy.mixLimit());
        // Not at all where there is no limit, so that watchers of different releases agree.
        for (Trial.Kind kind : Trial.Kind.values()) {
            policy.maxAge(kind).ifPresent(limit -> put(settings, kind.word() + "-max-age", limit));
        }
    }

    private static void put(Map<String, String> settings, String name, Object value) {
        settings.put(name, value.toString());
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n"));
    }
}
