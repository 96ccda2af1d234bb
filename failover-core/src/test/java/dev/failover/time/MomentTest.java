package dev.failover.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A moment")
class MomentTest {
    @ParameterizedTest(name = "{0} later by the monotonic clock, {1} by the wall clock: {2} at least, {3} at most")
    @CsvSource({
        "PT5S, PT5S, PT5S, PT5S",
        "PT5S, PT1H, PT5S, PT1H",
        "PT5S, PT-1H, PT5S, PT5S",
        "PT0S, PT8H, PT0S, PT8H",
    })
    void tellsHowMuchTimePassed(Duration monotonic, Duration wall, Duration atLeast, Duration atMost) {
        Moment before = new Moment(Long.MAX_VALUE - 10, Instant.EPOCH);
        Moment after = new Moment(before.nanos() + monotonic.toNanos(), Instant.EPOCH.plus(wall));
        assertThat(before.until(after)).isEqualTo(atLeast);
        assertThat(before.atMostUntil(after)).isEqualTo(atMost);
    }
}
