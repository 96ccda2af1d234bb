package dev.failover;

import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.SiteFacts.Freshness;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import dev.failover.internal.health.Assessment;
import dev.failover.internal.health.HealthMonitor;
import dev.failover.internal.publish.SwitchZone;
import dev.failover.internal.watch.AddressWatch;
import dev.failover.internal.watch.ReplicaWatch;
import dev.failover.sync.ContinuousMirror;
import dev.failover.time.Moment;
import dev.failover.time.Scheduler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is watched of one site: its address and its health. Lives on the event thread. */
final class SiteWatch implements AutoCloseable {
    /** Told of every check that counted. */
    interface Listener {
        void assessed(SiteWatch site, Assessment assessment);
    }

    private final Scheduler scheduler;
    private final Service service;
    private final Site site;
    /** Where traffic switches that can send here have it. */
    private final List<Place> switches;

    private final Map<RecordType, AddressWatch> addresses = new EnumMap<>(RecordType.class);
    /** Those whose addresses are published: one for each type of record. */
    private final List<AddressWatch> published;

    private final HealthMonitor monitor;
    private final Listener listener;
    private final Optional<ReplicaWatch> replica;
    private final Promotion promotion;
    private final List<ContinuousMirror> mirrors;
    private List<Placement> placements = List.of();
    /** The addresses that {@link #placements} were made from; null before they were. */
    private @Nullable List<InetAddress> placedAt;

    private @Nullable Moment downSince;
    private Moment lookingSince;

    /**
     * @param switches the places of the traffic switches that can send here
     * @param phase in which it is probed
     */
    SiteWatch(
            Scheduler scheduler,
            Service service,
            Site site,
            List<Place> switches,
            boolean mayMirror,
            Duration phase,
            Listener listener,
            Runnable changed) {
        this.scheduler = scheduler;
        this.service = service;
        this.site = site;
        this.switches = switches;
        this.listener = listener;
        this.lookingSince = scheduler.moment();
        site.addresses()
                .forEach((type, source) ->
                        addresses.put(type, new AddressWatch(scheduler, site.name(), source, changed)));
        published = service.records().stream()
                .map(record -> record.key().type())
                .distinct()
                .map(this::watch)
                .toList();
        replica = site.replicaAge().map(age -> new ReplicaWatch(scheduler, site.name(), age));
        this.mirrors = mayMirror ? site.mirrors() : List.of();
        promotion = new Promotion(scheduler, site.name(), site.replicas(), changed);
        monitor = HealthMonitor.of(
                scheduler,
                service.name() + "/" + site.name(),
                site.check().orElse(service.check()),
                this::checkedAddress,
                service.pace(),
                phase,
                this::observe);
    }

    void start() {
        addresses.values().forEach(AddressWatch::start);
        replica.ifPresent(ReplicaWatch::look);
        promotion.start();
        monitor.start();
    }

    /** It is the active site, in this epoch: what its checks find is no reason to enter it. */
    void isActive(long epoch) {
        monitor.serves(true);
        promotion.isActive(epoch);
        mirrors.stream()
                .filter(mirror -> promotion.isSource(mirror.dataSet(), epoch))
                .forEach(mirror -> mirror.start(scheduler));
    }

    /** It is not the active site: it must not write over the one that is (S11). */
    void isNotActive() {
        monitor.serves(false);
        mirrors.forEach(ContinuousMirror::stop);
    }

    /** Why its replicas were not made the sources, or could not be. */
    Optional<String> promotionFailure() {
        return promotion.failure();
    }

    String name() {
        return site.name();
    }

    /** Never at an address that may not be published: what a wrong look-up leads to says nothing about the site. */
    private Optional<InetAddress> checkedAddress() {
        if (site.checkAddress().isPresent()) {
            return site.checkAddress();
        }
        for (AddressWatch watch : addresses.values()) {
            Optional<InetAddress> address = watch.publishable(site.allowPrivate());
            if (address.isPresent()) {
                return address;
            }
        }
        return Optional.empty();
    }

    private void observe(Assessment assessment) {
        if (assessment.verdict() == Verdict.UP) {
            downSince = null;
        } else if (assessment.verdict() == Verdict.DOWN && downSince == null) {
            downSince = scheduler.moment();
        }
        listener.assessed(this, assessment);
    }

    /** Starts anew: what was found until now is no reason for anything. */
    void forget() {
        monitor.forget();
        lookingSince = scheduler.moment();
        refresh();
    }

    /** When the first of the failed checks in a row was started; empty if the latest did not fail. */
    Optional<Moment> failingSince() {
        return monitor.latest().failingSince();
    }

    /** Whether it is known of every address if it can be found. */
    boolean isAddressTried() {
        return addresses.values().stream().allMatch(AddressWatch::isTried);
    }

    /** Makes sure that the address and the replica's age are known as they are now: they may soon be needed. */
    void refresh() {
        addresses.values().forEach(AddressWatch::refresh);
        replica.ifPresent(ReplicaWatch::look);
    }

    SiteFacts facts() {
        Assessment latest = monitor.latest();
        Moment now = scheduler.moment();
        return new SiteFacts(
                site.name(),
                latest.verdict(),
                latest.observed(),
                downSince == null ? Duration.ZERO : downSince.until(now),
                latest.last().detail(),
                latest.failingSince().map(since -> now.instant().minus(since.until(now))),
                latest.voted()
                        .map(voted -> new Freshness(
                                voted.atMostUntil(now), service.thresholds().recency())),
                latest.voted().map(voted -> voted.atMostUntil(now)).orElseGet(() -> lookingSince.until(now)),
                latest.certificateExpiry(),
                addressFact(),
                replica.flatMap(ReplicaWatch::age));
    }

    private AddressFact addressFact() {
        List<String> sentences = new ArrayList<>();
        for (AddressWatch watch : published) {
            AddressFact fact = watch.fact(service.policy().addressMaxAge(), site.allowPrivate());
            if (!fact.usable()) {
                return fact;
            }
            sentences.add(fact.sentence());
        }
        return new AddressFact(true, String.join(", ", sentences));
    }

    private AddressWatch watch(RecordType type) {
        AddressWatch watch = addresses.get(type);
        if (watch == null) {
            throw new IllegalStateException(site.name() + " has no address for records of type " + type);
        }
        return watch;
    }

    /** What this site would put in place; empty unless all of it is known and may be published. */
    List<Placement> placements() {
        List<InetAddress> known = new ArrayList<>();
        for (AddressWatch watch : published) {
            if (watch.problem(service.policy().addressMaxAge(), site.allowPrivate())
                    .isPresent()) {
                return List.of();
            }
            watch.address().ifPresent(known::add);
        }
        if (!known.equals(placedAt)) {
            placements = placementsAtPresent();
            placedAt = known;
        }
        return placements;
    }

    private List<Placement> placementsAtPresent() {
        Stream<Placement> records = service.records().stream()
                .flatMap(record -> watch(record.key().type()).address().stream()
                        .map(address -> new Placement(
                                new Place(record.provider(), record.key()),
                                RecordSet.of(record.key(), record.ttl(), address))));
        Stream<Placement> traffic =
                switches.stream().map(place -> new Placement(place, SwitchZone.recordSet(place.key(), site.name())));
        return Stream.concat(records, traffic).toList();
    }

    @Override
    public void close() {
        monitor.close();
        replica.ifPresent(ReplicaWatch::close);
        promotion.close();
        isNotActive();
        addresses.values().forEach(AddressWatch::close);
    }
}
