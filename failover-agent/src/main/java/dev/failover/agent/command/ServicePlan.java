package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.decision.Place;
import dev.failover.decision.RecordLook;
import dev.failover.decision.SiteFacts;
import dev.failover.dns.AddressSource;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneSurvey;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.internal.watch.AddressScope;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * All that a plan of one service is made from: what is in its zones now, and what each site would put there. Finding it out
 * changes nothing.
 *
 * @param managed the service's record sets, in its order
 * @param switches the service's traffic switches, in its order
 * @param neighbours other types under the managed names: the other address family, and aliases
 * @param desired what each site would put in place, by its name; empty if that can't be written now
 * @param surveys one for each zone
 * @param hints one for each managed name
 * @param primaryAddresses those of the first site
 * @param reverseNames the names those are known by
 */
record ServicePlan(
        Service service,
        ServiceStatus status,
        List<FoundRecord> managed,
        List<FoundSwitch> switches,
        List<FoundRecord> neighbours,
        Map<String, Optional<List<RecordSet>>> desired,
        List<ZoneSurvey> surveys,
        List<ServiceHints> hints,
        Set<InetAddress> primaryAddresses,
        Set<String> reverseNames) {
    private static final Duration ADDRESS_TIMEOUT = Duration.ofSeconds(5);

    /** Finds it all out. */
    static ServicePlan of(Service service, ServiceStatus status, Configuration configuration, RecordLooks looks)
            throws InterruptedException {
        Map<String, Map<RecordType, InetAddress>> addresses = addresses(service, looks);
        Map<String, Optional<List<RecordSet>>> desired = new LinkedHashMap<>();
        for (Site site : service.sites()) {
            boolean usable = status.sites().stream()
                    .filter(facts -> facts.site().equals(site.name()))
                    .map(SiteFacts::address)
                    .allMatch(SiteFacts.AddressFact::usable);
            desired.put(
                    site.name(),
                    usable ? desired(service, addresses.getOrDefault(site.name(), Map.of())) : Optional.empty());
        }
        List<Place> managed = managed(service);
        List<FoundRecord> found = looks.look(managed, place -> watched(status, place));
        Set<InetAddress> primary = Set.copyOf(
                addresses.getOrDefault(service.sites().get(0).name(), Map.of()).values());
        return new ServicePlan(
                service,
                status,
                found,
                FoundSwitch.all(service, status, configuration),
                looks.look(neighbours(managed), place -> alias(found, place)),
                desired,
                surveys(found, looks),
                hints(found, looks),
                primary,
                reverseNames(primary, looks));
    }

    /** Begins to ask what a plan of the service needs whatever its status is. */
    static void lookAhead(Service service, RecordLooks looks) {
        List<Place> managed = managed(service);
        looks.lookAhead(managed, neighbours(managed));
    }

    private static List<Place> managed(Service service) {
        return service.records().stream()
                .map(record -> new Place(record.provider(), record.key()))
                .toList();
    }

    private static Map<String, Map<RecordType, InetAddress>> addresses(Service service, RecordLooks looks)
            throws InterruptedException {
        List<Callable<Map<RecordType, InetAddress>>> finding = new ArrayList<>();
        for (Site site : service.sites()) {
            finding.add(() -> {
                Map<RecordType, InetAddress> found = new EnumMap<>(RecordType.class);
                for (Map.Entry<RecordType, AddressSource> source :
                        site.addresses().entrySet()) {
                    try {
                        found.put(source.getKey(), source.getValue().find(ADDRESS_TIMEOUT));
                    } catch (ComponentException e) {
                        // The site's facts say why.
                    }
                }
                return found;
            });
        }
        Map<String, Map<RecordType, InetAddress>> bySite = new LinkedHashMap<>();
        List<Map<RecordType, InetAddress>> all = looks.all(finding);
        for (int i = 0; i < all.size(); i++) {
            bySite.put(service.sites().get(i).name(), all.get(i));
        }
        return bySite;
    }

    private static Optional<List<RecordSet>> desired(Service service, Map<RecordType, InetAddress> addresses) {
        List<RecordSet> all = new ArrayList<>();
        for (ManagedRecord record : service.records()) {
            InetAddress address = addresses.get(record.key().type());
            if (address == null) {
                return Optional.empty();
            }
            all.add(RecordSet.of(record.key(), record.ttl(), address));
        }
        return Optional.of(all);
    }

    private static List<Place> neighbours(List<Place> managed) {
        Set<Place> others = new LinkedHashSet<>();
        for (Place place : managed) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME)) {
                others.add(new Place(place.provider(), new RecordKey(place.key().name(), type)));
            }
        }
        managed.forEach(others::remove);
        return List.copyOf(others);
    }

    /** What the zone's servers gave when the service was watched; empty unless each of them gave something. */
    private static Optional<Publication> watched(ServiceStatus status, Place place) {
        return status.look().stream()
                .flatMap(look -> look.records().stream())
                .filter(looked -> looked.place().equals(place))
                .map(RecordLook.Looked::publication)
                .filter(publication -> publication.silent().isEmpty())
                .findFirst();
    }

    private static Optional<Publication> alias(List<FoundRecord> managed, Place place) {
        return managed.stream()
                .filter(found -> place.key().type() == RecordType.CNAME
                        && found.provider().equals(place.provider())
                        && found.key().name().equals(place.key().name()))
                .flatMap(found -> found.alias().stream())
                .findFirst();
    }

    private static List<ZoneSurvey> surveys(List<FoundRecord> found, RecordLooks looks) throws InterruptedException {
        Set<String> zones = new TreeSet<>();
        found.forEach(record -> zones.add(record.zone()));
        List<Callable<ZoneSurvey>> work = new ArrayList<>();
        zones.forEach(zone -> work.add(() -> looks.survey(zone)));
        return looks.all(work);
    }

    private static List<ServiceHints> hints(List<FoundRecord> found, RecordLooks looks) throws InterruptedException {
        Map<String, String> zones = new TreeMap<>();
        found.forEach(record -> zones.put(record.name(), record.zone()));
        List<Callable<ServiceHints>> work = new ArrayList<>();
        zones.forEach((name, zone) -> work.add(() -> looks.hints(zone, name)));
        return looks.all(work);
    }

    /** Only a public address has a name that everybody is told. */
    private static Set<String> reverseNames(Set<InetAddress> addresses, RecordLooks looks) throws InterruptedException {
        Set<String> names = new TreeSet<>();
        for (InetAddress address : addresses) {
            if (AddressScope.of(address) == AddressScope.PUBLIC) {
                names.addAll(looks.reverseNames(address));
            }
        }
        return names;
    }
}
