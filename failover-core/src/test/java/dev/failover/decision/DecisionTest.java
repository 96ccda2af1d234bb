package dev.failover.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Gate.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A decision")
class DecisionTest {
    private static final Set<Kind> WANTED = EnumSet.of(Kind.APPROVAL, Kind.PAUSE, Kind.LIMIT, Kind.COOL_DOWN);

    private static Decision staying(Kind... unmet) {
        return new Decision(
                new Step.Stay(),
                "prod is DOWN",
                Stream.concat(
                                Stream.of(Gate.met(Kind.ADDRESS, "it is known")),
                                Stream.of(unmet).map(kind -> Gate.unmet(kind, "it is not so")))
                        .toList(),
                List.of());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("is hindered by every gate but those that somebody wanted shut, or that open by themselves")
    void hindered(Kind kind) {
        boolean wanted = WANTED.contains(kind);
        assertThat(staying(kind).isHindered()).isEqualTo(!wanted);
        assertThat(staying(kind).hindrances()).hasSize(wanted ? 0 : 1);
        assertThat(staying(kind, Kind.PAUSE).isHindered()).isEqualTo(!wanted);
    }

    @Test
    @DisplayName("to stay for which no gate says why is hindered; one to switch is not")
    void withoutGates() {
        assertThat(staying().isHindered()).isTrue();
        Step away = new Step.Switch(Cause.FAILOVER, "home", "failover", "prod is DOWN");
        assertThat(new Decision(away, "prod is DOWN", List.of(), List.of()).isHindered())
                .isFalse();
    }
}
