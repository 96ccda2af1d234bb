package dev.failover.testkit.simulation;

import dev.failover.ServiceStatus;
import dev.failover.decision.Assignment;
import dev.failover.decision.Condition;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What must come to pass once nothing is wrong any more, and one last disaster of which the outcome is known. */
final class Aftermath {
    /** Until a killed watcher is up and has looked round. */
    private static final Duration LOOK_ROUND = Duration.ofSeconds(40);
    /** Two reconcile periods, the longest pause of a writer between them, a process's start, and the slowest server's lag. */
    private static final Duration CONVERGENCE = Duration.ofSeconds(2 * 30 + 60 + 10 + 20 + 20);
    /** The longest pause of a channel that failed, and an attempt. */
    private static final Duration DELIVERY = Duration.ofMinutes(6);
    /** What was posted a moment ago is on its way. */
    private static final Duration ATTEMPT = Duration.ofSeconds(30);

    private static final Set<Fault.Kind> MAKES_CHANNELS_PAUSE = EnumSet.of(
            Fault.Kind.CHANNEL_FAILS, Fault.Kind.CHANNEL_HANGS, Fault.Kind.CHANNEL_REFUSES, Fault.Kind.ISOLATED);
    /** What a watcher says that was configured differently. */
    private static final Set<Condition.Kind> OTHERWISE =
            EnumSet.of(Condition.Kind.FOREIGN_RECORDS, Condition.Kind.CONFIGURATIONS_DIFFER);

    /** By how much two switches that take the same differ: how often the loop looks while it publishes, and the time of calls. */
    private static final Duration JITTER = Duration.ofSeconds(4);

    /** How often humans look, and until nothing is left that somebody else did: a vendor may ask a watcher to wait a minute. */
    private static final Duration BETWEEN_HUMANS_LOOKS = Duration.ofSeconds(20);

    private static final int HUMANS_LOOKS = 5;
    /** For how long nothing may be wrong before it is taken for right: longer than the time between two looks at the servers. */
    private static final Duration STEADY = Duration.ofSeconds(40);

    private static final Duration STEP = Duration.ofSeconds(10);

    private final World world;
    private final SimulationPlan plan;
    private final List<Watcher> watchers;
    /** Those that have decided what is served: all of them, but for one that was configured differently. */
    private List<Watcher> agreed = List.of();

    Aftermath(World world) {
        this.world = world;
        this.plan = world.plan();
        this.watchers = world.watchers().subList(0, plan.watchers());
    }

    void run() {
        world.calm();
        for (Watcher each : world.watchers()) {
            if (each.hadDiskTrouble()) {
                // What could not be written down is made good by the next start.
                each.kill(Duration.ofSeconds(5));
            }
        }
        world.run(LOOK_ROUND);
        watchers.forEach(Watcher::resumeService);
        requireHolder();
        settleWhatIsForeign();
        boolean agree = plan.watchers() == 1 || plan.fenced();
        runUntilSteady(CONVERGENCE, () -> !agree || disagreement().isEmpty());
        if (agree) {
            disagreement().ifPresent(found -> world.checks().violations.add(found.invariant(), found.what()));
            agreed = watchers.stream()
                    .filter(each -> disagreement(each).isEmpty())
                    .toList();
        }
        boolean paused = plan.faults().stream().map(Fault::kind).anyMatch(MAKES_CHANNELS_PAUSE::contains);
        runUntil(
                paused ? DELIVERY.minus(CONVERGENCE) : ATTEMPT,
                () -> undelivered().isEmpty());
        undelivered().ifPresent(found -> world.checks().violations.add(found.invariant(), found.what()));
        if (agree && !world.isViolated()) {
            lastDisaster();
        }
    }

    /** L2: somebody holds the lease, once the store answers again. */
    private void requireHolder() {
        world.coordination().ifPresent(shared -> {
            runUntil(shared.untilHeld(), () -> shared.holder().isPresent());
            if (shared.holder().isEmpty()) {
                violated("L2", "nobody holds the lease: " + reason());
            }
        });
    }

    /** Whether the watchers that exist could agree to leave a site; one that decides alone always can. */
    private boolean canLeave(SimulatedSite active) {
        return plan.coordination().stream()
                .allMatch(shared ->
                        agreed.stream().allMatch(each -> shared.canLeave(each.index, plan.watchers(), active.index)));
    }

    /** Whether somebody may still switch; of those that share a lease, whoever holds it. */
    private boolean maySwitch() {
        return world.coordination().isPresent()
                ? agreed.stream().allMatch(this::mayStillSwitch)
                : agreed.stream().anyMatch(this::mayStillSwitch);
    }

    private void runUntil(Duration most, BooleanSupplier done) {
        long end = world.timeline().now() + most.toNanos();
        while (world.timeline().now() < end && !world.isViolated() && !done.getAsBoolean()) {
            world.run(STEP);
        }
    }

    private void runUntilSteady(Duration most, BooleanSupplier right) {
        long[] since = {world.timeline().now()};
        runUntil(most, () -> {
            long now = world.timeline().now();
            since[0] = right.getAsBoolean() ? since[0] : now;
            return now - since[0] >= STEADY.toNanos();
        });
    }

    /** What somebody else did is a human's to settle. What was a watcher's own work all the time is not. */
    private void settleWhatIsForeign() {
        boolean somebodyWasAtWork = plan.faults().stream().anyMatch(fault -> fault.kind() == Fault.Kind.FOREIGN_WRITE);
        if (!somebodyWasAtWork || plan.watchers() > 1 && !plan.fenced()) {
            return;
        }
        for (int i = 0; i < HUMANS_LOOKS; i++) {
            watchers.stream()
                    .filter(Aftermath::saysForeign)
                    .findFirst()
                    .ifPresent(each -> each.request(
                            each.state()
                                    .assignment()
                                    .map(Assignment::site)
                                    .orElse(world.sites().get(0).name),
                            true));
            world.run(BETWEEN_HUMANS_LOOKS);
        }
    }

    private static boolean saysForeign(Watcher each) {
        return recordsOf(each).equals(Optional.of(RecordFacts.Status.FOREIGN));
    }

    private static Optional<RecordFacts.Status> recordsOf(Watcher each) {
        return each.status().map(ServiceStatus::records).map(RecordFacts::status);
    }

    private void violated(String invariant, String what) {
        world.checks().violations.add(invariant, what);
    }

    private Violation violation(String invariant, String what) {
        return new Violation(invariant, world.elapsed(), what);
    }

    /** What keeps it from being true that all watchers have decided what is served everywhere. */
    private Optional<Violation> disagreement() {
        List<Violation> found = watchers.stream()
                .filter(each -> !plan.differing() || !hasTold(each, OTHERWISE))
                .flatMap(each -> disagreement(each).stream())
                .toList();
        boolean nobody = watchers.stream().noneMatch(each -> disagreement(each).isEmpty());
        return found.isEmpty() && nobody
                ? Optional.of(violation("L3", "nobody has decided what is served: " + reason()))
                : found.stream().findFirst();
    }

    private static boolean hasTold(Watcher each, Set<Condition.Kind> kinds) {
        return kinds.stream().map(Aftermath::idOf).anyMatch(each.state().conditions()::containsKey);
    }

    private static String idOf(Condition.Kind kind) {
        return new Condition(kind, "", "").id();
    }

    private Optional<Violation> disagreement(Watcher each) {
        if (!each.isAlive()) {
            return Optional.of(violation("L4", each.name() + " can't be started any more"));
        }
        ServiceState state = each.state();
        String decided = world.describeAssignment(each);
        if (state.assignment().isEmpty()) {
            return Optional.of(violation("L3", each.name() + " has decided nothing, although nothing is wrong"));
        }
        if (!world.isServed(world.site(decided))) {
            String why =
                    each.status().map(status -> status.records().sentence()).orElse("");
            return Optional.of(violation(
                    "L3", "%s decided %s, but %s is served: %s".formatted(each.name(), decided, world.served(), why)));
        }
        if (recordsOf(each).equals(Optional.of(RecordFacts.Status.DIVERGED))) {
            return Optional.of(violation("L3", each.name() + " does not know what is in force, and tells nobody"));
        }
        return state.transition()
                .map(open -> violation("L4", "the switch to " + decided + " is not seen to be published"));
    }

    /** What somebody should have been told by now and was not. */
    private Optional<Violation> undelivered() {
        return watchers.stream().flatMap(each -> undelivered(each).stream()).findFirst();
    }

    private Optional<Violation> undelivered(Watcher each) {
        List<PendingNotification> pending = each.pendingNotifications();
        if (!pending.isEmpty()) {
            return Optional.of(violation("L4", each.name() + " still has to tell " + pending));
        }
        Set<String> untold = world.checks().liveness.untold(each);
        return untold.isEmpty() || each.hadDiskTrouble()
                ? Optional.empty()
                : Optional.of(violation("L7", each.name() + " told nobody of " + untold));
    }

    private void lastDisaster() {
        boolean automatic = plan.policy().stateClass() == StateClass.STATELESS;
        switch (plan.ending()) {
            case SITE_FAILS, SITE_FAILS_UNTOLD -> {
                if (automatic) {
                    siteFails();
                    activeSite().ifPresent(this::recoverAndFailTheOther);
                } else {
                    siteFailsAndWaits();
                }
            }
            case ENDLESS_FLAPPING -> {
                if (watchers.size() == 1 && world.sites().stream().allMatch(this::canLeave)) {
                    flap(agreed.get(0));
                }
            }
            case ALL_SITES_FAIL -> allFail();
        }
    }

    /** Where all of them are; empty while any of them is not done with a switch. */
    private Optional<SimulatedSite> activeSite() {
        boolean done =
                agreed.stream().allMatch(each -> each.state().transition().isEmpty());
        return done && !world.isViolated()
                ? agreed.get(0).state().assignment().map(made -> world.site(made.site()))
                : Optional.empty();
    }

    /** What a writer still has in mind from the switch before must not delay the next one. */
    private void recoverAndFailTheOther(SimulatedSite active) {
        if (world.sites().stream().allMatch(SimulatedSite::serves)) {
            return;
        }
        world.sites().forEach(SimulatedSite::heal);
        world.run(plan.thresholds()
                .interval()
                .multipliedBy(plan.thresholds().rise() + 1L)
                .plus(plan.thresholds().timeout()));
        if (activeSite().equals(Optional.of(active))) {
            siteFails();
        }
    }

    /** Whether it knows what is served, has made fewer switches than allowed of late, and the last one long enough ago. */
    private boolean mayStillSwitch(Watcher each) {
        Instant cool = each.now().minus(plan.policy().coolDown());
        Instant window = each.now().minus(plan.policy().maxSwitchesPer());
        return each.state().latch().isEmpty()
                // A human's pause that a machine slept through takes effect when it wakes.
                && each.state().pause().isEmpty()
                && !hasTold(each, OTHERWISE)
                && world.checks()
                                .permissions
                                .sinceSwitch(each)
                                .compareTo(plan.policy().coolDown())
                        > 0
                && each.state()
                        .lastSwitch()
                        .filter(made -> made.decidedAt().isAfter(cool))
                        .isEmpty()
                // Within one process it counts by the monotonic clock, over a restart by the wall clock: both must
                // allow it.
                && world.checks()
                                .permissions
                                .automaticSwitches(each, plan.policy().maxSwitchesPer())
                        < plan.policy().maxSwitches()
                && each.state().automaticSwitches(made -> made.decidedAt().isAfter(window))
                        < plan.policy().maxSwitches();
    }

    private void siteFails() {
        world.run(plan.policy().coolDown());
        Optional<SimulatedSite> present = activeSite();
        if (present.isEmpty() || !maySwitch() || !canLeave(present.get())) {
            return;
        }
        SimulatedSite active = present.get();
        boolean untold = plan.ending() == SimulationPlan.Ending.SITE_FAILS_UNTOLD;
        for (int i = 0; i < Watcher.CHANNELS && untold; i++) {
            int channel = i;
            agreed.forEach(each -> each.trouble(channel, Fault.Kind.CHANNEL_HANGS));
        }
        Duration predicted = agreed.stream()
                .flatMap(each -> each.status().stream())
                .map(status -> status.prediction().published())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        world.note("FAULT " + active.name + " fails; predicted to be over within " + Durations.format(predicted));
        active.fail(world.timeline().now());
        // What was predicted rests on switches that may have been easier: not every server had to be waited for.
        Duration possible = plan.thresholds().detectionBound().plus(world.slowestServer());
        Duration bound = (predicted.compareTo(possible) > 0 ? predicted : possible).plus(JITTER);
        long end = world.timeline().now() + bound.toNanos();
        Optional<SimulatedSite> next = Optional.empty();
        while (world.timeline().now() < end && next.isEmpty() && !world.isViolated()) {
            world.run(Duration.ofMillis(500));
            next = world.sites().stream()
                    .filter(site -> site != active && world.isServed(site))
                    .findFirst();
        }
        if (world.isViolated()) {
            return;
        }
        if (next.isEmpty()) {
            violated(
                    untold || world.informants().contains(Informant.SLEEPS) ? "S19" : "L1",
                    "%s is down, and after %s, as predicted, %s is served: %s"
                            .formatted(active.name, Durations.format(bound), world.served(), reason()));
            return;
        }
        List<Long> decisions = epochs();
        world.run(plan.ttl());
        SimulatedSite there = next.get();
        boolean everyUser = !epochs().equals(decisions)
                || world.resolvers().stream()
                        .allMatch(resolver -> resolver.ask()
                                .filter(recordSet -> recordSet.values().stream().allMatch(there::wasAt))
                                .isPresent());
        if (!everyUser && !world.isViolated()) {
            violated("L1", "a resolver gives another site than " + there.name + " after the TTL");
        }
    }

    private List<Long> epochs() {
        return watchers.stream().map(each -> each.state().epoch()).toList();
    }

    private String reason() {
        return watchers.stream()
                .flatMap(each -> each.status().stream())
                .map(status -> status.decision().reason() + status.decision().unmet() + " "
                        + status.records().sentence())
                .collect(Collectors.joining("; "));
    }

    private void siteFailsAndWaits() {
        boolean approved =
                agreed.stream().anyMatch(each -> each.state().approval().isPresent());
        Optional<SimulatedSite> present = activeSite();
        if (approved || present.isEmpty()) {
            return;
        }
        SimulatedSite active = present.get();
        active.fail(world.timeline().now());
        world.run(plan.thresholds().detectionBound().plusSeconds(30));
        if (!activeSite().equals(present)) {
            violated("S15", "a service of class " + plan.policy().stateClass() + " was switched without a human");
        }
        requireTold(Condition.Kind.WAITING_FOR_HUMAN, "S20");
    }

    /** Each says so itself; of those that share a lease it is enough that one does, who could act. */
    private void requireTold(Condition.Kind kind, String invariant) {
        List<Watcher> silent =
                agreed.stream().filter(each -> !hasSaid(each, idOf(kind))).toList();
        boolean one = world.coordination().isPresent();
        if (!world.isViolated() && (one ? silent.size() == agreed.size() : !silent.isEmpty())) {
            violated(
                    invariant,
                    "%s told nobody of %s: %s"
                            .formatted(silent.stream().map(Watcher::name).toList(), idOf(kind), reason()));
        }
    }

    private static boolean hasSaid(Watcher watcher, String id) {
        return watcher.state().conditions().containsKey(id)
                && watcher.toldIds().stream().anyMatch(known -> known.startsWith("www/" + id + "/"));
    }

    private void flap(Watcher watcher) {
        Duration detected = plan.thresholds()
                .detectionBound()
                .plus(plan.thresholds()
                        .interval()
                        .multipliedBy(plan.thresholds().rise() + 1L))
                .plusSeconds(25);
        Duration cycle = detected.compareTo(plan.policy().coolDown()) > 0
                ? detected
                : plan.policy().coolDown().plus(STEP);
        Duration limit = plan.policy().maxSwitchesPer();
        boolean fastEnough =
                cycle.multipliedBy(plan.policy().maxSwitches() + 1L).compareTo(limit) < 0;
        long end = world.timeline().now() + limit.plus(cycle).toNanos();
        while (world.timeline().now() < end && !world.isViolated()) {
            String active = world.describeAssignment(watcher);
            world.sites().stream().filter(site -> !site.name.equals(active)).forEach(SimulatedSite::heal);
            if (world.site(active).serves()) {
                world.site(active).fail(world.timeline().now());
            }
            world.run(Duration.ofSeconds(5));
        }
        world.run(Duration.ofSeconds(10));
        if (fastEnough && plan.policy().stateClass() == StateClass.STATELESS) {
            if (watcher.state().latch().isEmpty() && !world.isViolated()) {
                violated("L5", "endless flapping has not stopped automatic switching: " + reason());
            }
            requireTold(Condition.Kind.LATCHED, "L5");
        }
    }

    private void allFail() {
        Optional<SimulatedSite> present = activeSite();
        if (present.isEmpty()) {
            return;
        }
        SimulatedSite active = present.get();
        world.sites().stream()
                .filter(site -> site != active)
                .forEach(site -> site.fail(world.timeline().now()));
        world.run(plan.thresholds().detectionBound().plusSeconds(20));
        String served = world.served();
        if (!activeSite().equals(present)) {
            return;
        }
        active.fail(world.timeline().now());
        world.run(plan.thresholds().detectionBound().plusSeconds(40));
        if (!world.served().equals(served)) {
            violated("S20", "no site is ready, but DNS was changed from " + served + " to " + world.served());
        }
        requireTold(canLeave(active) ? Condition.Kind.NO_READY_SITE : Condition.Kind.OUTVOTED, "S20");
    }
}
