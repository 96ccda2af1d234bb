package dev.failover.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs simulations: one seed is one world, with its watchers, its faults and what comes after them.
 *
 * <p>The same plan gives the same history every time. Nothing is shared between two runs, so that any number of them may run side
 * by side; one uses one thread, no files, no sockets and no real time.
 */
public final class Simulation {
    /** How many runs finding the least history may take. */
    private static final int RUNS_TO_SHRINK = 300;

    private Simulation() {}

    /** Runs what a seed stands for. */
    public static SimulationResult run(long seed) {
        return run(SimulationPlan.of(seed));
    }

    /** Runs a plan. */
    public static SimulationResult run(SimulationPlan plan) {
        return run(plan, plan.informants());
    }

    /** Runs a plan in which others are asked what they know of a failure. */
    static SimulationResult run(SimulationPlan plan, List<Informant> informants) {
        World world = new World(plan, informants);
        world.begin();
        world.runUntil(plan.faultsEnd().toNanos());
        if (!world.isViolated()) {
            new Aftermath(world).run();
        }
        return new SimulationResult(plan, world.checks().violations.first(), world.elapsed(), world.notes());
    }

    /**
     * The least history that still violates the same invariant: faults are left out, watchers are sent home and the end is brought
     * forward for as long as that is so. Returns the result itself if it violates nothing.
     */
    public static SimulationResult shrink(SimulationResult result) {
        return result.violation()
                .map(violation -> new Shrinking(result, violation.invariant()).least())
                .orElse(result);
    }

    /** One search for the least history. */
    private static final class Shrinking {
        private final String invariant;
        private SimulationResult best;
        private int runs;

        Shrinking(SimulationResult result, String invariant) {
            this.best = result;
            this.invariant = invariant;
        }

        SimulationResult least() {
            boolean better = true;
            while (better && runs < RUNS_TO_SHRINK) {
                boolean watchers = withFewerWatchers();
                boolean faults = withFewerFaults();
                boolean time = withLessTime();
                better = watchers || faults || time;
            }
            return best;
        }

        private boolean tryThis(SimulationPlan plan) {
            if (runs++ >= RUNS_TO_SHRINK) {
                return false;
            }
            SimulationResult result = run(plan);
            Optional<String> violated = result.violation().map(Violation::invariant);
            if (violated.equals(Optional.of(invariant))) {
                best = result;
                return true;
            }
            return false;
        }

        private boolean withFewerWatchers() {
            boolean better = false;
            while (best.plan().watchers() > 1
                    && tryThis(best.plan().withWatchers(best.plan().watchers() - 1))) {
                better = true;
            }
            return better;
        }

        /** First many at once, then one by one. */
        private boolean withFewerFaults() {
            boolean better = false;
            for (int size = Math.max(1, best.plan().faults().size() / 2); size >= 1; size /= 2) {
                int from = 0;
                while (from < best.plan().faults().size()) {
                    List<Fault> fewer = new ArrayList<>(best.plan().faults());
                    fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                    if (tryThis(best.plan().withFaults(fewer))) {
                        better = true;
                    } else {
                        from += size;
                    }
                }
            }
            return better;
        }

        private boolean withLessTime() {
            Duration half = best.plan().faultsEnd().dividedBy(2);
            return half.compareTo(Duration.ofSeconds(40)) > 0
                    && tryThis(best.plan().withFaultsEnd(Duration.ofSeconds(half.toSeconds())));
        }
    }
}
