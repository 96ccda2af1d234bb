package dev.failover;

import dev.failover.Service.ManagedRecord;
import dev.failover.component.Problems;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Place;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.DnsProvider;
import dev.failover.internal.watch.References;
import dev.failover.time.Durations;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether services, providers, traffic switches, notifiers, reference targets and what several watchers agreed upon fit together.
 *
 * @param coordination null if this watcher decides alone
 */
record Composition(
        Collection<Service> services,
        Map<String, DnsProvider> providers,
        Map<String, TrafficSwitch> switches,
        Set<String> notifiers,
        List<String> references,
        @Nullable Coordination coordination) {
    /** Gathers all that does not fit; opens and asks nothing. */
    Problems problems() {
        Problems found = new Problems();
        services.forEach(service -> check(service, found));
        checkThatOwnershipIsItsOwn(found);
        checkThatRecordsAreOfOneServiceEach(found);
        switches.forEach((name, to) -> checkSwitch(name, to, found));
        checkReferences(found);
        return found;
    }

    private void checkReferences(Problems found) {
        for (int i = 0; i < references.size(); i++) {
            try {
                References.requireReference(references.get(i));
            } catch (IllegalArgumentException e) {
                found.add("references." + i, String.valueOf(e.getMessage()));
            }
        }
    }

    private void check(Service service, Problems found) {
        String path = "services." + service.name();
        for (int i = 0; i < service.records().size(); i++) {
            ManagedRecord record = service.records().get(i);
            DnsProvider provider = providers.get(record.provider());
            if (provider == null) {
                found.add(
                        "%s.records.%s.provider".formatted(path, i),
                        "there is no provider named \"%s\", only %s".formatted(record.provider(), providers.keySet()));
            } else {
                checkThatNameIsRelative(record, provider, "%s.records.%s.name".formatted(path, i), found);
            }
        }
        for (int i = 0; i < service.notifiers().size(); i++) {
            String notifier = service.notifiers().get(i);
            if (!notifiers.contains(notifier)) {
                found.add(
                        "%s.notify.%s".formatted(path, i),
                        "there is no notifier named \"%s\", only %s".formatted(notifier, notifiers));
            }
        }
        checkSwitches(service, path, found);
        checkThatSitesHaveNamesOfTheirOwn(service, path, found);
        if (checkThatVendorsCanBeAsked(service, path, found) && coordination != null) {
            checkCoordination(coordination, service, path, found);
        }
    }

    /** S3: what shows late, and holds addresses alone, keeps no two watchers apart. */
    private boolean checkThatVendorsCanBeAsked(Service service, String path, Problems found) {
        boolean shared = coordination != null || !service.ownershipRecords().isEmpty();
        boolean all = true;
        for (int i = 0; i < service.records().size(); i++) {
            String name = service.records().get(i).provider();
            DnsProvider provider = providers.get(name);
            if (shared && provider != null && !provider.lag().isZero()) {
                all = false;
                found.add(
                        "%s.records.%s.provider".formatted(path, i),
                        "%s can't be asked what it has, and keeps no ownership record: one watcher alone may write there, without ownership and coordination"
                                .formatted(name));
            }
        }
        return all;
    }

    private void checkSwitch(String name, TrafficSwitch to, Problems found) {
        String path = "switches." + name;
        try {
            Service.requireName(name);
        } catch (IllegalArgumentException e) {
            found.add(path, String.valueOf(e.getMessage()));
        }
        found.unless(
                !providers.containsKey(name),
                path,
                "is the name of a provider too, and both stand where records stand");
        Duration longest = to.longest();
        found.unless(
                !longest.isNegative() && !longest.isZero() && longest.compareTo(TrafficSwitch.LIMIT) <= 0,
                path + ".longest",
                "must be more than zero, and at most " + Durations.format(TrafficSwitch.LIMIT));
    }

    private void checkSwitches(Service service, String path, Problems found) {
        Set<String> names = service.sites().stream().map(Site::name).collect(Collectors.toUnmodifiableSet());
        Set<String> reached = new TreeSet<>();
        for (int i = 0; i < service.trafficSwitches().size(); i++) {
            String key = "%s.switches.%s".formatted(path, i);
            String name = service.trafficSwitches().get(i);
            TrafficSwitch to = switches.get(name);
            if (to == null) {
                found.add(key, "there is no traffic switch named \"%s\", only %s".formatted(name, switches.keySet()));
                return;
            }
            Set<String> strangers = new TreeSet<>(to.sites());
            strangers.removeAll(names);
            found.unless(
                    strangers.isEmpty(),
                    key,
                    "%s can send to %s, which is no site of %s, only %s are"
                            .formatted(name, String.join(" and ", strangers), service.name(), new TreeSet<>(names)));
            reached.addAll(to.sites());
        }
        if (service.records().isEmpty() && !service.trafficSwitches().isEmpty()) {
            Set<String> unreached = new TreeSet<>(names);
            unreached.removeAll(reached);
            found.unless(
                    unreached.isEmpty(),
                    path + ".switches",
                    "none can send to %s, and there is no record that could lead there"
                            .formatted(String.join(" and ", unreached)));
            found.unless(
                    !references.isEmpty(),
                    "references",
                    "is missing: %s has no record, whose zone's servers would show whether this watcher is cut off itself"
                            .formatted(service.name()));
        }
    }

    private void checkCoordination(Coordination terms, Service service, String path, Problems found) {
        if (service.watcher().filter(terms.watcher()::equals).isEmpty()) {
            found.add(
                    path + ".ownership",
                    "must be on, under the name of this watcher, %s: the store alone keeps no two watchers from writing"
                            .formatted(terms.watcher()));
        }
        for (int i = 0; i < service.sites().size(); i++) {
            Site site = service.sites().get(i);
            String domain = site.domain().orElse("");
            String key = "%s.sites.%s.domain".formatted(path, i);
            terms.problemOfSite(site.name(), domain).ifPresent(why -> found.add(key, why));
        }
        terms.problemOfVendor(CoordinatedService.comparesAndSets(service, providers, switches))
                .ifPresent(why -> found.add("coordination.acquire-after", "of " + service.name() + ": " + why));
    }

    /** Two services would each put back what the other wrote. */
    private void checkThatRecordsAreOfOneServiceEach(Problems found) {
        Map<Place, String> owners = new HashMap<>();
        for (Service service : services) {
            for (int i = 0; i < service.trafficSwitches().size(); i++) {
                String name = service.trafficSwitches().get(i);
                String owner = owners.putIfAbsent(Place.ofSwitch(name), service.name());
                if (owner != null && !owner.equals(service.name())) {
                    found.add(
                            "services.%s.switches.%s".formatted(service.name(), i),
                            "%s is a switch of %s already; two services would move it back and forth"
                                    .formatted(name, owner));
                }
            }
            for (int i = 0; i < service.records().size(); i++) {
                ManagedRecord record = service.records().get(i);
                String owner = owners.putIfAbsent(new Place(record.provider(), record.key()), service.name());
                if (owner != null && !owner.equals(service.name())) {
                    found.add(
                            "services.%s.records.%s".formatted(service.name(), i),
                            "%s at %s is a record of %s already; two services would move it back and forth"
                                    .formatted(record.key(), record.provider(), owner));
                }
            }
        }
    }

    /** Whoever writes the whole name would get {@code www.example.org.example.org}. */
    private static void checkThatNameIsRelative(
            ManagedRecord record, DnsProvider provider, String path, Problems found) {
        String name = record.key().name().toLowerCase(Locale.ROOT);
        String zone = provider.zone().toLowerCase(Locale.ROOT);
        if (name.equals(zone) || name.endsWith("." + zone)) {
            String relative = name.equals(zone) ? "@" : name.substring(0, name.length() - zone.length() - 1);
            found.add(
                    path,
                    "\"%s\" ends with its zone, to which it is relative: write \"%s\""
                            .formatted(record.key().name(), relative));
        }
    }

    private void checkThatOwnershipIsItsOwn(Problems found) {
        Map<Place, Set<Service>> owners = new HashMap<>();
        for (Service service : services) {
            service.ownershipRecords()
                    .forEach(place -> owners.computeIfAbsent(place, each -> new LinkedHashSet<>())
                            .add(service));
        }
        for (Service service : services) {
            service.ownershipRecords().stream()
                    .flatMap(place -> owners.getOrDefault(place, Set.of()).stream())
                    .distinct()
                    .filter(other -> other != service)
                    .forEach(other -> found.add(
                            "services.%s.ownership-name".formatted(service.name()),
                            "is that of " + other.name() + " too; each service needs its own"));
        }
    }

    /** A site found by the managed name would, after a switch, be taken for the site switched to. */
    private void checkThatSitesHaveNamesOfTheirOwn(Service service, String path, Problems found) {
        for (int i = 0; i < service.sites().size(); i++) {
            for (AddressSource source : service.sites().get(i).addresses().values()) {
                for (ManagedRecord record : service.records()) {
                    DnsProvider provider = providers.get(record.provider());
                    if (provider != null
                            && source instanceof DnsNameAddressSource named
                            && named.isName(record.key().in(provider.zone()))) {
                        found.add(
                                "%s.sites.%s.address".formatted(path, i),
                                "%s is the name that is switched; a site needs a name or address of its own"
                                        .formatted(record.key().in(provider.zone())));
                    }
                }
            }
        }
    }
}
