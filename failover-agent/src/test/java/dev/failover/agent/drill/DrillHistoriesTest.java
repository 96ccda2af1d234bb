package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.drill.DrillHistory.Bug;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S18 under faults that nobody scripted, and a bug for each part of it that these histories must find. */
@DisplayName("Whatever really happens beside a drill,")
class DrillHistoriesTest {
    private static final long SEEDS = Long.getLong("failover.drill.seeds", 12);

    @Test
    @DisplayName("the agent does what it would do without, the drill ends soon, and nothing of it is left")
    void everyInvariantHolds() throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(DrillHistory.run(seed, Bug.NONE)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    @DisplayName("what was injected ends with a drill that an outage ends before clients are at the standby")
    void endsOnItsWay() throws Exception {
        assertThat(DrillHistory.run(26, Bug.NONE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("a bug is found:")
    void bites(Bug bug) throws Exception {
        Optional<String> found = Optional.empty();
        for (long seed = 1; seed <= SEEDS && found.isEmpty(); seed++) {
            found = DrillHistory.run(seed, bug);
        }
        assertThat(found).as("a history of the first %d that finds it", SEEDS).isPresent();
    }
}
