package dev.failover.testkit.simulation;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * S19, of evidence: who is asked is in no switch's way, and what is called complete is complete, as a failed machine may be replaced
 * after that.
 */
final class CollectionChecks {
    private final World world;
    private final Violations violations;
    /** By watcher and incident, the numbers of those that said all that they knew. */
    private final Map<String, Set<Integer>> answered = new HashMap<>();

    CollectionChecks(World world, Violations violations) {
        this.world = world;
        this.violations = violations;
    }

    /** Somebody is asked. */
    void asked(Watcher watcher, Machine machine, Duration timeout) {
        violations.require(
                !machine.isOnEventThread(),
                "S19",
                watcher.name() + " asks for evidence where it decides, and does nothing else meanwhile");
        world.checks().liveness.waits(watcher, timeout);
    }

    /** Somebody has said all that it knows. */
    void answered(Watcher watcher, Incident incident, int number) {
        answered.computeIfAbsent(key(watcher, incident), key -> new TreeSet<>()).add(number);
    }

    private static String key(Watcher watcher, Incident incident) {
        return watcher.name() + " " + incident.id();
    }

    /** Collecting has ended. */
    void collected(Watcher watcher, Manifest manifest) {
        int answers = answered.getOrDefault(key(watcher, manifest.incident()), Set.of())
                .size();
        violations.require(
                !manifest.isComplete() || answers == world.informants().size(),
                "S19",
                "%s calls the evidence of %s complete, but %s of %s have answered"
                        .formatted(
                                watcher.name(),
                                manifest.incident().id(),
                                answers,
                                world.informants().size()));
    }

    /** What a process finds that its predecessors have collected: ended by now, and as they said. */
    void found(Watcher watcher, EvidenceStore store) throws InterruptedException {
        for (Manifest manifest : store.list()) {
            collected(watcher, manifest);
            List<Finding> findings = store.verify(manifest.incident().id(), sequence -> Optional.empty());
            violations.require(
                    manifest.ended().isPresent()
                            && findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR),
                    "S19",
                    "%s finds evidence that is not what it was: %s".formatted(watcher.name(), findings));
        }
    }
}
