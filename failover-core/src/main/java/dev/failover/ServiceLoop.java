package dev.failover;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.decision.Transition;
import dev.failover.dns.RecordType;
import dev.failover.internal.decision.Decider;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.publish.ServiceWriters;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one service: has the facts decided, journals the decision and makes the world follow. Whatever happens — a check ends, a
 * look ends, a write ends, a timer is due, a human asks — leads to the same {@link #step}. Lives on the event thread.
 */
final class ServiceLoop implements AutoCloseable {
    /** The voice of all parts of the loop: what they log is told as an event too. */
    private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);
    /** Often enough to find an expired key within the hour; a few requests, far below any vendor's limit. */
    private static final Duration BETWEEN_REHEARSALS = Duration.ofMinutes(10);
    /** Who can't read a vendor does not hold the lease: soon it is worth another look. */
    private static final Duration BETWEEN_REHEARSALS_IN_TROUBLE = Duration.ofSeconds(30);
    /** Enough steps for any chain of decisions; more of them would be a bug that must not spin. */
    private static final int MAX_STEPS = 10;

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final ServiceWriters writers;
    private final HumanRequests requests;
    private final Announcements announcements;
    private final ToldConditions toldConditions;
    private final Stumble stumble;
    private final StatusWaits waits = new StatusWaits();
    private @Nullable Instant journalFailing;
    private boolean started;
    private boolean stepping;
    private boolean closed;
    private volatile @Nullable ServiceStatus status;

    ServiceLoop(Service service, LoopContext context) {
        this.service = service;
        this.context = context;
        this.journal = new ServiceJournal(service, context);
        this.watch = new ServiceWatch(service, context, journal, this::step);
        this.writers = watch.writers();
        this.requests = new HumanRequests(service, context, journal, this::step);
        this.announcements = new Announcements(service, context.advice());
        this.stumble = new Stumble(context.scheduler());
        this.toldConditions = new ToldConditions(service, context, announcements);
    }

    void start() {
        started = true;
        watch.start();
        announceUnderWay();
        rehearse();
        beat();
    }

    private void rehearse() {
        if (!closed && context.mode() != Mode.OBSERVE) {
            boolean trouble =
                    watch.coordinated().isPresent() && !writers.unreadable().isEmpty();
            context.scheduler().schedule(trouble ? BETWEEN_REHEARSALS_IN_TROUBLE : BETWEEN_REHEARSALS, this::rehearse);
            writers.rehearse();
        }
    }

    private void beat() {
        if (!closed) {
            context.scheduler().schedule(context.heartbeat(), this::beat);
            step();
        }
    }

    /** What was known after the latest step, and what was journalled since. From any thread. */
    Optional<ServiceStatus> status() {
        return Optional.ofNullable(status).map(known -> known.with(journal.state()));
    }

    /** The first status that is wanted, the present one if it is. */
    CompletableFuture<ServiceStatus> await(Predicate<ServiceStatus> wanted) {
        CompletableFuture<ServiceStatus> result = waits.await(wanted);
        status().ifPresent(waits::offer);
        return result;
    }

    Service service() {
        return service;
    }

    ServiceJournal journal() {
        return journal;
    }

    /** What humans ask for but for a switch. */
    HumanRequests requests() {
        return requests;
    }

    /** Answers a human's request for a switch; what it leads to is journalled and under way when this returns. */
    Decision request(SwitchRequest request) {
        watch.noticeStandstill();
        Situation situation = watch.situation(watch.reconcile().facts(), Optional.of(request));
        Decision decision = Decider.decide(service.policy(), situation);
        if (context.mode() != Mode.OBSERVE && carryOut(decision, situation)) {
            step();
        }
        return decision;
    }

    /** What is known once the zones' servers give the site that was asked for. */
    CompletableFuture<ServiceStatus> published(String site, Decision decision) {
        if (decision.step().kind() == Step.Kind.REFUSE) {
            return CompletableFuture.failedFuture(new RejectedException(decision.reason()));
        }
        if (context.mode() == Mode.OBSERVE) {
            return CompletableFuture.failedFuture(
                    new RejectedException("a watcher that only observes publishes nothing"));
        }
        return await(status -> isPublished(status, site));
    }

    private static boolean isPublished(ServiceStatus status, String site) {
        Optional<Assignment> now = status.state().assignment();
        if (now.filter(assignment -> assignment.site().equals(site)).isEmpty()) {
            throw new ConflictException("another decision came in between"
                    + now.map(assignment -> ": " + assignment.reason()).orElse(""));
        }
        if (status.isPublishingFailing()) {
            throw new UnavailableException(status.publishingFailures().entrySet().stream()
                    .map(failure -> "writing to %s fails: %s".formatted(failure.getKey(), failure.getValue()))
                    .collect(Collectors.joining("; ")));
        }
        return status.state().transition().isEmpty();
    }

    /** Decides, and decides again until nothing follows any more; then does what is needed. Without a start, nothing is known to decide from. */
    private void step() {
        if (!started || closed || stepping) {
            return;
        }
        stepping = true;
        try {
            watch.noticeStandstill();
            if (stumble.isPausing()) {
                return;
            }
            for (int i = 0; i < MAX_STEPS && turn(); i++) {
                log.debug("{}: decided, and looking again", service.name());
            }
            if (context.mode() != Mode.OBSERVE && journal.state().epoch() > 0) {
                tellSites();
            }
            journalFailing = null;
            stumble.goesOn()
                    .ifPresent(since -> journal.post(
                            announcements.goesOn(since, context.scheduler().instant())));
        } catch (ComponentException e) {
            journalFails(e);
        } catch (RuntimeException | Error e) {
            stumbles(e);
        } finally {
            stepping = false;
            status().ifPresent(waits::offer);
        }
    }

    /** Whoever is not active hears it first, so that no two sites send at once. */
    private void tellSites() {
        Optional<SiteWatch> active = watch.active();
        watch.sites().stream()
                .filter(site -> active.filter(site::equals).isEmpty())
                .forEach(SiteWatch::isNotActive);
        active.ifPresent(site -> site.isActive(journal.state().epoch()));
    }

    /** A bug ends this turn, and nothing else: it is told, and tried again after a while. */
    private void stumbles(Throwable bug) {
        stumble.stumbled().ifPresent(since -> {
            String what = Excerpt.of(bug.toString());
            context.tell(service, (at, name) -> new FailoverEvent.Bug(at, name, what));
            journal.post(announcements.stumbles(since, what));
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
            String why = String.valueOf(failure.getMessage());
            log.error("{}: nothing is done, as it can't be journalled: {}", service.name(), why);
            context.tell(service, (at, name) -> new FailoverEvent.NotJournalled(at, name, why));
            journal.post(announcements.notJournalled(journalFailing, why));
        }
    }

    /** @return whether the state changed, so that another look is due */
    private boolean turn() {
        watch.followConnectivity();
        watch.coordinated().ifPresent(CoordinatedService::mayHaveChanged);
        Reconciliation needed = watch.reconcile();
        Situation situation = watch.situation(needed.facts(), Optional.empty());
        Decision decision = Decider.decide(service.policy(), situation);
        status = snapshot(situation, decision);
        if (carryOut(decision, situation)) {
            return true;
        }
        if (context.mode() == Mode.OBSERVE) {
            return false;
        }
        if (follow(needed)) {
            return true;
        }
        tellConditions(decision);
        return false;
    }

    private ServiceStatus snapshot(Situation situation, Decision decision) {
        return new ServiceStatus(
                service.name(),
                situation.state(),
                situation.sites(),
                situation.connectivity(),
                situation.records(),
                decision,
                prediction(),
                writers.failures(),
                situation.coordinated());
    }

    private Prediction prediction() {
        return prediction(journal.state());
    }

    private Prediction prediction(ServiceState state) {
        Coordination terms = context.coordination();
        Prediction alone = Prediction.of(service, state.switches());
        if (terms == null) {
            return alone;
        }
        boolean comparesAndSets = CoordinatedService.comparesAndSets(service, context.providers());
        return alone.among(terms.votingBound(), terms.takeoverBound(comparesAndSets));
    }

    /**
     * Does what was decided: the one place that knows every kind of step.
     *
     * @return whether the state changed
     */
    private boolean carryOut(Decision decision, Situation situation) {
        return switch (decision.step().kind()) {
            case STAY -> false;
            case ADOPT -> adopt((Step.Adopt) decision.step(), decision, situation);
            case HOLD -> hold((Step.Hold) decision.step(), decision, situation);
            case SWITCH -> moveTo((Step.Switch) decision.step(), decision, situation);
            case STOP -> stop((Step.Stop) decision.step(), decision, situation);
            case REFUSE -> refuse(decision, situation);
        };
    }

    private boolean adopt(Step.Adopt adopt, Decision decision, Situation situation) {
        Instant now = context.scheduler().instant();
        ServiceState before = journal.state();
        ServiceState adopted = before.adopted(adopt.site(), now, watch.toAdopt(adopt.site()));
        if (context.mode() == Mode.OBSERVE) {
            journal.suppose(adopted);
            return true;
        }
        ServiceState next = adopt.chosen()
                ? adopted.held(new HumanChoice(
                        adopt.site(), now, Optional.empty(), "somebody who changed the records", decision.reason()))
                : adopted;
        journal.decided(next, JournalEvent.Kind.ADOPTED, situation, decision);
        if (before.assignment().isPresent() && next.assignment().isPresent()) {
            writers.begin();
            watch.hurry();
            boolean another = situation.records().status() == RecordFacts.Status.SUPERSEDED;
            if (another) {
                // Whoever comes too late has seen the past, or less than the other: that must not undo the present at
                // once.
                watch.forgetVerdicts();
            }
            Assignment to = next.assignment().get();
            journal.post(
                    another
                            ? announcements.followed(to, before, decision.reason())
                            : announcements.movedByHand(to, before, decision.reason()));
        }
        return true;
    }

    private boolean hold(Step.Hold held, Decision decision, Situation situation) {
        Instant now = context.scheduler().instant();
        HumanChoice choice = new HumanChoice(held.site(), now, held.lasting().map(now::plus), held.by(), held.reason());
        journal.decided(journal.state().held(choice), JournalEvent.Kind.HELD, situation, decision);
        return true;
    }

    private boolean stop(Step.Stop stop, Decision decision, Situation situation) {
        if (context.mode() == Mode.OBSERVE) {
            return false;
        }
        Latch latch = new Latch(context.scheduler().instant(), stop.reason());
        journal.decided(journal.state().latched(latch), JournalEvent.Kind.LATCHED, situation, decision);
        return true;
    }

    private boolean refuse(Decision decision, Situation situation) {
        SwitchRequest request = situation.request().orElseThrow();
        Map<String, String> facts = new TreeMap<>(JournalFacts.of(situation, decision));
        facts.put("reason", request.reason());
        journal.note(
                JournalEvent.Kind.REFUSED,
                "%s asked for %s: %s".formatted(request.by(), request.site(), decision.reason()),
                facts);
        return false;
    }

    private boolean moveTo(Step.Switch made, Decision decision, Situation situation) {
        boolean asked = situation.request().isPresent();
        if (!asked && context.mode() != Mode.ACT) {
            return false;
        }
        if (made.cause() == Cause.RESTORATION || asked && situation.records().isSomebodyElses()) {
            // What is in the zones now is ours to replace: somebody said so.
            ServiceState accepted = journal.state().accepting(watch.foundInPlace());
            journal.save(
                    accepted,
                    JournalEvent.Kind.ACCEPTED,
                    situation.records().sentence(),
                    JournalFacts.of(situation, decision));
        }
        Optional<Instant> failingSince = made.cause() == Cause.FAILOVER
                ? watch.active().flatMap(site -> site.facts().failingSince())
                : Optional.empty();
        Prediction prediction = prediction();
        Duration predicted = failingSince.isPresent() ? prediction.published() : prediction.publishing();
        ServiceState next =
                journal.state().switched(made, context.scheduler().instant(), failingSince, Optional.of(predicted));
        journal.decided(next, JournalEvent.Kind.SWITCHED, situation, decision);
        if (situation.request().filter(SwitchRequest::force).isPresent()) {
            watch.coordinated().ifPresent(coordinated -> coordinated.force(next.epoch()));
        }
        tellSites();
        writers.begin();
        announceUnderWay();
        return true;
    }

    /** Also after a restart: the notification's id keeps it from being said twice. */
    private void announceUnderWay() {
        ServiceState state = journal.state();
        if (state.transition().isPresent() && state.assignment().isPresent()) {
            journal.post(announcements.decided(
                    state.assignment().get(),
                    state.transition().get(),
                    prediction(),
                    watch.active().flatMap(site -> site.facts().replicaAge())));
        }
    }

    /** Makes the world follow what was decided. */
    private boolean follow(Reconciliation needed) {
        if (!needed.questions().isEmpty()) {
            writers.ask(needed.questions());
        }
        writers.askWhereRefused();
        if (!mayWrite()) {
            watch.relax();
            return false;
        }
        ServiceState state = journal.state();
        if (!needed.intent().isEmpty()) {
            if (watch.permit(Duration.ZERO).isEmpty()) {
                return false;
            }
            writers.begin();
            tellAddressChanges(needed.intent());
            String intended = "to put in place: " + recordSets(needed.intent().stream());
            journal.save(state.intending(needed.intent()), JournalEvent.Kind.INTENDING, intended, Map.of());
            return true;
        }
        if (!needed.expired().isEmpty()) {
            Stream<Placement> over = needed.expired().stream()
                    .sorted(Comparator.comparing(
                            placement -> placement.recordSet().toString()));
            String expired = "can't take effect any more: " + recordSets(over);
            journal.save(state.expired(needed.expired()), JournalEvent.Kind.EXPIRED, expired, Map.of());
            return true;
        }
        Set<String> applied = watch.applied();
        if (writers.areSeveral() && !needed.settled() && !applied.equals(state.written())) {
            journal.save(state.wrote(applied), JournalEvent.Kind.WRITTEN, "at " + String.join(", ", applied), Map.of());
            return true;
        }
        writers.write(needed.writes());
        return needed.settled() && settle(needed);
    }

    private static String recordSets(Stream<Placement> placements) {
        return placements.map(placement -> placement.recordSet().toString()).collect(Collectors.joining(", "));
    }

    /** Where nothing was decided, another value is the active site's new address. */
    private void tellAddressChanges(List<Placement> intent) {
        ServiceState state = journal.state();
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
            journal.post(announcements.addressChanged(now, context.scheduler().instant(), changes));
            context.tell(service, (at, name) -> new FailoverEvent.AddressChanged(at, name, now.site(), changes));
        }
    }

    private Optional<Placement> latest(Place place) {
        return journal.state().placements().stream()
                .filter(placement -> placement.place().equals(place))
                .reduce((older, newer) -> newer);
    }

    /** S16: paused means no automatic write, not even of a switch half made; what a human asked for goes on. */
    private boolean mayWrite() {
        ServiceState state = journal.state();
        boolean automatic =
                state.assignment().map(assignment -> assignment.isAutomatic()).orElse(true)
                        || state.transition().isEmpty();
        return !automatic || context.mode() == Mode.ACT && state.pause().isEmpty();
    }

    private boolean settle(Reconciliation needed) {
        List<Placement> desired = needed.desired();
        watch.relax();
        writers.settle();
        ServiceState state = journal.state();
        if (state.transition().isEmpty() && Set.copyOf(state.placements()).equals(Set.copyOf(desired))) {
            return false;
        }
        Instant now = context.scheduler().instant();
        Optional<Transition> ended = state.transition();
        ServiceState published = state.published(desired, now);
        ServiceState next = ended.flatMap(transition -> journal.elapsed().measured(state.epoch()))
                .map(published::measured)
                .orElse(published);
        if (ended.isPresent()
                && next.assignment().isPresent()
                && next.lastSwitch().isPresent()) {
            journal.post(announcements.published(
                    next.assignment().get(), next.lastSwitch().get(), now, prediction(next), watch.coverage()));
        }
        String sentence = needed.facts().sentence();
        journal.save(next, JournalEvent.Kind.PUBLISHED, sentence, Map.of());
        context.tell(service, (at, name) -> new FailoverEvent.Published(at, name, next.assignment(), sentence));
        return true;
    }

    private void tellConditions(Decision decision) {
        if (!watch.hasLooked()) {
            return;
        }
        List<Condition> current = new ArrayList<>(decision.conditions());
        ServiceState state = journal.state();
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
        watch.sites()
                .forEach(site -> site.promotionFailure()
                        .ifPresent(why -> current.add(new Condition(
                                Condition.Kind.PROMOTION_FAILS,
                                site.name(),
                                "the replicas of %s can't be made the sources, so that after a switch the old source may overwrite them: %s"
                                        .formatted(site.name(), why)))));
        Map<String, Instant> told = toldConditions.tell(current, state);
        if (!told.equals(state.conditions())) {
            journal.save(
                    state.withConditions(told),
                    JournalEvent.Kind.CONDITIONS,
                    told.isEmpty() ? "none" : told.keySet().toString(),
                    JournalFacts.of(current));
        }
    }

    /** Ends while others go on, and writes nothing. What was decided stays journalled. */
    void end() {
        close();
        waits.refuse(new ConflictException(
                "%s was given other settings, or none, meanwhile; what was decided before stays journalled"
                        .formatted(service.name())));
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
    }

    /**
     * After it was closed: lets another watcher go on at once. From any thread.
     *
     * @return whether the store, if there is one, could be told
     */
    boolean release() {
        return watch.coordinated().map(CoordinatedService::release).orElse(true);
    }
}
