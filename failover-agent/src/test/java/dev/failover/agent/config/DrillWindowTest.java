package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A window for live drills")
class DrillWindowTest {
    /** 2026-11-28 is a Saturday; Paris is an hour ahead. */
    @ParameterizedTest
    @CsvSource({
        "sat 02:00-05:00, 2026-11-28T01:00:00Z, true",
        "sat 02:00-05:00, 2026-11-28T00:59:59Z, false",
        "sat 02:00-05:00, 2026-11-28T03:59:59Z, true",
        "sat 02:00-05:00, 2026-11-28T04:00:00Z, false",
        "sat 02:00-05:00, 2026-11-29T02:00:00Z, false",
        "SAT 02:00-05:00, 2026-11-28T02:00:00Z, true",
        "mon-fri 22:00-23:30, 2026-11-27T21:30:00Z, true",
        "mon-fri 22:00-23:30, 2026-11-28T21:30:00Z, false",
        "sat-mon 22:00-23:30, 2026-11-29T21:30:00Z, true",
        "sat-mon 22:00-23:30, 2026-11-30T21:30:00Z, true",
        "sat-mon 22:00-23:30, 2026-12-01T21:30:00Z, false",
        "daily 00:00-01:00, 2026-11-30T23:30:00Z, true"
    })
    @DisplayName("holds the days and times that it names, in its time zone")
    void contains(String window, String moment, boolean open) {
        DrillDefinition drills = new DrillDefinition(List.of(DrillWindow.parse(window)), ZoneId.of("Europe/Paris"));
        assertThat(drills.allows(Instant.parse(moment))).isEqualTo(open);
    }

    @Test
    @DisplayName("is not needed: without any, a live drill may begin whenever somebody wants it")
    void none() {
        assertThat(DrillDefinition.DEFAULT.allows(Instant.EPOCH)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sat",
                "sat 2:00-5:00",
                "sat 05:00-02:00",
                "sat 02:00-02:00",
                "abc 02:00-05:00",
                "sat 25:00-26:00",
                "02:00-05:00"
            })
    @DisplayName("that says nothing sensible is refused with the rule")
    void refused(String text) {
        assertThatThrownBy(() -> DrillWindow.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sat 02:00-05:00");
    }
}
