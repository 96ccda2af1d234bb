package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An instant of a document")
class InstantTextTest {
    @Test
    @DisplayName("is read as it was written")
    void same() {
        Random random = new Random(16);
        int[] units = {1, 1000, 1_000_000, 10_000_000, 1_000_000_000};
        for (int i = 0; i < 2000; i++) {
            int unit = units[i % units.length];
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(-70_000_000_000L, 270_000_000_000L), random.nextInt(1_000_000_000) / unit * unit);
            assertThat(InstantText.read(instant.toString())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30T21:20:00Z",
                "2026-11-30T21:20:00.5Z",
                "2026-11-30T21:20:00.123456789Z",
                "2026-11-30T24:00:00Z",
                "2016-12-31T23:59:60Z",
                "2026-11-30T21:20:00+01:00",
                "+12026-11-30T21:20:00Z",
                "-0001-11-30T21:20:00Z"
            })
    @DisplayName("is what the JDK reads")
    void asTheJdk(String text) {
        assertThat(InstantText.read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-30T21:20Z",
                "2026-11-31T21:20:00Z",
                "2026-11-30T21:20:0xZ",
                "2026-11-30T21:20:00.1234567890Z",
                "2026-11-30 21:20:00Z",
                "2026-11-30T21:20:00"
            })
    @DisplayName("is nothing that the JDK does not read")
    void notAtAll(String text) {
        assertThatThrownBy(() -> InstantText.read(text)).isInstanceOf(DateTimeException.class);
    }
}
