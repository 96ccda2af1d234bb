package dev.failover;

import dev.failover.Service.ManagedRecord;
import dev.failover.component.Problems;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Place;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.DnsProvider;
import dev.failover.internal.watch.References;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether services, providers, notifiers, reference targets and what several watchers agreed upon fit together.
 *
 * @param coordination null if this watcher decides alone
 */
record Composition(
        Collection<Service> services,
        Map<String, DnsProvider> providers,
        Set<String> notifiers,
        List<String> references,
        @Nullable Coordination coordination) {
    /** Gathers all that does not fit; opens and asks nothing. */
    Problems problems() {
        Problems found = new Problems();
        services.forEach(service -> check(service, found));
        checkThatRecordsAreOfOneServiceEach(found);
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
        checkThatSitesHaveNamesOfTheirOwn(service, path, found);
        checkThatOwnershipIsItsOwn(service, path, found);
        if (coordination != null) {
            checkCoordination(coordination, service, path, found);
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
        terms.problemOfVendor(CoordinatedService.comparesAndSets(service, providers))
                .ifPresent(why -> found.add("coordination.acquire-after", "of " + service.name() + ": " + why));
    }

    /** Two services would each put back what the other wrote. */
    private void checkThatRecordsAreOfOneServiceEach(Problems found) {
        Map<Place, String> owners = new HashMap<>();
        for (Service service : services) {
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

    private void checkThatOwnershipIsItsOwn(Service service, String path, Problems found) {
        List<Place> places = service.ownershipRecords();
        for (Service other : services) {
            if (other != service && other.ownershipRecords().stream().anyMatch(places::contains)) {
                found.add(path + ".ownership-name", "is that of " + other.name() + " too; each service needs its own");
            }
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
