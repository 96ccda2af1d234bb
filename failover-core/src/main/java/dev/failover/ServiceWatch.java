package dev.failover;

import dev.failover.decision.Connectivity;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordLook;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import dev.failover.internal.decision.Coverage;
import dev.failover.internal.decision.Punctuality;
import dev.failover.internal.decision.Reconciler;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.decision.Surroundings;
import dev.failover.internal.health.Assessment;
import dev.failover.internal.publish.ProviderWriter;
import dev.failover.internal.publish.ServiceWriters;
import dev.failover.internal.publish.SwitchZone;
import dev.failover.internal.watch.ConnectivityWatch;
import dev.failover.internal.watch.RecordWatch;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is watched of one service: its sites, its records and their vendors, and whether the watcher itself can see. Facts are taken
 * from here, and none is made here. Lives on the event thread.
 */
final class ServiceWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);
    /** What a look at a zone's servers or for an address takes at most, and some more. */
    private static final Duration TIME_TO_LOOK = Duration.ofSeconds(15);

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final Runnable changed;
    private final Runnable confirmed;
    /** In which each site is probed, in its interval. */
    private final List<Duration> phases;
    /** When its turn is at what is spread by services, as a share of any period. */
    private final double share;

    private final List<SiteWatch> sites;
    private final List<Place> places;
    private final RecordWatch records;
    private final ConnectivityWatch connectivity;
    private final ServiceWriters writers;
    private final @Nullable CoordinatedService coordinated;
    private @Nullable Connectivity lastKnownConnectivity;
    private @Nullable Compared lastCompared;
    private @Nullable Long mixedSince;
    private @Nullable Moment awakeAt;
    private Punctuality punctuality;
    private boolean looked;

    /** What the zones were last held against, and what came of it. */
    private record Compared(ServiceState state, Surroundings seen, Reconciliation needed) {}

    /**
     * @param changed called when anything may be another than before
     * @param confirmed called when something was looked at and is as it was
     */
    ServiceWatch(Service service, LoopContext context, ServiceJournal journal, Runnable changed, Runnable confirmed) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.changed = changed;
        this.confirmed = confirmed;
        punctuality = Punctuality.tolerating(service.thresholds().tolerance());
        places = service.places();
        Map<String, SwitchZone> switches = context.switchZones(service);
        Function<String, DnsProvider> vendor = name -> switches.containsKey(name)
                ? switches.get(name)
                : context.provider(name).asking(context.authorities());
        Map<Place, String> zones = new LinkedHashMap<>();
        places.forEach(place -> zones.put(place, vendor.apply(place.provider()).zone()));
        ownership()
                .forEach(
                        place -> zones.put(place, vendor.apply(place.provider()).zone()));
        share = context.phases().nextShare();
        phases = service.sites().stream()
                .map(site -> context.phases().next(service.pace().interval()))
                .toList();
        records = new RecordWatch(
                context.scheduler(), SwitchZone.among(switches, context.authorities()), zones, this::looked);
        writers = new ServiceWriters(
                List.copyOf(zones.keySet()),
                name -> new ProviderWriter(
                        context.scheduler(),
                        name,
                        context.queue(name, vendor.apply(name)),
                        new WriteListener(),
                        changed,
                        this::permitToWrite));
        connectivity = new ConnectivityWatch(context.scheduler(), context.references(), records, changed);
        sites = IntStream.range(0, phases.size())
                .mapToObj(i -> new SiteWatch(
                        context.scheduler(),
                        service,
                        service.sites().get(i),
                        context.switchesTo(service, service.sites().get(i)),
                        context.mode() == Mode.ACT,
                        phases.get(i),
                        this::assessed,
                        changed))
                .toList();
        coordinated = context.coordination() == null
                ? null
                : new CoordinatedService(context.coordination(), service, context, journal, this, changed);
    }

    void start() {
        // A switch that was begun goes on at once.
        records.start(journal.state().transition().isPresent() ? Duration.ZERO : phases.get(0));
        sites.forEach(SiteWatch::start);
        if (coordinated != null) {
            coordinated.start();
        }
    }

    /** When, in a period, it is this service's turn: those of many services are spread over all of it. */
    Duration turn(Duration period) {
        return Duration.ofNanos((long) (share * period.toNanos()));
    }

    /** S5: a watcher that decides with others writes only while it may. */
    Optional<Duration> permit(Duration wanted) {
        return coordinated == null ? Optional.of(wanted) : coordinated.permit(wanted);
    }

    /** S16: paused means no automatic write, not even of a switch half made; what a human asked for goes on. */
    boolean mayWrite() {
        ServiceState state = journal.state();
        boolean automatic =
                state.assignment().map(assignment -> assignment.isAutomatic()).orElse(true)
                        || state.transition().isEmpty();
        return !automatic || context.mode() == Mode.ACT && state.pause().isEmpty();
    }

    /** Asked when a write's turn has come: it may have been paused since it was due. */
    private Optional<Duration> permitToWrite(Duration wanted) {
        return mayWrite() ? permit(wanted) : Optional.empty();
    }

    /** This watcher's part in what several decide; empty if it decides alone. */
    Optional<CoordinatedService> coordinated() {
        return Optional.ofNullable(coordinated);
    }

    boolean isOverloaded() {
        return punctuality.isOverloaded();
    }

    ServiceWriters writers() {
        return writers;
    }

    List<SiteWatch> sites() {
        return sites;
    }

    Optional<SiteWatch> site(String name) {
        return sites.stream().filter(site -> site.name().equals(name)).findFirst();
    }

    Optional<SiteWatch> active() {
        return journal.state().assignment().flatMap(assignment -> site(assignment.site()));
    }

    /** Tells the sites which of them is active. Whoever is not hears it first, so that no two send at once. */
    void tellSites() {
        Optional<SiteWatch> active = active();
        sites.stream().filter(site -> active.filter(site::equals).isEmpty()).forEach(SiteWatch::isNotActive);
        active.ifPresent(site -> site.isActive(journal.state().epoch()));
    }

    private void assessed(SiteWatch site, Assessment assessment) {
        punctuality = punctuality.next(assessment.delay());
        context.tell(
                service,
                (at, name) -> new FailoverEvent.Checked(at, name, site.name(), assessment.last(), assessment.took()));
        if (assessment.verdictChanged()) {
            log.info(
                    "{}: {} is {} ({})",
                    service.name(),
                    site.name(),
                    assessment.verdict(),
                    assessment.last().detail());
            context.tell(
                    service,
                    (at, name) -> new FailoverEvent.VerdictChanged(
                            at, name, site.name(), assessment.verdict(), assessment.last()));
        }
        (assessment.confirms() ? confirmed : changed).run();
        // Only then, as the check that decides needs no more: what is found out would take a part of the processor from
        // the switch.
        if (assessment.last().status() == Health.Status.DOWN && isActive(site)) {
            prepare();
        }
    }

    private boolean isActive(SiteWatch site) {
        return active().filter(site::equals).isPresent();
    }

    /** The active site fails, and is not left yet: what a decision will need is found out while the checks still count. */
    private void prepare() {
        connectivity.check();
        sites.forEach(SiteWatch::refresh);
    }

    private void looked() {
        if (recordsAre(RecordFacts.Status.AS_DECIDED) || permit(Duration.ZERO).isEmpty()) {
            // That a vendor has nothing there is believed for as long as the servers give the same. Whoever may not
            // write
            // learns from nothing else that another watcher has written.
            writers.forget(records.changed());
        }
        (records.isAsBefore() ? confirmed : changed).run();
        if (journal.state().epoch() > 0 && needsTheVendorsWordAgain()) {
            writers.askAll();
        }
        if (recordsAre(RecordFacts.Status.DIVERGED)) {
            // What another watcher has put there may be an address that this one has yet to hear of.
            sites.forEach(SiteWatch::refresh);
        }
    }

    private boolean recordsAre(RecordFacts.Status status) {
        return lastCompared != null && lastCompared.needed().facts().status() == status;
    }

    private boolean recordsAreSomebodyElses() {
        return lastCompared != null && lastCompared.needed().facts().isSomebodyElses();
    }

    /** Whether another watcher has decided since, and has yet to put that in place everywhere. */
    boolean isSuperseded() {
        return recordsAre(RecordFacts.Status.SUPERSEDED);
    }

    /** What a vendor once said is old by the next look; who may not write finds out in no other way what came of a decision. */
    private boolean needsTheVendorsWordAgain() {
        boolean switching = journal.state().transition().isPresent();
        boolean waitsForOthers = service.claim().isPresent()
                && !switching
                && recordsAre(RecordFacts.Status.PENDING)
                && !writers.found().isEmpty();
        boolean mayBeDone = switching
                && recordsAre(RecordFacts.Status.AS_DECIDED)
                && permit(Duration.ZERO).isEmpty();
        return recordsAreSomebodyElses() || waitsForOthers || mayBeDone;
    }

    /**
     * S23: who stood still has the past in its head. Nothing is decided from that, whatever it is about: this is where a stopped
     * process, a suspended machine and a loop that does not get its turn are all found out.
     */
    void noticeStandstill() {
        Moment before = awakeAt;
        Moment now = context.scheduler().moment();
        awakeAt = now;
        if (before == null) {
            return;
        }
        Duration late = late(before, now);
        if (late.compareTo(service.thresholds().tolerance()) > 0) {
            log.warn(
                    "{}: nothing was looked at for {}: this process or its machine stood still, or the clock was set."
                            + " What was known before counts for nothing.",
                    service.name(),
                    Durations.format(late.plus(context.tick())));
            punctuality = punctuality.next(late);
            forgetVerdicts();
            connectivity.forget();
            records.forget();
        }
    }

    private Duration late(Moment before, Moment now) {
        return before.atMostUntil(now).minus(context.tick());
    }

    /** Whether there is one to be {@linkplain #noticeStandstill noticed}. If there is none, this was a look. */
    boolean isStandstill() {
        Moment before = awakeAt;
        Moment now = context.scheduler().moment();
        boolean still = before != null
                && late(before, now).compareTo(service.thresholds().tolerance()) > 0;
        if (!still) {
            awakeAt = now;
        }
        return still;
    }

    /** What the checks found until now is no reason for anything. */
    void forgetVerdicts() {
        sites.forEach(SiteWatch::forget);
    }

    /** Tells of what changed. S7: what a watcher saw of others while it was cut off, or did not see, is no fact once it is not any more. */
    void followConnectivity() {
        Connectivity before = lastKnownConnectivity;
        Connectivity now = connectivityNow();
        if (now == Connectivity.UNCHECKED || now == before) {
            return;
        }
        lastKnownConnectivity = now;
        if (now == Connectivity.ISOLATED) {
            context.tell(service, FailoverEvent.CutOff::new);
            return;
        }
        context.tell(service, FailoverEvent.InTouch::new);
        if (before == Connectivity.ISOLATED) {
            forgetVerdicts();
            if (records.reachedAtLast() == RecordWatch.Reached.NO) {
                records.forget();
            }
        }
    }

    Connectivity connectivityNow() {
        return active().flatMap(SiteWatch::failingSince)
                .map(since -> connectivity.since(since.nanos()))
                .orElseGet(connectivity::usual);
    }

    /** Most turns of a loop know nothing new of the zones, and then there is nothing to compare anew. */
    private Compared compared(ServiceState state, Surroundings seen) {
        Compared known = lastCompared;
        if (known == null || !known.state().equals(state) || !known.seen().equals(seen)) {
            known = new Compared(state, seen, Reconciler.reconcile(state, seen));
            lastCompared = known;
        }
        return known;
    }

    /** What is needed for the zones to be as decided, by what is known of them now. */
    Reconciliation reconcile() {
        Reconciliation needed = compared(journal.state(), surroundings(journal.state(), writers.found(), applied()))
                .needed();
        if (!needed.mixed()) {
            mixedSince = null;
        } else if (mixedSince == null) {
            mixedSince = context.scheduler().nanoTime();
        }
        return needed;
    }

    /**
     * What is to be put in place first for a decision that is about to be journalled, when nothing is done or asked for it yet; none if
     * that is not known, or this watcher may not write now.
     */
    List<Placement> intent(ServiceState decided) {
        return permit(Duration.ZERO).isEmpty()
                ? List.of()
                : Reconciler.reconcile(decided, surroundings(decided, Map.of(), Set.of()))
                        .intent();
    }

    private Surroundings surroundings(ServiceState state, Map<Place, Optional<RecordSet>> found, Set<String> applied) {
        Map<String, List<Placement>> bySite = new LinkedHashMap<>();
        sites.forEach(site -> bySite.put(site.name(), site.placements()));
        return new Surroundings(
                bySite,
                places,
                records.published(),
                found,
                applied,
                writers.expired(state.outstanding()),
                service.claim());
    }

    /** Where the present intent was written: in this process, or in one before it as far as that was journalled. */
    Set<String> applied() {
        Set<String> applied = new TreeSet<>(writers.applied());
        applied.addAll(journal.state().written());
        return applied;
    }

    Situation situation(RecordFacts facts, Optional<SwitchRequest> request) {
        return new Situation(
                context.scheduler().instant(),
                journal.state(),
                sites.stream().map(SiteWatch::facts).toList(),
                connectivityNow(),
                punctuality,
                facts,
                Duration.ofNanos(mixedSince == null ? 0 : context.scheduler().nanoTime() - mixedSince),
                journal.elapsed(),
                request,
                coordinated().map(CoordinatedService::facts));
    }

    /** What is in place at a site, and the ownership records, whosoever they are. */
    List<Placement> toAdopt(String site) {
        List<Placement> there = site(site).map(SiteWatch::placements).orElse(List.of());
        // A switch that can't send there is taken as it is, so that it is known for ours when its turn comes again.
        List<Place> asTheyAre = new ArrayList<>(ownership());
        places.stream()
                .filter(place -> place.isSwitch()
                        && there.stream()
                                .noneMatch(placement -> placement.place().equals(place)))
                .forEach(asTheyAre::add);
        List<Placement> all = new ArrayList<>(foundInPlace(asTheyAre));
        all.addAll(there);
        return all;
    }

    /** What is in the zones now, whoever put it there. */
    List<Placement> foundInPlace() {
        List<Place> all = new ArrayList<>(places);
        all.addAll(ownership());
        return foundInPlace(all);
    }

    private List<Placement> foundInPlace(List<Place> where) {
        Map<Place, Optional<RecordSet>> asked = writers.found();
        List<Placement> found = new ArrayList<>();
        for (Place place : where) {
            Publication publication = records.published().get(place);
            Optional<RecordSet> there = asked.containsKey(place)
                    ? asked.get(place)
                    : Optional.ofNullable(publication)
                            .flatMap(Publication::agreed)
                            .filter(recordSet -> places.contains(place) || isOwnership(recordSet));
            there.ifPresent(recordSet -> found.add(new Placement(place, recordSet)));
        }
        return found;
    }

    private List<Place> ownership() {
        return service.ownershipRecords();
    }

    /** Whether a record set is about this service: under an ownership record's name servers may give a wildcard's text as well. */
    private boolean isOwnership(RecordSet recordSet) {
        return service.claim().flatMap(mine -> mine.read(recordSet)).isPresent();
    }

    /** What each of the zones' servers gave at the latest look, beside what is desired; empty before the first. */
    Optional<RecordLook> latestLook(List<Placement> desired) {
        return records.latest(desired.stream()
                .collect(Collectors.toMap(Placement::place, Placement::recordSet, (one, other) -> other)));
    }

    /** Which of the zones' servers give what is published. */
    Coverage coverage() {
        return Coverage.of(records.published().entrySet().stream()
                .filter(looked -> !looked.getKey().isSwitch())
                .map(Map.Entry::getValue)
                .toList());
    }

    /** Looks at the zones at growing pauses, as something is about to change there. */
    void hurry() {
        records.hurry();
    }

    /** Looks at the zones now and then. */
    void relax() {
        records.relax();
    }

    /** Whether everything was looked at once; until then, what is not known says only that this process is young. */
    boolean hasLooked() {
        if (!looked) {
            boolean longEnough = journal.running()
                            .compareTo(service.thresholds().detectionBound().plus(TIME_TO_LOOK))
                    > 0;
            looked = longEnough || isInformed() && sites.stream().allMatch(SiteWatch::isAddressTried);
        }
        return looked;
    }

    private boolean isInformed() {
        return sites.stream().map(SiteWatch::facts).map(SiteFacts::verdict).noneMatch(Verdict.UNKNOWN::equals)
                && !records.published().isEmpty();
    }

    @Override
    public void close() {
        if (coordinated != null) {
            coordinated.close();
        }
        sites.forEach(SiteWatch::close);
        records.close();
        writers.close();
    }

    /** What a vendor took is soon to be seen. */
    private final class WriteListener implements ProviderWriter.Listener {
        @Override
        public void written(String provider, List<RecordChange> changes) {
            records.hurry();
            coordinated().ifPresent(CoordinatedService::written);
            journal.written(provider, changes);
        }

        @Override
        public void failed(String provider, String reason) {
            coordinated().ifPresent(CoordinatedService::writeFailed);
            journal.failed(provider, reason);
        }
    }
}
