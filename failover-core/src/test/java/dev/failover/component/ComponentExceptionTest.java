package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
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

    @Test
    @DisplayName("a note makes a failure of the same kind that says more, and keeps what it carries")
    void noted() {
        UnavailableException late = new UnavailableException("Late.", null, Duration.ofSeconds(3));
        assertThat(late.noting("Nothing was done."))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(3)))
                .hasMessage("Late. Nothing was done.")
                .hasCause(late);
        assertThat(new RejectedException("No.").noting("Ask.")).isExactlyInstanceOf(RejectedException.class);
        assertThat(new ConflictException("No.").noting("Look.")).isExactlyInstanceOf(ConflictException.class);
        InvalidSettingsException invalid = new InvalidSettingsException("zone", "is missing");
        assertThat(invalid.noting("Really.")).isSameAs(invalid);
    }

    @Test
    @DisplayName("a look that fails is a finding, and keeps nobody from the next; a bug is none")
    void findings() throws InterruptedException {
        Findings findings = new Findings();
        findings.ok("clock", "right");
        findings.look("zone", () -> {
            throw new RejectedException("not there");
        });
        findings.look("rights", () -> findings.warning("rights", "unknown"));
        assertThat(findings.list())
                .containsExactly(
                        Finding.ok("clock", "right"),
                        Finding.error("zone", "not there"),
                        Finding.warning("rights", "unknown"));
        assertThatThrownBy(() -> findings.look("bug", () -> {
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }
}
