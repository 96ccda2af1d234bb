package dev.failover.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All that a watcher must not forget about one service. Immutable; each change makes a new one, which is journalled before
 * anything is done about it.
 *
 * @param transition the switch under way, if the latest is not yet published everywhere
 * @param placements what may be in the zones through us, oldest first; what else is found there is somebody else's
 * @param outstanding what we began to write and may still take effect, whatever was decided since; ours too wherever it turns up
 * @param written the providers where the latest intent was written, of several; the vendors said so
 * @param switches the latest switches, oldest first
 * @param approval a human's word for a switch to come, used up by the next one
 * @param choice where a human put it; it says nothing while the service is assigned elsewhere
 * @param acknowledged this decision and those before it do not count towards the limit: the latest one when the last latch was
 *     acknowledged. A number, as a clock may be set
 * @param acknowledgement what a human knows of what is the case; of nothing that is over
 * @param conditions what humans were told is the case: id of the condition, and since when
 * @param trials from when it counts that what is to be tried was: of each kind that the policy limits, one
 */
public record ServiceState(
        Optional<Assignment> assignment,
        Optional<Transition> transition,
        List<Placement> placements,
        List<Placement> outstanding,
        Set<String> written,
        List<RememberedSwitch> switches,
        Optional<Pause> pause,
        Optional<Latch> latch,
        Optional<Approval> approval,
        Optional<HumanChoice> choice,
        long acknowledged,
        Optional<Acknowledgement> acknowledgement,
        Map<String, Instant> conditions,
        List<Trial> trials) {

    /** Of a service never seen before. */
    public static final ServiceState INITIAL = new ServiceState(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Set.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            List.of());

    /** So many switches are remembered, and so many of each kind that is counted: no limit may be above it. */
    static final int SWITCHES_KEPT = 50;

    public ServiceState {
        placements = List.copyOf(placements);
        outstanding = List.copyOf(outstanding);
        written = Collections.unmodifiableSet(new TreeSet<>(written));
        switches = List.copyOf(switches);
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
        trials = List.copyOf(trials);
    }

    /** The number of the latest decision; zero if there was none. */
    public long epoch() {
        return assignment.map(Assignment::epoch).orElse(0L);
    }

    /** The latest switch; empty if there was none. */
    public Optional<RememberedSwitch> lastSwitch() {
        return switches.isEmpty() ? Optional.empty() : Optional.of(switches.get(switches.size() - 1));
    }

    /** How many of the switches that are recent were decided without a human. */
    public long automaticSwitches(Predicate<RememberedSwitch> isRecent) {
        return counted(ServiceState::isAutomaticSwitch, isRecent);
    }

    /** How often what was decided was put back, of the times that are recent. */
    public long restorations(Predicate<RememberedSwitch> isRecent) {
        return counted(ServiceState::isRestoration, isRecent);
    }

    private long counted(Predicate<RememberedSwitch> kind, Predicate<RememberedSwitch> isRecent) {
        return switches.stream()
                .filter(made -> made.epoch() > acknowledged)
                .filter(kind.and(isRecent))
                .count();
    }

    private static boolean isAutomaticSwitch(RememberedSwitch made) {
        return made.automatic() && made.cause() != Cause.RETRACTION && made.cause() != Cause.RESTORATION;
    }

    private static boolean isRestoration(RememberedSwitch made) {
        return made.cause() == Cause.RESTORATION;
    }

    /** The latest, and of those that are counted as many as a limit may be, whatever else there was between them. */
    private static List<RememberedSwitch> kept(List<RememberedSwitch> all) {
        Set<RememberedSwitch> kept = new HashSet<>(latest(all, made -> true));
        kept.addAll(latest(all, ServiceState::isAutomaticSwitch));
        kept.addAll(latest(all, ServiceState::isRestoration));
        return all.stream().filter(kept::contains).toList();
    }

    private static List<RememberedSwitch> latest(List<RememberedSwitch> all, Predicate<RememberedSwitch> kind) {
        List<RememberedSwitch> some = all.stream().filter(kind).toList();
        return some.subList(Math.max(0, some.size() - SWITCHES_KEPT), some.size());
    }

    /** The number of a next decision: above all that were made here, and all that were seen in the zones. */
    private long nextEpoch(List<Placement> seen) {
        return Math.max(epoch(), newestOwnership(seen).map(Ownership::epoch).orElse(0L)) + 1;
    }

    private static Optional<Ownership> newestOwnership(List<Placement> placements) {
        return placements.stream()
                .flatMap(placement -> Ownership.read(placement.recordSet()).stream())
                .max(Comparator.comparingLong(Ownership::epoch));
    }

    /**
     * Assigned to the site where everything was found, with what was found there: by the number of the decision that put it
     * there if that is known, unless it was used here for another.
     */
    public ServiceState adopted(String site, Instant now, List<Placement> found) {
        Optional<Ownership> owner = newestOwnership(found);
        long epoch = Math.max(epoch() + 1, owner.map(Ownership::epoch).orElse(0L));
        String reason = "every record points to " + site
                + owner.map(decision -> ", by " + decision).orElse("");
        Assignment adopted = new Assignment(epoch, site, Cause.ADOPTION, now, Assignment.AUTOMATIC, reason);
        Optional<HumanChoice> theirs = owner.flatMap(decision -> decision.choice(site, now));
        Draft next = new Draft(this);
        next.assignment = Optional.of(adopted);
        next.transition = Optional.empty();
        next.placements = found;
        next.written = Set.of();
        next.choice = theirs.or(() -> choice.filter(chosen -> chosen.site().equals(site)));
        return next.state();
    }

    /** Held where it is, on a human's word. */
    public ServiceState held(HumanChoice value) {
        Draft next = new Draft(this);
        next.choice = Optional.of(value);
        return next.state();
    }

    /** S22: the human's choice that keeps it where it is; empty if there is none, or its time is over. */
    public Optional<HumanChoice> heldBy(Instant now) {
        return chosenHere().filter(chosen -> !chosen.isOver(now));
    }

    /** What a human said of the site that it is assigned to. */
    public Optional<HumanChoice> chosenHere() {
        return choice.filter(chosen -> isAt(chosen.site()));
    }

    private boolean isAt(String site) {
        return assignment.filter(now -> now.site().equals(site)).isPresent();
    }

    /** Assigned to another site; the switch is under way from now on. */
    public ServiceState switched(
            Step.Switch step, Instant now, Optional<Instant> failingSince, Optional<Duration> predicted) {
        String from = assignment.map(Assignment::site).orElse("");
        Assignment next =
                new Assignment(nextEpoch(placements), step.site(), step.cause(), now, step.by(), step.reason());
        RememberedSwitch made = new RememberedSwitch(
                next.epoch(),
                step.cause(),
                from,
                step.site(),
                now,
                next.isAutomatic(),
                Optional.empty(),
                Optional.empty(),
                false,
                predicted);
        List<RememberedSwitch> all = new ArrayList<>(switches);
        all.add(made);
        Draft draft = new Draft(this);
        draft.assignment = Optional.of(next);
        draft.transition = Optional.of(new Transition(from, now, failingSince, predicted));
        draft.written = Set.of();
        draft.switches = kept(all);
        draft.approval = step.cause() == Cause.RESTORATION ? approval : Optional.empty();
        draft.choice = next.isAutomatic() ? choice : chosen(step, now);
        return draft.state();
    }

    /** The way back to the primary, asked for by a human, is left for a failure only, and chooses no standby. */
    private static Optional<HumanChoice> chosen(Step.Switch step, Instant now) {
        return step.cause() == Cause.SWITCHOVER
                ? Optional.of(
                        new HumanChoice(step.site(), now, step.lasting().map(now::plus), step.by(), step.reason()))
                : Optional.empty();
    }

    /** With the intent to put these record sets in place. */
    public ServiceState intending(List<Placement> intended) {
        Draft next = new Draft(this);
        next.placements = with(placements, intended);
        next.outstanding = with(outstanding, intended);
        next.written = Set.of();
        return next.state();
    }

    private static List<Placement> with(List<Placement> before, List<Placement> latest) {
        List<Placement> all = new ArrayList<>(before);
        latest.forEach(placement -> {
            all.removeIf(placement::sameValues);
            all.add(placement);
        });
        return all;
    }

    /** Without these among what may still take effect: their time is over. */
    public ServiceState expired(Set<Placement> over) {
        Draft next = new Draft(this);
        next.outstanding = outstanding.stream()
                .filter(placement -> !over.contains(placement))
                .toList();
        return next.state();
    }

    /** With these record sets, whoever put them there, as ours to replace: a human said so. */
    public ServiceState accepting(List<Placement> found) {
        Draft next = new Draft(this);
        next.placements = found;
        next.written = Set.of();
        return next.state();
    }

    /** With the latest intent written at these providers. */
    public ServiceState wrote(Set<String> providers) {
        Draft next = new Draft(this);
        next.written = providers;
        return next.state();
    }

    /**
     * What was published now took so long from the decision on, by a clock that nobody can set: the process that decided has seen it
     * through.
     */
    public ServiceState measured(Duration publishing) {
        List<RememberedSwitch> all = new ArrayList<>(switches);
        all.replaceAll(made -> made.epoch() == epoch() ? made.measured(publishing) : made);
        Draft next = new Draft(this);
        next.switches = all;
        return next.state();
    }

    /** With exactly these record sets in place everywhere; what else of ours may be on its way stays outstanding. */
    public ServiceState published(List<Placement> everywhere, Instant now) {
        List<RememberedSwitch> all = new ArrayList<>(switches);
        transition.ifPresent(ended -> all.replaceAll(
                made -> made.epoch() == epoch() && made.took().isEmpty() ? made.published(now, ended) : made));
        Draft next = new Draft(this);
        next.transition = Optional.empty();
        next.placements = everywhere;
        next.written = Set.of();
        next.switches = all;
        next.choice = chosenHere();
        return next.state();
    }

    public ServiceState paused(Pause value) {
        Draft next = new Draft(this);
        next.pause = Optional.of(value);
        return next.state();
    }

    /** Neither paused nor latched; switches made until now no longer count towards the limit. */
    public ServiceState resumed() {
        Draft next = new Draft(this);
        next.pause = Optional.empty();
        next.latch = Optional.empty();
        next.acknowledged = latch.isPresent() ? epoch() : acknowledged;
        return next.state();
    }

    /** With what a human knows: not latched any more, and nobody is reminded of it. */
    public ServiceState acknowledged(Acknowledgement value) {
        Draft next = new Draft(this);
        next.latch = Optional.empty();
        next.acknowledged = latch.isPresent() ? epoch() : acknowledged;
        next.acknowledgement = Optional.of(value);
        next.trials =
                trials.stream().map(trial -> trial.acknowledged(value.since())).toList();
        return next.state();
    }

    /** Whether a human knows of it, by the id of a condition or the number of a decision. */
    public boolean isAcknowledged(String what) {
        return acknowledgement.filter(known -> known.of().contains(what)).isPresent();
    }

    public ServiceState latched(Latch value) {
        Draft next = new Draft(this);
        next.latch = Optional.of(value);
        return next.state();
    }

    public ServiceState approved(Approval value) {
        Draft next = new Draft(this);
        next.approval = Optional.of(value);
        return next.state();
    }

    /** What is remembered of something that is to be tried; empty if nothing is. */
    public Optional<Trial> trial(Trial.Kind kind) {
        return trials.stream().filter(trial -> trial.kind() == kind).findFirst();
    }

    /** Whether something was tried too long ago for switches without a human. */
    public boolean isUntried() {
        return trials.stream().anyMatch(trial -> trial.expired().isPresent());
    }

    /** With what is to be remembered of what is to be tried. */
    public ServiceState noting(List<Trial> value) {
        Draft next = new Draft(this);
        next.trials = value;
        return next.state();
    }

    /** Something was tried and passed; the same as this if that was before what counts already. */
    public ServiceState tried(Trial.Kind kind, Instant at) {
        if (trial(kind).filter(known -> !at.isAfter(known.since())).isPresent()) {
            return this;
        }
        List<Trial> all = new ArrayList<>(trials);
        all.removeIf(trial -> trial.kind() == kind);
        all.add(Trial.passed(kind, at));
        all.sort(Comparator.comparing(Trial::kind));
        return noting(all);
    }

    public ServiceState withConditions(Map<String, Instant> value) {
        Draft next = new Draft(this);
        next.conditions = value;
        return next.state();
    }

    /** The next state: this one, but for what is set by its name. */
    private static final class Draft {
        private Optional<Assignment> assignment;
        private Optional<Transition> transition;
        private List<Placement> placements;
        private List<Placement> outstanding;
        private Set<String> written;
        private List<RememberedSwitch> switches;
        private Optional<Pause> pause;
        private Optional<Latch> latch;
        private Optional<Approval> approval;
        private Optional<HumanChoice> choice;
        private long acknowledged;
        private Optional<Acknowledgement> acknowledgement;
        private Map<String, Instant> conditions;
        private List<Trial> trials;

        Draft(ServiceState before) {
            assignment = before.assignment();
            transition = before.transition();
            placements = before.placements();
            outstanding = before.outstanding();
            written = before.written();
            switches = before.switches();
            pause = before.pause();
            latch = before.latch();
            approval = before.approval();
            choice = before.choice();
            acknowledged = before.acknowledged();
            acknowledgement = before.acknowledgement();
            conditions = before.conditions();
            trials = before.trials();
        }

        ServiceState state() {
            return new ServiceState(
                    assignment,
                    transition,
                    placements,
                    outstanding,
                    written,
                    switches,
                    pause,
                    latch,
                    approval,
                    choice,
                    acknowledged,
                    acknowledgement.flatMap(known -> known.keeping(this::goesOn)),
                    conditions,
                    trials);
        }

        private boolean goesOn(String what) {
            return conditions.containsKey(what)
                    || assignment
                            .filter(now -> what.equals(String.valueOf(now.epoch())))
                            .isPresent();
        }
    }

    /**
     * A switch decided and not yet seen at every server of its zones.
     *
     * @param from the site left
     * @param decidedAt when it was decided
     * @param failingSince when the first of the failed checks behind the decision was started; empty unless a failover
     * @param predicted how long it should take from {@code failingSince}, or from the decision, to being published
     */
    public record Transition(
            String from, Instant decidedAt, Optional<Instant> failingSince, Optional<Duration> predicted) {}
}
