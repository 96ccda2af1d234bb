package dev.failover.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How one simulation went. Immutable.
 *
 * @param violation the first thing that must always hold and did not; the simulation ends with it
 * @param lasted how much virtual time passed
 * @param notes what happened, in its order: faults, effects, journal entries, notifications
 */
public record SimulationResult(
        SimulationPlan plan, Optional<Violation> violation, Duration lasted, List<String> notes) {
    public SimulationResult {
        notes = List.copyOf(notes);
    }

    /** The same for the same history, on every machine. */
    public String digest() {
        long digest = 1;
        for (String note : notes) {
            digest = digest * 1_000_003 + note.hashCode();
        }
        return Long.toHexString(digest);
    }

    /** The seed, what was violated, the plan and what happened: all that a human needs to understand it. */
    public String explanation() {
        return "seed %s %s\n\n%s\n\n%s"
                .formatted(
                        plan.seed(),
                        violation.map(found -> "violates " + found).orElse("violates nothing"),
                        plan,
                        notes.stream().collect(Collectors.joining("\n")));
    }
}
