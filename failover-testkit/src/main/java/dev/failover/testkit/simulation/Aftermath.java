package dev.failover.testkit.simulation;

import dev.failover.Mode;
import dev.failover.ServiceStatus;
import dev.failover.decision.Assignment;
import dev.failover.decision.Condition;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.StateClass;
import dev.failover.notify.PendingNotification;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must come to pass once nothing is wrong any more, and one last disaster of which the outcome is known. */
final class Aftermath {
    /** Until a killed watcher is up and has looked round. */
    private static final Duration LOOK_ROUND = Duration.ofSeconds(40);
    /** Two reconcile periods, the longest pause of a writer between them, a process's start, and the slowest server's lag. */
    private static final Duration CONVERGENCE = Duration.ofSeconds(2 * 30 + 60 + 10 + 20 + 20);
    /** The longest pause of a channel that failed, and an attempt. */
    private static final Duration DELIVERY = Duration.ofMinutes(6);

    private static final Set<Fault.Kind> MAKES_CHANNELS_PAUSE = EnumSet.of(
            Fault.Kind.CHANNEL_FAILS, Fault.Kind.CHANNEL_HANGS, Fault.Kind.CHANNEL_REFUSES, Fault.Kind.ISOLATED);
    /** By how much two switches that take the same differ: how often the loop looks while it publishes, and the time of calls. */
    private static final Duration JITTER = Duration.ofSeconds(4);

    private final World world;
    private final SimulationPlan plan;
    private final Watcher watcher;

    Aftermath(World world) {
        this.world = world;
        this.plan = world.plan();
        this.watcher = world.watchers().get(0);
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
        for (Watcher each : world.watchers()) {
            if (each.mode == Mode.ACT) {
                each.resumeService();
                settleWhatIsForeign(each);
            }
        }
        world.run(CONVERGENCE);
        if (plan.watchers() == 1) {
            requireConvergence();
        }
        if (plan.faults().stream().map(Fault::kind).anyMatch(MAKES_CHANNELS_PAUSE::contains)) {
            world.run(DELIVERY.minus(CONVERGENCE));
        }
        requireDelivery();
        if (plan.watchers() == 1 && !world.isViolated()) {
            lastDisaster();
        }
    }

    /** What somebody else did is a human's to settle. */
    private void settleWhatIsForeign(Watcher each) {
        boolean alone = plan.watchers() == 1;
        Optional<RecordFacts.Status> records =
                each.status().map(ServiceStatus::records).map(RecordFacts::status);
        if (alone && records.equals(Optional.of(RecordFacts.Status.FOREIGN))) {
            each.request(
                    each.state()
                            .assignment()
                            .map(Assignment::site)
                            .orElse(world.sites().get(0).name),
                    true);
        }
    }

    private void violated(String invariant, String what) {
        world.checks().violated(invariant, what);
    }

    private void requireConvergence() {
        if (world.isViolated()) {
            return;
        }
        if (!watcher.isAlive()) {
            violated("L4", "the watcher can't be started any more");
            return;
        }
        ServiceState state = watcher.state();
        if (state.assignment().isEmpty()) {
            violated("L3", "nothing is decided, although nothing is wrong");
        } else if (!world.isServed(world.site(world.describeAssignment(watcher)))) {
            violated(
                    "L3",
                    "%s was decided, but %s is served: %s"
                            .formatted(
                                    world.describeAssignment(watcher),
                                    world.served(),
                                    watcher.status()
                                            .map(status -> status.records().sentence())
                                            .orElse("")));
        } else if (state.transition().isPresent()) {
            violated("L4", "the switch to " + world.describeAssignment(watcher) + " is not seen to be published");
        }
    }

    private void requireDelivery() {
        for (Watcher each : world.watchers()) {
            if (each.mode != Mode.ACT || world.isViolated()) {
                continue;
            }
            List<PendingNotification> pending = each.pendingNotifications();
            if (!pending.isEmpty()) {
                violated("L4", each.name() + " still has to tell " + pending);
            }
            Set<String> untold = world.checks().untold(each);
            if (!untold.isEmpty() && !each.hadDiskTrouble()) {
                violated("L7", each.name() + " told nobody of " + untold);
            }
        }
    }

    private void lastDisaster() {
        boolean automatic = plan.policy().stateClass() == StateClass.STATELESS;
        switch (plan.ending()) {
            case SITE_FAILS, SITE_FAILS_UNTOLD -> {
                if (automatic && mayStillSwitch()) {
                    siteFails();
                } else if (!automatic) {
                    siteFailsAndWaits();
                }
            }
            case ENDLESS_FLAPPING -> flap();
            case ALL_SITES_FAIL -> allFail();
        }
    }

    /** Whether fewer switches than allowed were made of late. */
    private boolean mayStillSwitch() {
        return watcher.state().latch().isEmpty()
                && watcher.state()
                                .automaticSwitches(made -> made.decidedAt()
                                        .isAfter(watcher.now()
                                                .minus(plan.policy().maxSwitchesPer())))
                        < plan.policy().maxSwitches();
    }

    private void siteFails() {
        SimulatedSite active = world.site(world.describeAssignment(watcher));
        boolean untold = plan.ending() == SimulationPlan.Ending.SITE_FAILS_UNTOLD;
        for (int i = 0; i < Watcher.CHANNELS && untold; i++) {
            watcher.trouble(i, Fault.Kind.CHANNEL_HANGS);
        }
        Duration predicted = watcher.status().orElseThrow().prediction().published();
        world.note("FAULT " + active.name + " fails; predicted to be over within " + Durations.format(predicted));
        active.down++;
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
                    untold ? "S19" : "L1",
                    "%s is down, and after %s, as predicted, %s is served: %s"
                            .formatted(active.name, Durations.format(bound), world.served(), reason()));
            return;
        }
        world.run(plan.ttl());
        SimulatedSite there = next.get();
        boolean everyUser = world.resolvers().stream()
                .allMatch(resolver -> resolver.ask()
                        .filter(recordSet -> recordSet.values().stream().allMatch(there::wasAt))
                        .isPresent());
        if (!everyUser && !world.isViolated()) {
            violated("L1", "a resolver gives another site than " + there.name + " after the TTL");
        }
    }

    private String reason() {
        return watcher.status()
                .map(status -> status.decision().reason() + status.decision().unmet() + " "
                        + status.records().sentence())
                .orElse("no watcher");
    }

    private void siteFailsAndWaits() {
        SimulatedSite active = world.site(world.describeAssignment(watcher));
        long epoch = watcher.state().epoch();
        active.down++;
        world.run(plan.thresholds().detectionBound().plusSeconds(30));
        if (watcher.state().epoch() != epoch) {
            violated("S15", "a service of class " + plan.policy().stateClass() + " was switched without a human");
        }
        requireTold(Condition.Kind.WAITING_FOR_HUMAN, "S20");
    }

    private void requireTold(Condition.Kind kind, String invariant) {
        String id = new Condition(kind, "", "").id();
        boolean told = watcher.toldIds().stream().anyMatch(known -> known.startsWith("www/" + id + "/"));
        boolean known = watcher.state().conditions().containsKey(id);
        if (!world.isViolated() && !(told && known)) {
            violated(invariant, "nobody was told of " + id + ": " + reason());
        }
    }

    private void flap() {
        Duration cycle = plan.thresholds()
                .detectionBound()
                .plus(plan.thresholds()
                        .interval()
                        .multipliedBy(plan.thresholds().rise() + 1L))
                .plusSeconds(25);
        Duration limit = plan.policy().maxSwitchesPer();
        boolean fastEnough =
                cycle.multipliedBy(plan.policy().maxSwitches() + 1L).compareTo(limit) < 0;
        long end = world.timeline().now() + limit.plus(cycle).toNanos();
        while (world.timeline().now() < end && !world.isViolated()) {
            String active = world.describeAssignment(watcher);
            world.sites().forEach(site -> site.down = site.name.equals(active) ? 1 : 0);
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
        SimulatedSite active = world.site(world.describeAssignment(watcher));
        world.sites().stream().filter(site -> site != active).forEach(site -> site.down++);
        world.run(plan.thresholds().detectionBound().plusSeconds(20));
        String served = world.served();
        if (!world.describeAssignment(watcher).equals(active.name)) {
            return;
        }
        active.down++;
        world.run(plan.thresholds().detectionBound().plusSeconds(40));
        if (!world.served().equals(served)) {
            violated("S20", "no site is ready, but DNS was changed from " + served + " to " + world.served());
        }
        requireTold(Condition.Kind.NO_READY_SITE, "S20");
    }
}
