package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The times of a probe")
class ProbeTimesTest {
    /** Near the overflow, which the monotonic clock passes through. */
    private static final long START = Long.MAX_VALUE - 1_000_000_000;

    /** In milliseconds; given up 4 s after it was asked for. */
    @ParameterizedTest(name = "due {0}, asked {1}, begun {2}, ended {3}, held {4}, heard {5}: {6} late")
    @CsvSource({
        "0, 0, 0, 0, 0, 0, 0",
        "0, 0, 0, 2000, 0, 2000, 0",
        "0, 300, 300, 400, 0, 400, 300",
        "0, 0, 0, 2000, 500, 2100, 600",
        "0, 0, 300, 400, 0, 400, 300",
        "0, 0, 0, 100, 0, 400, 300",
        "0, 100, 300, 2300, 0, 2900, 900",
        // brought forward: never early
        "500, 0, 0, 10, 0, 10, 0",
        // given up: by its own fault, by the one of whoever should have begun it, and of whoever should have given up
        // sooner
        "0, 0, 0, , 0, 4000, 0",
        "0, 0, , , 0, 4000, 4000",
        "0, 0, 0, , 0, 4700, 700",
        "0, 200, 1200, , 0, 4700, 1700",
    })
    void delayIsWhatItWaitedForItsTurn(
            long due, long asked, Long begun, Long ended, long held, long heard, long delay) {
        ProbeTimes times = new ProbeTimes(at(due).nanos(), at(asked));
        if (begun != null) {
            times.begins(at(begun).nanos());
        }
        if (ended != null) {
            times.ends(at(ended).nanos(), Duration.ofMillis(held));
        }
        assertThat(times.delay(at(heard), Duration.ofSeconds(4))).hasMillis(delay);
        assertThat(times.took())
                .isEqualTo(
                        begun == null || ended == null
                                ? Optional.empty()
                                : Optional.of(Duration.ofMillis(ended - begun - held)));
    }

    private static Moment at(long millis) {
        return new Moment(START + millis * 1_000_000, Instant.EPOCH.plusMillis(millis));
    }
}
