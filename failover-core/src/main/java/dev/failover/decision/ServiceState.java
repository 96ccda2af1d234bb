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
 * @param conditions what humans were told is the case: id of the condition, and since when
 */
public record ServiceState(
        Optional<Assignment> assignment,
        Optional<Transition> transition,
        List<Placement> placements,
        List<Placement> outstanding,
        Set<String> written,
        List<SwitchRecord> switches,
        Optional<Pause> pause,
        Optional<Latch> latch,
        Optional<Approval> approval,
        Optional<HumanChoice> choice,
        long acknowledged,
        Map<String, Instant> conditions) {

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
            Map.of());

    /** So many switches are remembered, and so many of each kind that is counted: no limit may be above it. */
    static final int SWITCHES_KEPT = 50;

    public ServiceState {
        placements = List.copyOf(placements);
        outstanding = List.copyOf(outstanding);
        written = Collections.unmodifiableSet(new TreeSet<>(written));
        switches = List.copyOf(switches);
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
    }

    /** The number of the latest decision; zero if there was none. */
    public long epoch() {
        return assignment.map(Assignment::epoch).orElse(0L);
    }

    /** The latest switch; empty if there was none. */
    public Optional<SwitchRecord> lastSwitch() {
        return switches.isEmpty() ? Optional.empty() : Optional.of(switches.get(switches.size() - 1));
    }

    /** How many of the switches that are recent were decided without a human. */
    public long automaticSwitches(Predicate<SwitchRecord> isRecent) {
        return counted(ServiceState::isAutomaticSwitch, isRecent);
    }

    /** How often what was decided was put back, of the times that are recent. */
    public long restorations(Predicate<SwitchRecord> isRecent) {
        return counted(ServiceState::isRestoration, isRecent);
    }

    private long counted(Predicate<SwitchRecord> kind, Predicate<SwitchRecord> isRecent) {
        return switches.stream()
                .filter(made -> made.epoch() > acknowledged)
                .filter(kind.and(isRecent))
                .count();
    }

    private static boolean isAutomaticSwitch(SwitchRecord made) {
        return made.automatic() && made.cause() != Cause.RETRACTION && made.cause() != Cause.RESTORATION;
    }

    private static boolean isRestoration(SwitchRecord made) {
        return made.cause() == Cause.RESTORATION;
    }

    /** The latest, and of those that are counted as many as a limit may be, whatever else there was between them. */
    private static List<SwitchRecord> kept(List<SwitchRecord> all) {
        Set<SwitchRecord> kept = new HashSet<>(latest(all, made -> true));
        kept.addAll(latest(all, ServiceState::isAutomaticSwitch));
        kept.addAll(latest(all, ServiceState::isRestoration));
        return all.stream().filter(kept::contains).toList();
    }

    private static List<SwitchRecord> latest(List<SwitchRecord> all, Predicate<SwitchRecord> kind) {
        List<SwitchRecord> some = all.stream().filter(kind).toList();
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
        return new ServiceState(
                Optional.of(adopted),
                Optional.empty(),
                found,
                outstanding,
                Set.of(),
                switches,
                pause,
                latch,
                approval,
                theirs.or(() -> choice.filter(chosen -> chosen.site().equals(site))),
                acknowledged,
                conditions);
    }

    /** Held where it is, on a human's word. */
    public ServiceState held(HumanChoice value) {
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
                Optional.of(value),
                acknowledged,
                conditions);
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
        SwitchRecord made = new SwitchRecord(
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
        List<SwitchRecord> all = new ArrayList<>(switches);
        all.add(made);
        return new ServiceState(
                Optional.of(next),
                Optional.of(new Transition(from, now, failingSince, predicted)),
                placements,
                outstanding,
                Set.of(),
                kept(all),
                pause,
                latch,
                step.cause() == Cause.RESTORATION ? approval : Optional.empty(),
                next.isAutomatic() ? choice : chosen(step, now),
                acknowledged,
                conditions);
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
        return new ServiceState(
                assignment,
                transition,
                with(placements, intended),
                with(outstanding, intended),
                Set.of(),
                switches,
                pause,
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
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
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding.stream()
                        .filter(placement -> !over.contains(placement))
                        .toList(),
                written,
                switches,
                pause,
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
    }

    /** With these record sets, whoever put them there, as ours to replace: a human said so. */
    public ServiceState accepting(List<Placement> found) {
        return new ServiceState(
                assignment,
                transition,
                found,
                outstanding,
                Set.of(),
                switches,
                pause,
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
    }

    /** With the latest intent written at these providers. */
    public ServiceState wrote(Set<String> providers) {
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                providers,
                switches,
                pause,
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
    }

    /**
     * What was published now took so long from the decision on, by a clock that nobody can set: the process that decided has seen it
     * through.
     */
    public ServiceState measured(Duration publishing) {
        List<SwitchRecord> all = new ArrayList<>(switches);
        all.replaceAll(made -> made.epoch() == epoch() ? made.measured(publishing) : made);
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                written,
                all,
                pause,
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
    }

    /** With exactly these record sets in place everywhere; what else of ours may be on its way stays outstanding. */
    public ServiceState published(List<Placement> everywhere, Instant now) {
        List<SwitchRecord> all = new ArrayList<>(switches);
        transition.ifPresent(ended -> all.replaceAll(
                made -> made.epoch() == epoch() && made.took().isEmpty() ? made.published(now, ended) : made));
        return new ServiceState(
                assignment,
                Optional.empty(),
                everywhere,
                outstanding,
                Set.of(),
                all,
                pause,
                latch,
                approval,
                chosenHere(),
                acknowledged,
                conditions);
    }

    public ServiceState paused(Pause value) {
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                written,
                switches,
                Optional.of(value),
                latch,
                approval,
                choice,
                acknowledged,
                conditions);
    }

    /** Neither paused nor latched; switches made until now no longer count towards the limit. */
    public ServiceState resumed() {
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                written,
                switches,
                Optional.empty(),
                Optional.empty(),
                approval,
                choice,
                latch.isPresent() ? epoch() : acknowledged,
                conditions);
    }

    public ServiceState latched(Latch value) {
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                written,
                switches,
                pause,
                Optional.of(value),
                approval,
                choice,
                acknowledged,
                conditions);
    }

    public ServiceState approved(Approval value) {
        return new ServiceState(
                assignment,
                transition,
                placements,
                outstanding,
                written,
                switches,
                pause,
                latch,
                Optional.of(value),
                choice,
                acknowledged,
                conditions);
    }

    public ServiceState withConditions(Map<String, Instant> value) {
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
                value);
    }
}
