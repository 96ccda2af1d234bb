package dev.failover.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailoverPolicyTest {
    @Test
    void aBuilderMadeFromAPolicyForgetsNothing() throws Exception {
        FailoverPolicy unusual = FailoverPolicy.builder()
                .stateClass(StateClass.EPHEMERAL)
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(1))
                .maxSwitches(7, Duration.ofSeconds(2))
                .coolDown(Duration.ofSeconds(3))
                .replicaMaxAge(Duration.ofSeconds(4))
                .certificateValidFor(Duration.ofSeconds(5))
                .addressMaxAge(Duration.ofSeconds(6))
                .onForeignEdit(ForeignEdit.RESTORE)
                .maxRestores(9, Duration.ofSeconds(7))
                .mixLimit(Duration.ofSeconds(8))
                .drillMaxAge(Duration.ofSeconds(9))
                .restoreTestMaxAge(Duration.ofSeconds(10))
                .build();
        for (RecordComponent component : FailoverPolicy.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(unusual))
                    .as("%s is unusual here, or this test would not notice that it was forgotten", component.getName())
                    .isNotEqualTo(component.getAccessor().invoke(FailoverPolicy.defaults()));
        }
        assertThat(unusual.toBuilder().build()).isEqualTo(unusual);
    }

    @Test
    void everyValueOutOfItsRangeIsNamedAtOnce() {
        Duration negative = Duration.ofMillis(-1);
        assertThatThrownBy(FailoverPolicy.builder()
                        .failbackAfter(negative)
                        .maxSwitches(0, Duration.ZERO)
                        .coolDown(negative)
                        .replicaMaxAge(Duration.ZERO)
                        .certificateValidFor(negative)
                        .addressMaxAge(Duration.ZERO)
                        .maxRestores(0, negative)
                        .mixLimit(negative)::build)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("failback-after: must be zero or more; max-switches.count: must be at least 1; "
                        + "max-switches.per: must be more than zero; cool-down: must be zero or more; "
                        + "replica-max-age: must be more than zero; certificate-valid-for: must be zero or more; "
                        + "address-max-age: must be more than zero; max-restores.count: must be at least 1; "
                        + "max-restores.per: must be more than zero; mix-limit: must be more than zero");
    }

    /** What the canonical constructor takes is judged as what a builder does. */
    @Test
    void noWayAroundTheBuilderTakesWhatItRefuses() {
        FailoverPolicy fine = FailoverPolicy.defaults();
        assertThatThrownBy(() -> new FailoverPolicy(
                        fine.stateClass(),
                        fine.automaticFailback(),
                        fine.failbackAfter(),
                        0,
                        fine.maxSwitchesPer(),
                        fine.coolDown(),
                        fine.replicaMaxAge(),
                        fine.certificateValidFor(),
                        fine.addressMaxAge(),
                        fine.onForeignEdit(),
                        fine.maxRestores(),
                        fine.maxRestoresPer(),
                        Duration.ZERO,
                        fine.drillMaxAge(),
                        fine.restoreTestMaxAge()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("max-switches.count: must be at least 1; mix-limit: must be more than zero");
    }

    /** What is counted must be remembered: a limit above that would never be reached. */
    @Test
    void noLimitIsAboveWhatIsRemembered() {
        Duration hour = Duration.ofHours(1);
        assertThat(FailoverPolicy.builder()
                        .maxSwitches(50, hour)
                        .maxRestores(50, hour)
                        .build()
                        .maxSwitches())
                .isEqualTo(ServiceState.SWITCHES_KEPT);
        assertThatThrownBy(FailoverPolicy.builder().maxSwitches(51, hour).maxRestores(62, hour)::build)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("max-switches.count: must be at most 50, which is how many are remembered, not 51; "
                        + "max-restores.count: must be at most 50, which is how many are remembered, not 62");
    }

    @Test
    void theLeastOfEachIsAllowed() {
        Duration least = Duration.ofMillis(1);
        FailoverPolicy policy = FailoverPolicy.builder()
                .failbackAfter(Duration.ZERO)
                .maxSwitches(1, least)
                .coolDown(Duration.ZERO)
                .replicaMaxAge(least)
                .certificateValidFor(Duration.ZERO)
                .addressMaxAge(least)
                .maxRestores(1, least)
                .mixLimit(least)
                .build();

        assertThat(policy.maxSwitches()).isEqualTo(1);
        assertThat(policy.toBuilder().anyReplicaAge().build().replicaMaxAge()).isEmpty();
    }
}
