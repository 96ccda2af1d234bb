package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentExceptionTest {
    @Test
    void invalidSettingsListEveryProblem() {
        InvalidSettingsException exception = new InvalidSettingsException(
                List.of(new Problem("zone", "is missing"), new Problem("", "two of a kind")));

        assertThat(exception).hasMessage("zone: is missing; two of a kind");
        assertThat(exception.under("providers.ovh").problems())
                .containsExactly(
                        new Problem("providers.ovh.zone", "is missing"), new Problem("providers.ovh", "two of a kind"));
        assertThat(exception.under("").problems()).isEqualTo(exception.problems());
    }

    @Test
    void invalidSettingsWithoutAProblemAreABug() {
        assertThatThrownBy(() -> new InvalidSettingsException(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unavailableMayCarryWhenToComeBack() {
        assertThat(new UnavailableException("busy", null, Duration.ofSeconds(7)).retryAfter())
                .contains(Duration.ofSeconds(7));
        assertThat(new UnavailableException("busy").retryAfter()).isEmpty();
    }
}
