package dev.failover.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0ms",
        "PT0.25S, 250ms",
        "PT0.9999S, 999ms",
        "PT1S, 1s",
        "PT4.64S, 4.6s",
        "PT59.99S, 59.9s",
        "PT60S, 1m",
        "PT2M5S, 2m 5s",
        "PT59M59.9S, 59m 59s",
        "PT1H10M59S, 1h 10m",
        "PT24H, 1d",
        "PT100H, 4d 4h",
        "PT-3S, -3s"
    })
    void readsAsAHumanWouldWriteIt(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }
}
