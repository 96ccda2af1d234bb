package dev.failover.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Versions that are kept no more are looked for")
class PruningTimesTest {
    private long seconds;

    private final PruningTimes times = new PruningTimes(new TimeSource() {
        @Override
        public Instant instant() {
            throw new AssertionError("nobody can set the other clock");
        }

        @Override
        public long nanoTime() {
            return Duration.ofSeconds(seconds).toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("nobody waits");
        }
    });

    /** Runs by the second at which they end: {@code all} or {@code some}, with {@code +} if they kept a version. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // The first look of a process is for what an earlier one left.
        "0all,                          true",
        "0some,                         false",
        "0some+,                        true",
        "0all 5all,                     false",
        "0all 5all+,                    true",
        "0all 5some+,                   false",
        "0all 5some+ 60some,            false",
        "0all 5some+ 61some,            true",
        "0all 5some+ 6all,              true",
        "0all 61some,                   false",
        "0all 5all+ 65some+,            false",
        "0all 5all+ 66some+,            true",
        "0all 3600all,                  false",
        "0all 3601all,                  true",
        "0all 3601some,                 false",
    })
    @DisplayName("after a run that kept some, and every hour, but not after each of many small ones")
    void due(String runs, boolean due) {
        boolean last = false;
        for (String run : runs.split(" ", -1)) {
            seconds = Long.parseLong(run.replaceAll("[^0-9]", ""));
            last = times.isDue(run.contains("all"), run.endsWith("+"));
            if (last) {
                times.looked();
            }
        }
        assertThat(last).isEqualTo(due);
    }
}
