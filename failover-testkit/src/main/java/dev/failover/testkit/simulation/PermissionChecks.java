package dev.failover.testkit.simulation;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.ServiceState;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How often a watcher may switch by itself, and what humans said: S14, S15, S16, S22 and S23. */
final class PermissionChecks {
    private final World world;
    private final SimulationPlan plan;
    private final Accounts accounts;
    private final Violations violations;
    private final AuthorshipChecks authorship;
    /** Decisions of humans, by their numbers, which other watchers may come to know. */
    private final Map<Long, Choice> fencedChoices = new HashMap<>();

    private record Choice(Watcher by, String site) {}

    PermissionChecks(World world, Accounts accounts, Violations violations, AuthorshipChecks authorship) {
        this.world = world;
        this.plan = world.plan();
        this.accounts = accounts;
        this.violations = violations;
        this.authorship = authorship;
    }

    void requireFree(Watcher watcher, ServiceState before, Assignment made) {
        violations.require(
                before.pause().isEmpty(), "S16", watcher.name() + " decides to switch although it is paused");
        violations.require(
                before.latch().isEmpty() || made.cause() == Cause.RETRACTION || made.cause() == Cause.RESTORATION,
                "S14",
                watcher.name() + " switches although it is latched");
    }

    void requireFew(Watcher watcher, Account account, Assignment made) {
        account.automatic.add(made.since());
        account.automaticTrue.add(world.timeline().now());
        Duration window = plan.policy().maxSwitchesPer();
        long truly = automaticSwitches(watcher, window);
        // Of what was decided before its process a watcher knows no more than the wall clock tells.
        long shown = account.automatic.stream()
                .filter(at -> at.isAfter(made.since().minus(window)))
                .count();
        long within = jumps(watcher) ? Math.min(truly, shown) : truly;
        violations.require(
                within <= plan.policy().maxSwitches(),
                "S14",
                "%s makes %s automatic switches within %s".formatted(watcher.name(), within, Durations.format(window)));
    }

    /** A human's word where one is needed, and time since the last switch. */
    void requireAllowed(Watcher watcher, Account account, Assignment made) {
        long now = watcher.decidingSince();
        if (plan.policy().stateClass() == StateClass.QUORUM || plan.policy().stateClass() == StateClass.STATEFUL) {
            violations.require(
                    account.approved.getOrDefault(made.site(), -1L) >= now
                            || jumps(watcher) && !account.approved.isEmpty(),
                    "S15",
                    "%s switches to %s, of which no human approved".formatted(watcher.name(), made.site()));
        }
        Duration since = Duration.ofNanos(now - account.switchedAt);
        violations.require(
                since.compareTo(plan.policy().coolDown()) >= 0 || jumps(watcher),
                "S14",
                "%s switches %s after the switch before".formatted(watcher.name(), Durations.format(since)));
    }

    private boolean jumps(Watcher watcher) {
        return plan.faults().stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.CLOCK_JUMPS && fault.watcher() == watcher.index);
    }

    void returned(Watcher watcher, Account account, Assignment made) {
        if (made.isAutomatic()) {
            violations.require(
                    account.chosen == null,
                    "S22",
                    "%s returns by itself from %s, which a human chose".formatted(watcher.name(), account.chosen));
            Votes primary = watcher.votes(made.site());
            Duration up = primary.observed(watcher.decidingSince());
            violations.require(
                    plan.policy(watcher.index).automaticFailback(),
                    "S15",
                    watcher.name() + " returns by itself, which was not configured");
            violations.require(
                    up.compareTo(plan.policy().failbackAfter()) >= 0,
                    primary.standing(watcher.decidingSince())
                                            .compareTo(plan.policy().failbackAfter())
                                    >= 0
                            ? "S23"
                            : "S15",
                    "%s returns to %s, which has been seen UP for %s only"
                            .formatted(watcher.name(), made.site(), Durations.format(up)));
        }
    }

    /** S22: what a human chose, here or at a watcher that this one follows, until something else is in place. */
    void choices(Watcher watcher, Account account, ServiceState before, ServiceState next, Assignment assignment) {
        String primary = world.sites().get(0).name;
        boolean decided = next.epoch() > before.epoch();
        if (decided && !assignment.isAutomatic()) {
            account.chosen = assignment.site().equals(primary) ? null : assignment.site();
            if (plan.fenced()) {
                fencedChoices.put(assignment.epoch(), new Choice(watcher, assignment.site()));
            }
        } else if (decided && assignment.cause() == Cause.ADOPTION) {
            Choice followed = fencedChoices.get(assignment.epoch());
            boolean theirs = followed != null
                    && followed.site().equals(assignment.site())
                    && authorship.tookEffect(assignment.epoch(), followed.by())
                    && !assignment.site().equals(primary);
            account.chosen = theirs ? assignment.site() : null;
        } else if (next.transition().isEmpty() && !assignment.site().equals(account.chosen)) {
            account.chosen = null;
        }
    }

    /** How long ago a watcher decided to switch. */
    Duration sinceSwitch(Watcher watcher) {
        return Duration.ofNanos(world.timeline().now() - accounts.of(watcher).switchedAt);
    }

    /** How many switches a watcher has made by itself within so much time that truly passed, whatever its wall clock shows. */
    long automaticSwitches(Watcher watcher, Duration window) {
        return accounts.of(watcher).automaticTrue.stream()
                .filter(at -> world.timeline().now() - at < window.toNanos())
                .count();
    }
}
