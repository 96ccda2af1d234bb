package dev.failover.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must always hold, held against seeds. {@code failover.simulation.seeds} says how many, {@code failover.simulation.first}
 * from which on; {@code failover.simulation.seed} runs one seed and tells its history. {@code failover.simulation.watchers} and
 * {@code failover.simulation.faults} make the worlds harder, as {@link SimulationPlan#of(long, int, int)} has it.
 */
@Tag("simulation")
@DisplayName("In simulated worlds")
class SimulationTest {
    private static final long SEEDS = Long.getLong("failover.simulation.seeds", 300);
    private static final long FIRST = Long.getLong("failover.simulation.first", 1);

    private static SimulationPlan plan(long seed) {
        return SimulationPlan.of(
                seed,
                Integer.getInteger("failover.simulation.watchers", 0),
                Integer.getInteger("failover.simulation.faults", 1));
    }

    @Test
    @DisplayName("every invariant holds, whatever the seed")
    void everyInvariantHolds() {
        Long seed = Long.getLong("failover.simulation.seed");
        if (seed != null) {
            SimulationResult result = Simulation.shrink(Simulation.run(plan(seed)));
            System.out.println(result.explanation());
            assertThat(result.violation()).isEmpty();
            return;
        }
        SimulationCampaign.Report report = SimulationCampaign.run(FIRST, SEEDS, SimulationTest::plan);
        System.out.println("simulation: " + report);

        assertThat(report.failed())
                .as(() -> report.failed().stream()
                        .limit(3)
                        .map(Simulation::shrink)
                        .map(result -> "%s%n%nreplay it with: ./verify --simulate %d, and what else was given%n"
                                .formatted(result.explanation(), result.plan().seed()))
                        .collect(Collectors.joining("\n\n")))
                .isEmpty();
        assertThat(report.seeds()).isEqualTo(SEEDS);
    }

    /** Far from the usual ones; where the mistake was the judge's, this holds the judge. */
    @ParameterizedTest(name = "seed {0}, {1} watchers, {2} times the faults")
    @CsvSource({
        "700000082, 3, 3",
        "700000135, 5, 3",
        "700000451, 5, 3",
        "700000488, 4, 3",
        "710044, 3, 6",
        "710293, 3, 6",
        "720209, 3, 6",
        "720305, 3, 6",
        "720717, 3, 6",
        "721187, 3, 6",
        "721270, 3, 6",
        "730589, 3, 6"
    })
    @DisplayName("what violated something once does not any more")
    void whatWasMendedHolds(long seed, int watchers, int faults) {
        assertThat(Simulation.run(SimulationPlan.of(seed, watchers, faults)).violation())
                .isEmpty();
    }

    static Stream<Method> scenarios() {
        return Stream.of(Scenarios.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @DisplayName("that were made by hand, every invariant holds too")
    void everyInvariantHoldsByHand(Method scenario) throws ReflectiveOperationException {
        SimulationResult result = Simulation.run((SimulationPlan) scenario.invoke(null));
        assertThat(result.violation()).as(result::explanation).isEmpty();
    }

    @Test
    @DisplayName("a seed gives the same history every time")
    void sameSeedSameHistory() {
        for (long seed = 1; seed <= 4; seed++) {
            assertThat(Simulation.run(seed).notes())
                    .isEqualTo(Simulation.run(seed).notes());
        }
    }

    /** S19, to the millisecond: who is asked on the same threads and by the same clock changes nothing of what is done and told. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 13})
    @DisplayName("the history is the same whether evidence is collected beside it or not, by collectors that sleep too")
    void evidenceChangesNothing(long seed) {
        SimulationPlan plan = SimulationPlan.of(seed);
        List<Informant> five = new ArrayList<>(List.of(Informant.values()));
        five.addAll(List.of(Informant.SLEEPS, Informant.SLEEPS));
        assertThat(Simulation.run(plan, five).notes())
                .isEqualTo(Simulation.run(plan, List.of()).notes());
    }

    @Test
    @DisplayName("all kinds of faults and endings come up within a thousand seeds")
    void everythingComesUp() {
        assertThat(LongStream.rangeClosed(1, 1000).mapToObj(SimulationPlan::of)).satisfies(plans -> {
            assertThat(plans.stream().flatMap(plan -> plan.faults().stream()).map(Fault::kind))
                    .contains(Fault.Kind.values());
            assertThat(plans.stream().map(SimulationPlan::ending)).contains(SimulationPlan.Ending.values());
            assertThat(plans.stream().map(SimulationPlan::watchers)).contains(1, 2, 3, 4, 5);
            assertThat(plans.stream().flatMap(plan -> plan.coordination().stream()))
                    .anyMatch(CoordinationPlan::stranger)
                    .anyMatch(shared -> !shared.absent().isEmpty())
                    .anyMatch(shared -> shared.primaryDomain().isPresent())
                    .anyMatch(shared -> shared.quorum() > 0);
            assertThat(plans.stream().flatMap(plan -> plan.informants().stream()))
                    .contains(Informant.values());
            assertThat(plans.stream().map(SimulationPlan::sites)).contains(2, 3, 4, 5);
            assertThat(plans.stream()
                            .flatMap(plan -> plan.faults().stream())
                            .filter(fault -> fault.kind() == Fault.Kind.CRASH_AT)
                            .map(Fault::crashPoint))
                    .contains(CrashPoint.values());
        });
    }
}
