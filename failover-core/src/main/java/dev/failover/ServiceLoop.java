package dev.failover;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.decision.Approval;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Claim;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Decision;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.decision.Transition;
import dev.failover.dns.Coverage;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Punctuality;
import dev.failover.health.Verdict;
import dev.failover.internal.decision.Decider;
import dev.failover.internal.decision.Elapsed;
import dev.failover.internal.decision.Reconciler;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.decision.Surroundings;
import dev.failover.internal.health.Observation;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one service: gathers the facts, has them decided, journals the decision and makes the world follow. Whatever
 * happens — a check ends, a look ends, a write ends, a timer is due — leads to the same {@link #step}. Lives on the event
 * thread.
 */
final class ServiceLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);
    /** What a look at a zone's servers or for an address takes at most, and some more. */
    private static final Duration TIME_TO_LOOK = Duration.ofSeconds(15);
    /** Often enough to find an expired key within the hour; a few requests, far below any vendor's limit. */
    private static final Duration BETWEEN_REHEARSALS = Duration.ofMinutes(10);
    /** Enough steps for any chain of decisions; more of them would be a bug that must not spin. */
    private static final int MAX_STEPS = 10;

    private final Service service;
    private final LoopContext context;
    private final List<SiteWatch> sites = new ArrayList<>();
    private final RecordWatch records;
    private final ConnectivityWatch connectivity;
    private @Nullable Connectivity lastKnownConnectivity;
    private final ServiceWriters writers;
    private final List<Place> places;
    private final Optional<Claim> claim;
    private final Announcements announcements;
    private final ToldConditions toldConditions;
    private ServiceState state;
    private @Nullable Instant journalFailing;
    private final Stumble stumble;
    private @Nullable Long mixedSince;
    private final long madeAt;
    /** When the decisions of this process that are still remembered were made, by their numbers. */
    private final Map<Long, Long> decidedAt = new TreeMap<>();

    private @Nullable Moment awakeAt;
    private Punctuality punctuality;
    private boolean looked;
    private boolean stepping;
    private boolean closed;
    private volatile @Nullable ServiceStatus status;

    ServiceLoop(Service service, LoopContext context) {
        this.service = service;
        this.context = context;
        this.announcements = new Announcements(service);
        this.stumble = new Stumble(context.scheduler());
        this.toldConditions = new ToldConditions(service, context, announcements);
        this.punctuality = Punctuality.of(service.thresholds());
        this.madeAt = context.scheduler().nanoTime();
        this.state = context.store().load(service.name());
        Map<Place, String> zones = new LinkedHashMap<>();
        for (ManagedRecord record : service.records()) {
            DnsProvider provider = context.provider(record.provider());
            zones.put(new Place(record.provider(), record.key()), provider.zone());
        }
        places = List.copyOf(zones.keySet());
        claim = service.claim();
        claim.ifPresent(mine -> mine.places()
                .forEach(place ->
                        zones.put(place, context.provider(place.provider()).zone())));
        writers = new ServiceWriters(
                List.copyOf(zones.keySet()),
                name -> new ProviderWriter(
                        context.scheduler(), name, context.provider(name), new WriteListener(), this::step));
        records = new RecordWatch(context.scheduler(), context.authorities(), zones, this::looked);
        connectivity = new ConnectivityWatch(context.scheduler(), context.references(), records, this::step);
        service.sites()
                .forEach(site ->
                        sites.add(new SiteWatch(context.scheduler(), service, site, this::observed, this::step)));
    }

    void start() {
        records.look();
        sites.forEach(SiteWatch::start);
        announceUnderWay();
        rehearse();
        beat();
    }

    private void rehearse() {
        if (!closed && context.mode() != Mode.OBSERVE) {
            context.scheduler().schedule(BETWEEN_REHEARSALS, this::rehearse);
            writers.rehearse();
        }
    }

    private void beat() {
        if (!closed) {
            context.scheduler().schedule(context.heartbeat(), this::beat);
            step();
        }
    }

    Service service() {
        return service;
    }

    /** What was known after the latest step. */
    Optional<ServiceStatus> status() {
        return Optional.ofNullable(status);
    }

    private void observed(SiteWatch site, Observation observation) {
        punctuality = punctuality.next(observation.delay());
        context.tell(service, (at, name) -> new FailoverEvent.Checked(at, name, site.name(), observation.last()));
        if (observation.verdictChanged()) {
            log.info(
                    "{}: {} is {} ({})",
                    service.name(),
                    site.name(),
                    observation.verdict(),
                    observation.last().detail());
            context.tell(
                    service,
                    (at, name) -> new FailoverEvent.VerdictChanged(
                            at, name, site.name(), observation.verdict(), observation.last()));
        }
        boolean activeFails = observation.last().status() == Health.Status.DOWN
                && state.assignment()
                        .filter(now -> now.site().equals(site.name()))
                        .isPresent();
        if (activeFails) {
            prepare();
        }
        step();
    }

    /** The active site begins to fail: what a decision will need is found out while the checks still count. */
    private void prepare() {
        connectivity.check();
        sites.forEach(SiteWatch::refresh);
    }

    private void looked() {
        if (status != null && status.records().status() == RecordFacts.Status.AS_DECIDED) {
            // That a vendor has nothing there is believed for as long as the servers give the same.
            writers.forget(records.changed());
        }
        step();
        if (status != null && state.epoch() > 0 && needsTheVendorsWordAgain(status.records())) {
            writers.askAll();
        }
        if (status != null && status.records().status() == RecordFacts.Status.DIVERGED) {
            // What another watcher has put there may be an address that this one has yet to hear of.
            sites.forEach(SiteWatch::refresh);
        }
    }

    /** What a vendor once said is old by the next look; who only follows finds out in no other way that it was overtaken. */
    private boolean needsTheVendorsWordAgain(RecordFacts facts) {
        boolean waitsForOthers = claim.isPresent()
                && state.transition().isEmpty()
                && facts.status() == RecordFacts.Status.PENDING
                && !writers.found().isEmpty();
        return facts.isSomebodyElses() || waitsForOthers;
    }

    /** Decides, and decides again until nothing follows any more; then does what is needed. */
    private void step() {
        if (closed || stepping) {
            return;
        }
        stepping = true;
        try {
            noticeStandstill();
            if (stumble.isPausing()) {
                return;
            }
            for (int i = 0; i < MAX_STEPS && turn(); i++) {
                log.debug("{}: decided, and looking again", service.name());
            }
            if (context.mode() != Mode.OBSERVE && state.epoch() > 0) {
                active().ifPresent(site -> site.isActive(state.epoch()));
            }
            journalFailing = null;
            stumble.goesOn()
                    .ifPresent(since ->
                            post(announcements.goesOn(since, context.scheduler().instant())));
        } catch (ComponentException e) {
            journalFails(e);
        } catch (RuntimeException | Error e) {
            stumbles(e);
        } finally {
            stepping = false;
        }
    }

    /**
     * S23: who stood still has the past in its head. Nothing is decided from that, whatever it is about: this is where a stopped
     * process, a suspended machine and a loop that does not get its turn are all found out.
     */
    private void noticeStandstill() {
        Moment before = awakeAt;
        Moment now = context.scheduler().moment();
        awakeAt = now;
        if (before == null) {
            return;
        }
        Duration late = before.atMostUntil(now).minus(context.heartbeat());
        if (late.compareTo(service.thresholds().tolerance()) > 0) {
            log.warn(
                    "{}: nothing was looked at for {}: this process or its machine stood still, or the clock was set."
                            + " What was known before counts for nothing.",
                    service.name(),
                    Durations.format(late.plus(context.heartbeat())));
            punctuality = punctuality.next(late);
            sites.forEach(SiteWatch::forget);
            connectivity.forget();
            records.forget();
        }
    }

    /** A bug ends this turn, and nothing else: it is told, and tried again after a while. */
    private void stumbles(Throwable bug) {
        stumble.stumbled().ifPresent(since -> {
            String what = Excerpt.of(bug.toString());
            context.tell(service, (at, name) -> new FailoverEvent.Bug(at, name, what));
            post(announcements.stumbles(since, what));
            // Whoever runs the event thread logs what fails there; tests and simulations fail on it.
            context.scheduler().schedule(Duration.ZERO, () -> {
                throw new IllegalStateException("deciding of " + service.name() + " failed", bug);
            });
        });
    }

    /** S17: without a durable intent there is no effect; all that is left is to say so, once. */
    private void journalFails(ComponentException failure) {
        if (journalFailing == null) {
            journalFailing = context.scheduler().instant();
            log.error("{}: nothing is done, as it can't be journalled: {}", service.name(), failure.getMessage());
            context.tell(
                    service,
                    (at, name) -> new FailoverEvent.NotJournalled(at, name, String.valueOf(failure.getMessage())));
            post(announcements.notJournalled(journalFailing, String.valueOf(failure.getMessage())));
        }
    }

    /** @return whether the state changed, so that another look is due */
    private boolean turn() {
        followConnectivity();
        Reconciliation reconciliation = Reconciler.reconcile(state, surroundings());
        if (!reconciliation.mixed()) {
            mixedSince = null;
        } else if (mixedSince == null) {
            mixedSince = context.scheduler().nanoTime();
        }
        Situation situation = situation(reconciliation.facts(), Optional.empty());
        Decision decision = Decider.decide(service.policy(), situation);
        status = snapshot(situation, decision);
        if (context.mode() == Mode.OBSERVE) {
            return adoptInMemory(decision);
        }
        if (perform(decision, reconciliation.facts()) || follow(reconciliation)) {
            return true;
        }
        tellConditions(decision);
        return false;
    }

    private Duration mixedFor() {
        return Duration.ofNanos(mixedSince == null ? 0 : context.scheduler().nanoTime() - mixedSince);
    }

    private Elapsed elapsed() {
        Moment now = context.scheduler().moment();
        Map<Long, Duration> measured = new TreeMap<>();
        decidedAt.forEach((epoch, nanos) -> measured.put(epoch, Duration.ofNanos(now.nanos() - nanos)));
        return new Elapsed(now.instant(), Duration.ofNanos(now.nanos() - madeAt), measured);
    }

    private Situation situation(RecordFacts facts, Optional<SwitchRequest> request) {
        return new Situation(
                context.scheduler().instant(),
                state,
                sites.stream().map(SiteWatch::facts).toList(),
                connectivityNow(),
                punctuality,
                facts,
                mixedFor(),
                elapsed(),
                request);
    }

    private Connectivity connectivityNow() {
        return active().flatMap(SiteWatch::failingSince)
                .map(since -> connectivity.since(since.nanos()))
                .orElseGet(connectivity::usual);
    }

    /** Tells of what changed. S7: what a watcher saw of others while it was cut off, or did not see, is no fact once it is not any more. */
    private void followConnectivity() {
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
            sites.forEach(SiteWatch::forget);
            if (records.reachedAtLast() == RecordWatch.Reached.NO) {
                records.forget();
            }
        }
    }

    private Optional<SiteWatch> active() {
        return state.assignment().flatMap(assignment -> site(assignment.site()));
    }

    private Optional<SiteWatch> site(String name) {
        return sites.stream().filter(site -> site.name().equals(name)).findFirst();
    }

    private Surroundings surroundings() {
        Map<String, List<Placement>> bySite = new LinkedHashMap<>();
        sites.forEach(site -> bySite.put(site.name(), site.placements()));
        return new Surroundings(
                bySite,
                places,
                records.published(),
                writers.found(),
                applied(),
                writers.expired(state.outstanding()),
                claim);
    }

    /** Where the present intent was written: in this process, or in one before it as far as that was journalled. */
    private Set<String> applied() {
        Set<String> applied = new TreeSet<>(writers.applied());
        applied.addAll(state.written());
        return applied;
    }

    private boolean adoptInMemory(Decision decision) {
        if (decision.step() instanceof Step.Adopt adopt) {
            state = state.adopted(adopt.site(), context.scheduler().instant(), toAdopt(adopt.site()));
            return true;
        }
        return false;
    }

    private void adopt(Step.Adopt adopt, Instant at, Decision decision, RecordFacts facts) {
        ServiceState before = state;
        ServiceState adopted = state.adopted(adopt.site(), at, toAdopt(adopt.site()));
        ServiceState next = adopt.chosen()
                ? adopted.held(new HumanChoice(
                        adopt.site(), at, Optional.empty(), "somebody who changed the records", decision.reason()))
                : adopted;
        save(next, "adopted", decision.reason(), decision);
        if (before.assignment().isPresent() && state.assignment().isPresent()) {
            writers.begin();
            records.hurry();
            boolean another = facts.status() == RecordFacts.Status.SUPERSEDED;
            if (another) {
                // Whoever comes too late has seen the past, or less than the other: that must not undo the present at
                // once.
                sites.forEach(SiteWatch::forget);
            }
            Assignment now = state.assignment().get();
            post(
                    another
                            ? announcements.followed(now, before, decision.reason())
                            : announcements.movedByHand(now, before, decision.reason()));
        }
    }

    /** What is in place at a site, and the ownership records, whosoever they are. */
    private List<Placement> toAdopt(String siteName) {
        List<Placement> all =
                new ArrayList<>(foundInPlace(claim.map(Claim::places).orElse(List.of())));
        all.addAll(site(siteName).map(SiteWatch::placements).orElse(List.of()));
        return all;
    }

    private boolean perform(Decision decision, RecordFacts facts) {
        Instant now = context.scheduler().instant();
        if (decision.step() instanceof Step.Adopt adopt) {
            adopt(adopt, now, decision, facts);
            return true;
        }
        if (decision.step() instanceof Step.Stop stop) {
            return save(state.latched(new Latch(now, stop.reason())), "latched", decision.reason(), decision);
        }
        if (decision.step() instanceof Step.Switch made && context.mode() == Mode.ACT) {
            if (made.cause() == Cause.RESTORATION) {
                accept(facts, decision);
            }
            beginSwitch(made, decision);
            return true;
        }
        return false;
    }

    private void beginSwitch(Step.Switch made, Decision decision) {
        Optional<Instant> failingSince = made.cause() == Cause.FAILOVER
                ? active().flatMap(site -> site.facts().failingSince())
                : Optional.empty();
        Prediction prediction = prediction();
        Duration predicted = failingSince.isPresent() ? prediction.published() : prediction.publishing();
        ServiceState next = state.switched(made, context.scheduler().instant(), failingSince, Optional.of(predicted));
        save(next, "switched", decision.reason(), decision);
        site(made.site()).ifPresent(site -> site.isActive(state.epoch()));
        writers.begin();
        announceUnderWay();
    }

    /** Also after a restart: the notification's id keeps it from being said twice. */
    private void announceUnderWay() {
        if (state.transition().isPresent() && state.assignment().isPresent()) {
            post(announcements.decided(
                    state.assignment().get(),
                    state.transition().get(),
                    prediction(),
                    active().flatMap(site -> site.facts().replicaAge())));
        }
    }

    private Prediction prediction() {
        return Prediction.of(service, state.switches());
    }

    /** Makes the world follow what was decided. */
    private boolean follow(Reconciliation needed) {
        if (!needed.questions().isEmpty()) {
            writers.ask(needed.questions());
        }
        writers.askWhereRefused();
        if (!mayWrite()) {
            records.relax();
            return false;
        }
        if (!needed.intent().isEmpty()) {
            writers.begin();
            tellAddressChanges(needed.intent());
            return save(
                    state.intending(needed.intent()),
                    "intending",
                    needed.intent().stream()
                            .map(intent -> intent.recordSet().toString())
                            .collect(Collectors.joining(", ", "to put in place: ", "")),
                    Map.of());
        }
        if (!needed.expired().isEmpty()) {
            return save(
                    state.expired(needed.expired()),
                    "expired",
                    needed.expired().stream()
                            .map(placement -> placement.recordSet().toString())
                            .sorted()
                            .collect(Collectors.joining(", ", "can't take effect any more: ", "")),
                    Map.of());
        }
        Set<String> applied = applied();
        if (writers.areSeveral() && !needed.settled() && !applied.equals(state.written())) {
            return save(state.wrote(applied), "written", "at " + String.join(", ", applied), Map.of());
        }
        writers.write(needed.writes());
        if (needed.settled()) {
            return settle(needed);
        }
        return false;
    }

    /** Where nothing was decided, another value is the active site's new address. */
    private void tellAddressChanges(List<Placement> intent) {
        if (state.transition().isPresent() || state.assignment().isEmpty()) {
            return;
        }
        String changes = intent.stream()
                .flatMap(wanted -> latest(wanted.place())
                        .filter(before -> wanted.place().key().type() != RecordType.TXT && !before.sameValues(wanted))
                        .map(before -> "%s becomes %s, and was %s"
                                .formatted(
                                        wanted.place(),
                                        String.join("+", wanted.recordSet().values()),
                                        String.join("+", before.recordSet().values())))
                        .stream())
                .collect(Collectors.joining(", "));
        if (!changes.isEmpty()) {
            Assignment now = state.assignment().get();
            post(announcements.addressChanged(now, context.scheduler().instant(), changes));
            context.tell(service, (at, name) -> new FailoverEvent.AddressChanged(at, name, now.site(), changes));
        }
    }

    private Optional<Placement> latest(Place place) {
        return state.placements().stream()
                .filter(placement -> placement.place().equals(place))
                .reduce((older, newer) -> newer);
    }

    /** S16: paused means no automatic write, not even of a switch half made; what a human asked for goes on. */
    private boolean mayWrite() {
        boolean automatic =
                state.assignment().map(assignment -> assignment.isAutomatic()).orElse(true)
                        || state.transition().isEmpty();
        return !automatic || context.mode() == Mode.ACT && state.pause().isEmpty();
    }

    private boolean settle(Reconciliation needed) {
        List<Placement> desired = needed.desired();
        records.relax();
        writers.settle();
        if (state.transition().isEmpty() && Set.copyOf(state.placements()).equals(Set.copyOf(desired))) {
            return false;
        }
        Instant now = context.scheduler().instant();
        Optional<Transition> ended = state.transition();
        ServiceState published = state.published(desired, now);
        ServiceState next = ended.flatMap(transition -> elapsed().measured(state.epoch()))
                .map(published::measured)
                .orElse(published);
        if (ended.isPresent()
                && next.assignment().isPresent()
                && next.lastSwitch().isPresent()) {
            post(announcements.published(
                    next.assignment().get(),
                    next.lastSwitch().get(),
                    now,
                    Prediction.of(service, next.switches()),
                    Coverage.of(records.published().values())));
        }
        save(next, "published", needed.facts().sentence(), Map.of());
        context.tell(
                service,
                (at, name) -> new FailoverEvent.Published(
                        at, name, state.assignment(), needed.facts().sentence()));
        return true;
    }

    private void tellConditions(Decision decision) {
        if (!hasLooked()) {
            return;
        }
        List<Condition> current = new ArrayList<>(decision.conditions());
        if (state.transition().isPresent()) {
            writers.alarms()
                    .forEach((name, why) -> current.add(new Condition(
                            Condition.Kind.PUBLISHING_FAILS, name, "writing to %s fails: %s".formatted(name, why))));
        }
        writers.unreadable()
                .forEach((name, why) -> current.add(new Condition(
                        Condition.Kind.PROVIDER_UNREADABLE,
                        name,
                        "reading from %s fails, so a switch would too: %s".formatted(name, why))));
        sites.forEach(site -> site.promotionFailure()
                .ifPresent(why -> current.add(new Condition(
                        Condition.Kind.PROMOTION_FAILS,
                        site.name(),
                        "the replicas of %s can't be made the sources, so that after a switch the old source may overwrite them: %s"
                                .formatted(site.name(), why)))));
        Map<String, Instant> told = toldConditions.tell(current, state);
        if (!told.equals(state.conditions())) {
            save(
                    state.withConditions(told),
                    "conditions",
                    told.isEmpty() ? "none" : told.keySet().toString(),
                    JournalFacts.of(current));
        }
    }

    /** Before everything was looked at once, what is not known says only that this process is young: nobody is told. */
    private boolean hasLooked() {
        if (!looked) {
            Duration running = Duration.ofNanos(context.scheduler().nanoTime() - madeAt);
            boolean longEnough =
                    running.compareTo(service.thresholds().detectionBound().plus(TIME_TO_LOOK)) > 0;
            looked = longEnough || isInformed() && sites.stream().allMatch(SiteWatch::isAddressTried);
        }
        return looked;
    }

    /** Tells what somebody else found out, and writes that down. */
    void announce(Notification notification) {
        if (context.mode() != Mode.OBSERVE) {
            note("told", notification.title(), Map.of("text", notification.text()));
        }
        post(notification);
    }

    private void post(Notification notification) {
        context.post(notification, service.notifiers());
    }

    private boolean save(ServiceState next, String kind, String text, Decision decision) {
        save(next, kind, text, JournalFacts.of(situation(recordFacts(), Optional.empty()), decision));
        tellDecided(kind + ": " + text);
        return true;
    }

    private void tellDecided(String text) {
        log.info("{}: {}", service.name(), text);
        context.tell(service, (at, name) -> new FailoverEvent.Decided(at, name, state.assignment(), text));
    }

    private boolean save(ServiceState next, String kind, String text, Map<String, String> facts) {
        context.store()
                .save(
                        service.name(),
                        state,
                        next,
                        new JournalEvent(context.scheduler().instant(), kind, text, facts));
        if (next.epoch() != state.epoch()) {
            decidedAt.keySet().removeIf(epoch -> state.switches().stream().noneMatch(made -> made.epoch() == epoch));
            decidedAt.put(next.epoch(), context.scheduler().nanoTime());
        }
        state = next;
        ServiceStatus known = status;
        if (known != null) {
            status = known.with(next);
        }
        return true;
    }

    /**
     * Writes down what was done or refused, which changes nothing that must not be forgotten: what can't be written down has
     * happened all the same.
     */
    private void note(String kind, String text, Map<String, String> facts) {
        try {
            save(state, kind, text, facts);
        } catch (ComponentException e) {
            log.warn("{}: not journalled: {}: {} ({})", service.name(), kind, text, e.getMessage());
        }
    }

    private RecordFacts recordFacts() {
        return Reconciler.reconcile(state, surroundings()).facts();
    }

    private ServiceStatus snapshot(Situation situation, Decision decision) {
        return new ServiceStatus(
                service.name(),
                state,
                situation.sites(),
                situation.connectivity(),
                situation.records(),
                decision,
                prediction(),
                writers.failures());
    }

    /** Answers a human's request; what it leads to is journalled and under way when this returns. */
    Decision request(SwitchRequest request) {
        noticeStandstill();
        RecordFacts facts = recordFacts();
        Decision decision = Decider.decide(service.policy(), situation(facts, Optional.of(request)));
        if (context.mode() == Mode.OBSERVE) {
            return decision;
        }
        if (decision.step() instanceof Step.Refuse) {
            Map<String, String> known =
                    new TreeMap<>(JournalFacts.of(situation(facts, Optional.of(request)), decision));
            known.put("reason", request.reason());
            note("refused", "%s asked for %s: %s".formatted(request.by(), request.site(), decision.reason()), known);
        }
        if (decision.step() instanceof Step.Hold held) {
            Instant now = context.scheduler().instant();
            HumanChoice choice =
                    new HumanChoice(held.site(), now, held.lasting().map(now::plus), held.by(), held.reason());
            save(state.held(choice), "held", decision.reason(), decision);
            step();
        }
        if (decision.step() instanceof Step.Switch made) {
            if (facts.isSomebodyElses()) {
                accept(facts, decision);
            }
            beginSwitch(made, decision);
            step();
        }
        return decision;
    }

    /** What is in the zones now is ours to replace: somebody said so. */
    private void accept(RecordFacts facts, Decision decision) {
        List<Place> all = new ArrayList<>(places);
        claim.ifPresent(mine -> all.addAll(mine.places()));
        save(state.accepting(foundInPlace(all)), "accepted", facts.sentence(), decision);
    }

    /** Whether a record set is about this service: under an ownership record's name servers may give a wildcard's text as well. */
    private boolean isOwnership(RecordSet recordSet) {
        return claim.flatMap(mine -> mine.read(recordSet)).isPresent();
    }

    /** What is in the zones now, whoever put it there. */
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

    void pause(Pause pause) {
        save(state.paused(pause), "paused", "by " + pause.by(), Map.of("reason", pause.reason()));
        tellDecided("paused by " + pause.by());
        step();
    }

    void approve(Approval approval) {
        if (service.site(approval.site()).isEmpty()) {
            throw new InvalidSettingsException("site", "there is no site named \"%s\"".formatted(approval.site()));
        }
        save(
                state.approved(approval),
                "approved",
                "%s approved of %s until %s".formatted(approval.by(), approval.site(), approval.until()),
                Map.of("reason", approval.reason()));
        tellDecided("%s approved of %s".formatted(approval.by(), approval.site()));
        step();
    }

    void resume(String by, String reason) {
        if (state.pause().isPresent() || state.latch().isPresent()) {
            save(state.resumed(), "resumed", "by " + by, Map.of("reason", reason));
            tellDecided("resumed by " + by);
        }
        step();
    }

    /** Whether the service's checks have come to a verdict on every site. */
    boolean isInformed() {
        return sites.stream().map(SiteWatch::facts).map(SiteFacts::verdict).noneMatch(Verdict.UNKNOWN::equals)
                && !records.published().isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        sites.forEach(SiteWatch::close);
        records.close();
        writers.close();
    }

    /** Follows the writes of one service. */
    private final class WriteListener implements ProviderWriter.Listener {
        private final Map<String, Integer> failures = new TreeMap<>();

        @Override
        public void written(String provider, List<RecordChange> changes) {
            context.tell(
                    service,
                    (at, name) -> new FailoverEvent.Written(
                            at,
                            name,
                            provider,
                            changes.stream().map(RecordChange::desired).toList()));
            records.hurry();
            Integer before = failures.remove(provider);
            note(
                    "written",
                    provider + " took it" + (before == null ? "" : ", after " + before + " failures"),
                    JournalFacts.ofChanges(changes));
        }

        /** A vendor may fail for days: the first failure is written down, the second, the fourth and so on. */
        @Override
        public void failed(String provider, String reason) {
            context.tell(service, (at, name) -> new FailoverEvent.WriteFailed(at, name, provider, reason));
            int count = failures.merge(provider, 1, Integer::sum);
            if (Integer.bitCount(count) == 1) {
                note("write-failed", "%s, failure %s: %s".formatted(provider, count, reason), Map.of());
            }
        }
    }
}
