package dev.failover.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant is able to fail: one bug built into the core or the loop that the simulation must find for what it is. */
@Tag("long")
@Tag("simulation")
@DisplayName("The simulation finds a bug that breaks")
class MutantsTest {
    /** Within how many seeds, from 1, each must be found. */
    private static final int SEEDS = 300;

    /** All of them, or with {@code failover.simulation.mutants=first} the first of each invariant. */
    static Collection<Mutant> mutants() {
        if (!"first".equals(System.getProperty("failover.simulation.mutants"))) {
            return Mutants.all();
        }
        Map<String, Mutant> first = new LinkedHashMap<>();
        Mutants.all().forEach(mutant -> first.putIfAbsent(mutant.invariant(), mutant));
        return first.values();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void isFoundWithinSoManySeeds(Mutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = mutant.load();
        Class<?> plan = loader.loadClass(SimulationPlan.class.getName());
        Method of = plan.getMethod("of", long.class, int.class, int.class);
        Method run = loader.loadClass(Simulation.class.getName()).getMethod("run", plan);

        if (mutant.scenario().isPresent()) {
            Method made = loader.loadClass(Scenarios.class.getName())
                    .getDeclaredMethod(mutant.scenario().get());
            assertThat(violated(() -> run.invoke(null, made.invoke(null)))).hasValue(mutant.invariant());
            return;
        }
        // The one that found it last is the likeliest to find it again, and saves the search.
        Optional<Long> found = LongStream.concat(LongStream.of(mutant.seed()), LongStream.rangeClosed(1, SEEDS))
                .boxed()
                .filter(seed -> violated(
                                () -> run.invoke(null, of.invoke(null, seed, mutant.watchers(), mutant.faults())))
                        .equals(Optional.of(mutant.invariant())))
                .findFirst();

        assertThat(found)
                .as("a seed of the first %d that violates %s", SEEDS, mutant.invariant())
                .isPresent();
        if (found.get() != mutant.seed()) {
            System.out.printf("%s is found by seed %d, no longer by %d%n", mutant, found.get(), mutant.seed());
        }
    }

    @Test
    @DisplayName("any of them, and tells the least history that leads to it")
    void theLeastHistoryIsTold() throws ReflectiveOperationException {
        Mutant mutant = Mutants.all().stream()
                .filter(each -> each.invariant().equals("S8"))
                .findFirst()
                .orElseThrow();
        Class<?> simulation = mutant.load().loadClass(Simulation.class.getName());
        Method run = simulation.getMethod("run", long.class);
        long seed = LongStream.rangeClosed(1, SEEDS)
                .filter(each -> violated(() -> run.invoke(null, each)).equals(Optional.of("S8")))
                .findFirst()
                .orElseThrow();
        Object found = run.invoke(null, seed);
        Object least = simulation.getMethod("shrink", found.getClass()).invoke(null, found);

        String told = (String) least.getClass().getMethod("explanation").invoke(least);
        Object plan = least.getClass().getMethod("plan").invoke(least);
        assertThat((List<?>) plan.getClass().getMethod("faults").invoke(plan)).hasSizeLessThanOrEqualTo(3);
        assertThat(told).startsWith("seed " + seed + " violates S8").contains("leaves site-", "all is put right");
    }

    private interface Run {
        Object result() throws ReflectiveOperationException;
    }

    /** The classes of the result are the mutant's own. */
    private static Optional<String> violated(Run run) {
        try {
            Object result = run.result();
            Optional<?> violation =
                    (Optional<?>) result.getClass().getMethod("violation").invoke(result);
            return violation.map(Object::toString).map(text -> text.substring(0, text.indexOf(' ')));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a mutant", e);
        }
    }
}
