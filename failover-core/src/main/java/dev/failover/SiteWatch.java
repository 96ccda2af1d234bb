package dev.failover;

import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.HealthMonitor;
import dev.failover.health.Observation;
import dev.failover.time.Scheduler;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is watched of one site: its address and its health. Lives on the event thread. */
final class SiteWatch implements AutoCloseable {
    /** Told of every check that counted. */
    interface Listener {
        void observed(SiteWatch site, Observation observation);
    }

    /** What a check may overrun its timeout by. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Service service;
    private final Site site;
    private final Map<RecordType, AddressWatch> addresses = new EnumMap<>(RecordType.class);
    /** Those whose addresses are published: one for each type of record. */
    private final List<AddressWatch> published;

    private final HealthMonitor monitor;
    private final Listener listener;
    private final Optional<ReplicaWatch> replica;
    private final Promotion promotion;
    private List<Placement> placements = List.of();
    /** The addresses that {@link #placements} were made from. */
    private List<InetAddress> placedAt = List.of();

    private long verdictAt;
    private @Nullable Instant failingSince;
    private long failingSinceNanos;

    SiteWatch(Scheduler scheduler, Service service, Site site, Listener listener, Runnable addressChanged) {
        this.scheduler = scheduler;
        this.service = service;
        this.site = site;
        this.listener = listener;
        site.addresses()
                .forEach((type, source) ->
                        addresses.put(type, new AddressWatch(scheduler, site.name(), source, addressChanged)));
        published = service.records().stream()
                .map(record -> record.key().type())
                .distinct()
                .map(this::watch)
                .toList();
        replica = site.replicaAge().map(age -> new ReplicaWatch(scheduler, site.name(), age));
        promotion = new Promotion(scheduler, site.name(), site.replicas());
        monitor = HealthMonitor.of(
                scheduler,
                service.name() + "/" + site.name(),
                service.check(),
                this::checkedAddress,
                service.thresholds(),
                this::observe);
        verdictAt = scheduler.nanoTime();
    }

    void start() {
        addresses.values().forEach(AddressWatch::start);
        replica.ifPresent(ReplicaWatch::look);
        promotion.start();
        monitor.start();
    }

    /** It is the active site, in this epoch. */
    void isActive(long epoch) {
        promotion.isActive(epoch);
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
        return site.checkAddress()
                .or(() -> addresses.values().stream()
                        .flatMap(watch -> watch.address().stream())
                        .filter(address -> Publishable.problem(address, site.allowPrivate())
                                .isEmpty())
                        .findFirst());
    }

    private void observe(Observation observation) {
        if (observation.verdictChanged()) {
            verdictAt = scheduler.nanoTime();
        }
        if (observation.last().status() == Health.Status.UP) {
            failingSince = null;
        } else if (observation.last().status() == Health.Status.DOWN && failingSince == null) {
            Instant start = observation.streakStarted().orElse(observation.at());
            failingSince = start;
            failingSinceNanos = scheduler.nanoTime() - lengthOfCheck(start, observation.at());
        }
        listener.observed(this, observation);
    }

    /** Starts anew: what was found until now is no reason for anything. */
    void forget() {
        monitor.forget();
        verdictAt = scheduler.nanoTime();
        failingSince = null;
    }

    /** By a clock that may have been set meanwhile: what no check can have taken is left out, rather than to reach too far back. */
    private long lengthOfCheck(Instant start, Instant end) {
        Duration took = Duration.between(start, end);
        boolean possible = !took.isNegative()
                && took.compareTo(service.thresholds().timeout().plus(GRACE)) <= 0;
        return possible ? took.toNanos() : 0;
    }

    /** Whether the latest check that could tell failed. */
    boolean isFailing() {
        return failingSince != null;
    }

    /** When the first of the failed checks in a row was started, by the scheduler's monotonic clock. */
    long failingSinceNanos() {
        return failingSinceNanos;
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
        Observation latest = monitor.latest();
        return new SiteFacts(
                site.name(),
                latest.verdict(),
                Duration.ofNanos(scheduler.nanoTime() - verdictAt),
                latest.last().detail(),
                Optional.ofNullable(failingSince),
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
        return service.records().stream()
                .flatMap(record -> watch(record.key().type()).address().stream()
                        .map(address -> new Placement(
                                new Place(record.provider(), record.key()),
                                RecordSet.of(record.key(), record.ttl(), address))))
                .toList();
    }

    @Override
    public void close() {
        monitor.close();
        replica.ifPresent(ReplicaWatch::close);
        promotion.close();
        addresses.values().forEach(AddressWatch::close);
    }
}
