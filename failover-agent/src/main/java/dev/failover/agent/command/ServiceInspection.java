package dev.failover.agent.command;

import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.dns.AddressSource;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.HeartbeatHealthCheck;
import dev.failover.internal.watch.AddressScope;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks at one service: its sites, each at its own address, its records, and whether its numbers fit together. */
final class ServiceInspection {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ADDRESS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);
    /** Certificates are usually renewed thirty days before their end. */
    private static final Duration CERTIFICATE_WARNING = Duration.ofDays(7);

    private final Service service;
    private final Configuration configuration;
    private final InstantSource time;
    private final DnsAuthorities authorities;
    private final Authorities served;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Map<RecordType, InetAddress>> addresses = new LinkedHashMap<>();

    /**
     * @param authorities who is asked what the zones serve; the same for all services, as the servers of a zone are remembered
     * @param served who is asked where record sets lead
     */
    ServiceInspection(
            Service service,
            Configuration configuration,
            InstantSource time,
            DnsAuthorities authorities,
            Authorities served) {
        this.time = time;
        this.service = service;
        this.configuration = configuration;
        this.authorities = authorities;
        this.served = served;
    }

    List<Finding> findings() throws InterruptedException {
        check(service.check());
        for (Site site : service.sites()) {
            if (site.check().isPresent()) {
                check(site.check().get());
            }
            addresses(site);
            UncheckedAddresses.sentence(service, site)
                    .ifPresent(sentence -> findings.add(Finding.warning(subject(site), sentence)));
            probe(site);
        }
        for (ManagedRecord record : service.records()) {
            record(record);
        }
        hints();
        for (Place place : service.ownershipRecords()) {
            ownership(place);
        }
        numbers();
        return findings;
    }

    /** What a check lacks on this machine; that it lacks nothing, the probes say. */
    private void check(HealthCheck check) throws InterruptedException {
        if (check instanceof Inspectable inspectable) {
            inspectable.inspect(CHECK_TIMEOUT).stream()
                    .filter(found -> found.severity() != Finding.Severity.OK)
                    .map(found -> found.of("service %s, check".formatted(service.name())))
                    .forEach(findings::add);
        }
        for (HealthCheck part : check.parts()) {
            check(part);
        }
    }

    /** No word on what can't be looked at: of servers that are silent, the records tell. */
    private void hints() throws InterruptedException {
        Map<String, String> zones = new TreeMap<>();
        for (ManagedRecord record : service.records()) {
            Optional.ofNullable(configuration.providers().get(record.provider()))
                    .map(DnsProvider::zone)
                    .ifPresent(zone -> zones.put(record.key().in(zone), zone));
        }
        for (Map.Entry<String, String> name : zones.entrySet()) {
            ServiceHints hints = StaleHints.look(authorities, name.getValue(), name.getKey());
            StaleHints.sentences(hints, zones.keySet())
                    .forEach(sentence -> findings.add(
                            Finding.warning("service %s, name %s".formatted(service.name(), name.getKey()), sentence)));
        }
    }

    private String subject(Site site) {
        return "service " + service.name() + ", site " + site.name();
    }

    private void addresses(Site site) throws InterruptedException {
        Map<RecordType, InetAddress> found = new EnumMap<>(RecordType.class);
        for (Map.Entry<RecordType, AddressSource> source : site.addresses().entrySet()) {
            for (String host : source.getValue().askedInTheOpen()) {
                findings.add(Finding.warning(
                        subject(site),
                        "its address is looked up at %s over http: whoever is on the way can give another one, and the records follow it; use https"
                                .formatted(host)));
            }
            try {
                InetAddress address = source.getValue().find(ADDRESS_TIMEOUT);
                found.put(source.getKey(), address);
                address(site, source.getValue(), address);
            } catch (ComponentException e) {
                findings.add(Finding.error(subject(site), String.valueOf(e.getMessage())));
            }
        }
        addresses.put(site.name(), found);
    }

    private void address(Site site, AddressSource source, InetAddress address) {
        AddressScope scope = AddressScope.of(address);
        String text = address.getHostAddress();
        if (!scope.isPublishable() && !site.allowPrivate()) {
            findings.add(Finding.error(
                    subject(site),
                    "%s gave %s, which is %s and is not published unless the site says `allow-private: true`"
                            .formatted(source, text, scope.description())));
        } else if (scope == AddressScope.DOCUMENTATION) {
            findings.add(Finding.warning(subject(site), text + " is " + scope.description() + ", which leads nowhere"));
        } else if (source.fixed().isEmpty()) {
            findings.add(Finding.ok(subject(site), source + " is " + text));
        }
    }

    private void probe(Site site) throws InterruptedException {
        Optional<InetAddress> target = site.checkAddress()
                .or(() -> addresses.getOrDefault(site.name(), Map.of()).values().stream()
                        .findFirst());
        if (target.isEmpty()) {
            findings.add(Finding.error(subject(site), "can't be probed, as its address is not known"));
            return;
        }
        String at = target.get().getHostAddress();
        HealthCheck check = site.check().orElse(service.check());
        if (HeartbeatHealthCheck.in(check).findAny().isPresent()) {
            findings.add(Finding.ok(subject(site), "sends heartbeats, which only a running agent hears"));
            return;
        }
        Health health = check.check(target.get(), service.thresholds().timeout());
        switch (health.status()) {
            case UP -> findings.add(Finding.ok(subject(site), "UP at " + at + ": " + health.detail()));
            case DOWN -> findings.add(Finding.error(subject(site), "DOWN at " + at + ": " + health.detail()));
            case UNKNOWN ->
                findings.add(Finding.error(subject(site), "can't be probed at " + at + ": " + health.detail()));
        }
        health.certificateExpiry().ifPresent(expiry -> certificate(site, expiry));
    }

    private void certificate(Site site, Instant expiry) {
        Instant now = time.instant();
        Duration needed = service.policy().certificateValidFor();
        if (expiry.isBefore(now.plus(needed))) {
            findings.add(Finding.error(
                    subject(site),
                    "its certificate is valid until %s; to be switched to, it must be for %s more"
                            .formatted(expiry, Durations.format(needed))));
        } else if (expiry.isBefore(now.plus(CERTIFICATE_WARNING))) {
            findings.add(Finding.warning(subject(site), "its certificate is valid until " + expiry + ": renew it"));
        }
    }

    private void record(ManagedRecord record) throws InterruptedException {
        DnsProvider provider = configuration.providers().get(record.provider());
        if (provider == null) {
            throw new IllegalStateException("a valid configuration has a provider for each record");
        }
        String subject = "service %s, record %s %s"
                .formatted(
                        service.name(),
                        record.key().in(provider.zone()),
                        record.key().type());
        Optional<RecordSet> stored = Optional.empty();
        boolean asked = false;
        try {
            stored = provider.find(record.key(), PROVIDER_TIMEOUT);
            asked = true;
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, String.valueOf(e.getMessage())));
        }
        try {
            Publication publication = served.look(provider.zone(), record.key(), DNS_TIMEOUT);
            boolean wildcard = asked && stored.isEmpty() && isWildcards(provider.zone(), publication);
            if (wildcard) {
                findings.add(Finding.warning(
                        subject,
                        "is not at provider %s, and the servers give what a wildcard says; the first switch makes a record of its own"
                                .formatted(record.provider())));
            } else if (asked && stored.isEmpty()) {
                findings.add(Finding.error(
                        subject,
                        "is not at provider %s; make it once by hand, pointing to the active site"
                                .formatted(record.provider())));
            }
            served(subject, publication, asked && !wildcard, stored);
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, String.valueOf(e.getMessage())));
        }
    }

    /** Whether servers would give the same for a name that is not there: what a wildcard above it says. */
    private boolean isWildcards(String zone, Publication publication) throws InterruptedException {
        RecordKey key = publication.key();
        Set<Optional<Set<String>>> served = publication.served();
        if (key.name().equals(RecordKey.APEX) || served.size() != 1 || served.contains(Optional.empty())) {
            return false;
        }
        String above = key.name();
        while (!above.isEmpty()) {
            int dot = above.indexOf('.');
            above = dot < 0 ? "" : above.substring(dot + 1);
            RecordKey wildcard = new RecordKey(above.isEmpty() ? "*" : "*." + above, key.type());
            if (authorities.look(zone, wildcard, DNS_TIMEOUT).served().equals(served)) {
                return true;
            }
        }
        return false;
    }

    private void ownership(Place place) throws InterruptedException {
        DnsProvider provider = configuration.providers().get(place.provider());
        if (provider == null) {
            throw new IllegalStateException("a valid configuration has a provider for each record");
        }
        String subject = "service %s, ownership record %s"
                .formatted(service.name(), place.key().in(provider.zone()));
        try {
            Optional<RecordSet> found = provider.find(place.key(), PROVIDER_TIMEOUT);
            Optional<Ownership> owner =
                    found.flatMap(Ownership::read).filter(read -> read.service().equals(service.name()));
            if (found.isEmpty()) {
                notThere(subject, provider.zone(), authorities.look(provider.zone(), place.key(), DNS_TIMEOUT));
            } else if (owner.isPresent()) {
                findings.add(Finding.ok(subject, "tells of " + owner.get()));
            } else {
                findings.add(Finding.error(
                        subject,
                        "is %s, which is not about this service; choose another `ownership-name`"
                                .formatted(Excerpt.of(found.get().values().toString()))));
            }
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, String.valueOf(e.getMessage())));
        }
    }

    private void notThere(String subject, String zone, Publication publication) throws InterruptedException {
        findings.add(
                isWildcards(zone, publication)
                        ? Finding.warning(
                                subject,
                                "is not there yet, and the servers give what a wildcard says there: %s; the first switch makes a record of its own"
                                        .formatted(text(publication.served())))
                        : Finding.ok(subject, "is not there yet; the first switch makes it"));
    }

    private void served(String subject, Publication publication, boolean asked, Optional<RecordSet> stored) {
        publication
                .silent()
                .forEach(silent -> findings.add(Finding.warning(subject, silent.server() + " " + silent.reason())));
        Set<Optional<Set<String>>> served = publication.served();
        if (served.isEmpty()) {
            findings.add(Finding.error(subject, "no server of the zone answers"));
            return;
        }
        if (served.size() > 1) {
            findings.add(Finding.warning(subject, "the zone's servers differ: " + text(served)));
            return;
        }
        Optional<Set<String>> values = served.iterator().next();
        if (asked && !values.equals(stored.map(RecordSet::values))) {
            findings.add(Finding.warning(
                    subject,
                    "the servers give %s, the provider has %s: edited and not published, or on its way"
                            .formatted(
                                    text(served),
                                    stored.map(RecordSet::values)
                                            .map(Set::toString)
                                            .map(Excerpt::of)
                                            .orElse("nothing"))));
        }
        pointsTo(subject, publication, values);
    }

    private void pointsTo(String subject, Publication publication, Optional<Set<String>> values) {
        Optional<String> site = addresses.entrySet().stream()
                .filter(entry -> values.equals(Optional.ofNullable(
                                entry.getValue().get(publication.key().type()))
                        .map(address -> RecordSet.of(publication.key(), Duration.ZERO, address)
                                .values())))
                .map(Map.Entry::getKey)
                .findFirst();
        if (site.isPresent() && values.isPresent()) {
            findings.add(Finding.ok(
                    subject,
                    "points to %s at %s of %s servers"
                            .formatted(
                                    site.get(),
                                    publication.answers().size()
                                            - publication.silent().size(),
                                    publication.answers().size())));
        } else {
            findings.add(
                    Finding.error(
                            subject,
                            values.map(Set::toString).orElse("nothing")
                                    + " is served, which is no site's address: nothing is written automatically while that is so"));
        }
    }

    private static String text(Set<Optional<Set<String>>> served) {
        return served.stream()
                .map(values -> values.map(Set::toString).map(Excerpt::of).orElse("nothing"))
                .sorted()
                .collect(Collectors.joining(" and "));
    }

    private void numbers() {
        String subject = "service " + service.name();
        Duration detection = service.thresholds().detectionBound();
        for (ManagedRecord record : service.records()) {
            if (record.ttl().compareTo(detection) > 0 && record.ttl().compareTo(Duration.ofMinutes(1)) > 0) {
                findings.add(Finding.warning(
                        subject,
                        "the TTL of %s is %s, longer than it takes to notice an outage (%s): caches decide how long users wait"
                                .formatted(record.key(), Durations.format(record.ttl()), Durations.format(detection))));
            }
        }
        Duration published = detection.plus(Prediction.UNMEASURED);
        for (ManagedRecord record : service.records()) {
            Duration visible = published.plus(record.ttl());
            service.rto()
                    .filter(rto -> visible.compareTo(rto) > 0)
                    .ifPresent(rto -> findings.add(Finding.warning(
                            subject,
                            "the rto is %s, but noticing an outage (%s), publishing (%s unless measured) and the TTL of %s (%s) may take %s"
                                    .formatted(
                                            Durations.format(rto),
                                            Durations.format(detection),
                                            Durations.format(Prediction.UNMEASURED),
                                            record.key(),
                                            Durations.format(record.ttl()),
                                            Durations.format(visible)))));
        }
        FailoverPolicy policy = service.policy();
        boolean fed =
                service.sites().stream().anyMatch(site -> site.replicaAge().isPresent());
        boolean needsReplica = policy.replicaMaxAge().isPresent() || policy.stateClass() == StateClass.EPHEMERAL;
        if (needsReplica && !fed) {
            findings.add(Finding.warning(
                    subject,
                    "asks for a replica's age, but no sync or replica says `service: %s`: it will not be switched automatically"
                            .formatted(service.name())));
        }
        if (service.sites().size() == 1) {
            findings.add(Finding.warning(subject, "has one site only: there is nowhere to switch to"));
        }
        if (service.notifiers().isEmpty()) {
            findings.add(Finding.warning(subject, "notifies nobody"));
        }
    }
}
