package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTest {
    /** Of a process that has run for an hour. */
    @ParameterizedTest(name = "dated {0} ago, measured {1}: {2}")
    @CsvSource({
        "PT3H, , PT3H",
        "PT1H, , PT1H",
        // The clock was set back since, or was ahead then: not less than this process has run for
        "PT1M, , PT1H",
        "PT-5H, , PT1H",
        // What was measured is right, whatever the date says
        "PT1M, PT1M, PT1M",
        "PT9H, PT1M, PT1M",
        "PT-9H, PT1M, PT1M",
    })
    void tellsHowLongAgoASwitchWasDecided(Duration dated, Duration measured, Duration since) {
        ServiceState state = ServiceState.INITIAL.switched(
                new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "test"),
                NOW.minus(dated),
                Optional.empty(),
                Optional.empty());
        Elapsed elapsed =
                new Elapsed(NOW, Duration.ofHours(1), measured == null ? Map.of() : Map.of(state.epoch(), measured));

        assertThat(elapsed.since(state.lastSwitch().orElseThrow())).isEqualTo(since);
        assertThat(elapsed.measured(state.epoch())).isEqualTo(Optional.ofNullable(measured));
    }
}
