package dev.failover.decision;

import static org.assertj.core.api.Assertions.assertThat;

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
                .build();
        for (RecordComponent component : FailoverPolicy.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(unusual))
                    .as("%s is unusual here, or this test would not notice that it was forgotten", component.getName())
                    .isNotEqualTo(component.getAccessor().invoke(FailoverPolicy.defaults()));
        }
        assertThat(unusual.toBuilder().build()).isEqualTo(unusual);
    }
}
