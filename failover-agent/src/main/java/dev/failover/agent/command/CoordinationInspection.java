package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.vendor.ComponentLook;
import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordination.Voter;
import dev.failover.coordination.SharedRecord;
import dev.failover.decision.Coordinated.WatcherDifference;
import dev.failover.dns.DnsProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the store that watchers share: whether it can be used, who has a vote, and whether it would be lost with a site. */
final class CoordinationInspection {
    private static final String SUBJECT = "coordination";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Coordination together;
    private final Configuration configuration;

    CoordinationInspection(Coordination together, Configuration configuration) {
        this.together = together;
        this.configuration = configuration;
    }

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (together.coordinator() instanceof Inspectable) {
            findings.addAll(ComponentLook.at(SUBJECT, together.coordinator()));
        }
        for (Service service : configuration.services()) {
            findings.addAll(record(service));
        }
        findings.add(Finding.ok(
                SUBJECT,
                "%s; a site is left if %s failure domains say DOWN, more than UP, and %s anything at all"
                        .formatted(
                                together.voters().stream()
                                        .map(CoordinationInspection::voter)
                                        .collect(Collectors.joining(", ")),
                                together.quorum(),
                                together.turnout())));
        if (!together.isShared()) {
            findings.add(
                    Finding.warning(SUBJECT, "there is one voter only: it decides alone, and the store is not used"));
        }
        for (String host : together.coordinator().hosts()) {
            findings.addAll(host(host));
        }
        return findings;
    }

    private static String voter(Voter voter) {
        return voter.name() + " votes in " + voter.domain();
    }

    private List<Finding> record(Service service) throws InterruptedException {
        try {
            Optional<SharedRecord> there = together.coordinator().read(service.name(), TIMEOUT);
            return there.isPresent()
                    ? compared(service, there.get())
                    : List.of(
                            Finding.ok(SUBJECT, "the store answers, and has no record of " + service.name() + " yet"));
        } catch (ComponentException e) {
            return List.of(Finding.error(SUBJECT, String.valueOf(e.getMessage())));
        }
    }

    /** Watchers that are configured differently agree on less than it seems, until it matters. */
    private List<Finding> compared(Service service, SharedRecord record) {
        List<Finding> findings = new ArrayList<>();
        List<WatcherDifference> differences = service.differences(record, together, configuration.providers());
        findings.add(Finding.ok(
                SUBJECT,
                "the store has a record of " + service.name()
                        + (differences.isEmpty()
                                ? ", and all watchers that wrote into it are configured like this one"
                                : "")));
        differences.forEach(
                difference -> findings.add(Finding.warning(SUBJECT, service.name() + ": " + difference.sentence())));
        return findings;
    }

    /** A store that fails as one with a site, or is found by the name that is to be moved, is gone when it is needed. */
    private List<Finding> host(String host) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Set<InetAddress> addresses = addresses(host);
        for (Service service : configuration.services()) {
            for (ManagedRecord record : service.records()) {
                DnsProvider provider = configuration.providers().get(record.provider());
                if (provider != null && record.key().in(provider.zone()).equalsIgnoreCase(host)) {
                    findings.add(Finding.warning(
                            SUBJECT,
                            "the store is found by %s, which is moved by %s: give it a name of its own"
                                    .formatted(host, service.name())));
                }
            }
            for (Site site : service.sites()) {
                if (standsWith(site, addresses)) {
                    findings.add(Finding.warning(
                            SUBJECT,
                            "the store, %s, has the address of %s: if that site is lost, nothing is switched by itself"
                                    .formatted(host, site.name())));
                }
            }
        }
        return findings;
    }

    private static boolean standsWith(Site site, Set<InetAddress> addresses) {
        return site.addresses().values().stream()
                .flatMap(source -> source.fixed().stream())
                .anyMatch(addresses::contains);
    }

    private static Set<InetAddress> addresses(String host) {
        try {
            return new LinkedHashSet<>(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }
}
