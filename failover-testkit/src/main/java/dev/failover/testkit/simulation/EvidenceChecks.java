package dev.failover.testkit.simulation;

import dev.failover.health.Health;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.Optional;

/** What checks say of a site that is left, and of one that is entered: S7, S8, S9 and S23. */
final class EvidenceChecks {
    private final World world;
    private final SimulationPlan plan;
    private final Violations violations;

    EvidenceChecks(World world, Violations violations) {
        this.world = world;
        this.plan = world.plan();
        this.violations = violations;
    }

    void left(Watcher watcher, String from) {
        Votes votes = watcher.votes(from);
        Verdict verdict = votes.unexpired(watcher.decidingSince());
        Health.Status latest = votes.latest(watcher.decidingSince());
        world.coordination().ifPresent(shared -> shared.leaves(watcher, from));
        violations.require(
                world.coordination().isPresent() || verdict == Verdict.DOWN && latest != Health.Status.UP,
                "S8",
                "%s leaves %s, which by its unexpired checks is %s, the latest of which was %s"
                        .formatted(watcher.name(), from, verdict, latest));
        violations.require(
                votes.firstFailing() < 0 || watcher.reachedStart() >= votes.firstFailing(),
                "S7",
                watcher.name() + " leaves " + from + " although it has reached nothing since that failed");
    }

    void requireReady(Watcher watcher, String site) {
        isReady(watcher, site)
                .ifPresent(why -> violations.add("S9", "%s enters %s, %s".formatted(watcher.name(), site, why)));
    }

    Optional<String> isReady(Watcher watcher, String site) {
        Votes votes = watcher.votes(site);
        long decided = watcher.decidingSince();
        if (votes.verdict() != Verdict.UP || votes.latest(decided) == Health.Status.DOWN) {
            return Optional.of("which by its checks is %s, the latest of which was %s"
                    .formatted(votes.verdict(), votes.latest(decided)));
        }
        long dead = decided - world.site(site).servedLast(decided);
        if (dead > votes.longestGap().toNanos()) {
            return Optional.of("which has been dead for " + Durations.format(Duration.ofNanos(dead)));
        }
        Duration now = Duration.ofNanos(world.timeline().now());
        Duration age = now.minus(world.site(site).replicated(now));
        if (plan.policy().replicaMaxAge().filter(max -> age.compareTo(max) > 0).isPresent()) {
            return Optional.of("whose replica is " + Durations.format(age) + " old");
        }
        return votes.certificateExpiry()
                .filter(expiry ->
                        expiry.isBefore(watcher.now().plus(plan.policy().certificateValidFor())))
                .map(expiry -> "whose certificate expires at " + expiry);
    }
}
