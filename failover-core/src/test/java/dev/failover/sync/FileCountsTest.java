package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The files that a source held within a day")
class FileCountsTest {
    private static final Instant START = Instant.parse("2026-01-31T10:20:00Z");

    /** Hours after the start, and counts. */
    private static FileCounts counts(String told) {
        FileCounts counts = FileCounts.NONE;
        for (String count : told.split(" ", -1)) {
            String[] parts = count.split("=", -1);
            counts = counts.and(START.plus(Duration.parse("PT" + parts[0])), Long.parseLong(parts[1]));
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        "0H=10, 10",
        // Slowly, in many runs.
        "0H=3000 0H06M=2900 1H=2500 2H=1500 3H=10, 3000",
        "0H=10 1H=50 2H=20, 50",
        // A day later that was the size it had.
        "0H=3000 24H=1600, 3000",
        "0H=3000 25H=1600, 1600",
        "0H=3000 20H=1600 30H=900, 1600",
        "0H=3000 200H=1, 1",
        // The clock was ahead, then right again: what was counted then was counted before now.
        "500H=3000 0H=1600, 3000",
        "500H=3000 0H=1600 25H=900, 900",
    })
    @DisplayName("are the most of all runs of the day before the latest")
    void most(String told, long most) {
        assertThat(counts(told).most()).isEqualTo(most);
    }

    @Test
    @DisplayName("outlive the process, and take no more room than a day has hours")
    void text() {
        FileCounts counts = FileCounts.NONE;
        for (int minute = 0; minute < 5_000; minute++) {
            counts = counts.and(START.plus(Duration.ofMinutes(minute)), 100_000_000 - minute);
            assertThat(FileCounts.parse(counts.text())).isEqualTo(counts);
        }
        assertThat(counts.text().length()).isLessThan(1_000);
        assertThat(FileCounts.NONE.most()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "now=10", "2026-01-31T10:00:00Z=-1", "2026-01-31T10:00:00Z=99999999999999999999"})
    @DisplayName("are not read from anything else")
    void garbage(String text) {
        assertThatThrownBy(() -> FileCounts.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
