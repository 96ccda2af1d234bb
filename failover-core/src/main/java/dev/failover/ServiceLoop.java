package dev.failover;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Decision;
import dev.failover.decision.Placement;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.internal.decision.Decider;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.publish.ServiceWriters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    /** A vendor is not asked about a thousand services in one moment, neither at the start nor ten minutes after it. */
    private static final Duration FIRST_REHEARSALS = Duration.ofSeconds(30);
    /** What comes to be due by time alone while all is well is counted in days: a certificate's last week, a drill's age. */
    private static final Duration BETWEEN_TURNS_AT_PEACE = Duration.ofSeconds(10);
    /** Enough steps for any chain of decisions; more of them would be a bug that must not spin. */
    private static final int MAX_STEPS = 10;

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final ServiceWriters writers;
    private final HumanRequests requests;
    private final Announcements announcements;
    private final Steps steps;
    private final Publishing publishing;
    private final ToldConditions toldConditions;
    private final HeldAnnouncements heldAnnouncements;
    private final Stumble stumble;
    private final StatusWaits waits = new StatusWaits();
    private @Nullable Instant journalFailing;
    private boolean started;
    private boolean stepping;
    /** Whether nothing waits for time to pass, as of the latest turn. */
    private boolean atPeace;

    private long lastTurn;
    private volatile boolean closed;
    private volatile @Nullable ServiceStatus status;

    ServiceLoop(Service service, LoopContext context) {
        this.service = service;
        this.context = context;
        this.journal = new ServiceJournal(service, context);
        this.watch = new ServiceWatch(service, context, journal, this::step, this::confirmed);
        this.writers = watch.writers();
        this.announcements = new Announcements(service, context.advice());
        this.requests = new HumanRequests(service, context, journal, announcements, this::step);
        this.steps = new Steps(service, context, journal, watch, announcements);
        this.publishing = new Publishing(service, context, journal, watch, announcements);
        this.stumble = new Stumble(context.scheduler());
        this.toldConditions = new ToldConditions(service, context, journal, watch, announcements);
        this.heldAnnouncements = new HeldAnnouncements(service, context, journal, watch);
    }

    void start() {
        started = true;
        watch.start();
        steps.announceUnderWay();
        if (context.mode() != Mode.OBSERVE) {
            context.scheduler().schedule(watch.turn(FIRST_REHEARSALS), () -> rehearse(Duration.ZERO));
        }
        tick();
    }

    /** Whoever can't read holds no lease: where watchers share one, it must soon be known that this one can again. */
    private void rehearse(Duration sinceLast) {
        if (closed) {
            return;
        }
        boolean shared = watch.coordinated().isPresent();
        boolean trouble = shared && !writers.unreadable().isEmpty();
        boolean due = sinceLast.isZero() || trouble || sinceLast.compareTo(BETWEEN_REHEARSALS) >= 0;
        Duration wait = shared ? BETWEEN_REHEARSALS_IN_TROUBLE : BETWEEN_REHEARSALS;
        if (due) {
            writers.rehearse();
        }
        context.scheduler().schedule(wait, () -> rehearse(due ? wait : sinceLast.plus(wait)));
    }

    /** Where thousands are at peace, a tick is no more than a look at the clock. */
    private void tick() {
        if (closed) {
            return;
        }
        context.scheduler().schedule(context.tick(), this::tick);
        boolean recent = context.scheduler().nanoTime() - lastTurn < BETWEEN_TURNS_AT_PEACE.toNanos();
        if (!atPeace || !recent || watch.isStandstill()) {
            step();
        }
    }

    /** Nothing follows from that where all is well. */
    private void confirmed() {
        if (!atPeace) {
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
        waits.offer(this::status);
        return result;
    }

    Service service() {
        return service;
    }

    ServiceJournal journal() {
        return journal;
    }

    /** Tells what somebody else found out, and writes that down. */
    HeldAnnouncements announcing() {
        return heldAnnouncements;
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
        if (context.mode() != Mode.OBSERVE && steps.carryOut(decision, situation)) {
            step();
            journal.postPostponed();
        }
        return decision;
    }

    /** What would be decided now if the active site were found to be down. Changes nothing. */
    Decision ifActiveFails() {
        return Decider.ifActiveFails(
                service.policy(), watch.situation(watch.reconcile().facts(), Optional.empty()));
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
                watch.tellSites();
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
            journal.postPostponed();
            waits.offer(this::status);
        }
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
        atPeace = false;
        lastTurn = context.scheduler().nanoTime();
        watch.followConnectivity();
        watch.coordinated().ifPresent(CoordinatedService::mayHaveChanged);
        Reconciliation needed = watch.reconcile();
        Situation situation = watch.situation(needed.facts(), Optional.empty());
        Decision decision = Decider.decide(service.policy(), situation);
        watch.coordinated().ifPresent(coordinated -> coordinated.decided(decision, needed));
        status = snapshot(situation, decision, needed.desired());
        if (steps.carryOut(decision, situation)) {
            return true;
        }
        if (context.mode() == Mode.OBSERVE) {
            return false;
        }
        if (publishing.follow(needed)) {
            return true;
        }
        toldConditions.tell(decision, situation.sites());
        heldAnnouncements.look();
        atPeace =
                needed.settled() && situation.isAtPeace(decision) && inhibited().isEmpty();
        return false;
    }

    private Map<String, String> inhibited() {
        Map<String, String> inhibited = new TreeMap<>(toldConditions.inhibited());
        inhibited.putAll(heldAnnouncements.inhibited());
        return inhibited;
    }

    private ServiceStatus snapshot(Situation situation, Decision decision, List<Placement> desired) {
        return new ServiceStatus(
                service.name(),
                situation.state(),
                situation.sites(),
                situation.connectivity(),
                situation.records(),
                watch.latestLook(desired),
                decision,
                context.prediction(service, journal.state()),
                writers.failures(),
                inhibited(),
                situation.coordinated());
    }

    /** Ends while others go on, and writes nothing. What was decided stays journalled. */
    void end() {
        close();
        heldAnnouncements.tellAll();
        waits.refuse(new ConflictException(
                "%s was given other settings, or none, meanwhile; what was decided before stays journalled"
                        .formatted(service.name())));
    }

    /** Decides nothing any more. From any thread: a watcher that is late has much to do before it comes to {@link #close}. */
    void stop() {
        closed = true;
    }

    @Override
    public void close() {
        stop();
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
