package dev.failover.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Thresholds;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Punctuality")
class PunctualityTest {
    /** With the defaults 2 s are no matter. A letter for each check, oldest first: . in time, x late, | as late as may be. */
    @ParameterizedTest(name = "{0}: {1} late, overloaded: {2}, in time: {3}")
    @CsvSource({
        "'', 0, false, true",
        "|||||, 0, false, true",
        "x, 1, false, false",
        "xx, 2, false, false",
        "xxx, 3, true, false",
        "x.x.........x, 2, false, false",
        "x..x.......x, 3, true, false",
        "xxx............, 0, false, true",
        "xxxxxx........., 3, true, false",
    })
    void isOfTheLatestChecks(String checks, int late, boolean overloaded, boolean inTime) {
        Punctuality punctuality = Punctuality.tolerating(Thresholds.defaults().tolerance());
        for (int i = 0; i < checks.length(); i++) {
            punctuality = punctuality.next(
                    switch (checks.charAt(i)) {
                        case 'x' -> Duration.ofMillis(2001);
                        case '|' -> Duration.ofMillis(2000);
                        default -> Duration.ofMillis(1);
                    });
        }
        assertThat(punctuality.late()).isEqualTo(late);
        assertThat(punctuality.isOverloaded()).isEqualTo(overloaded);
        assertThat(punctuality.isInTime()).isEqualTo(inTime);
        assertThat(punctuality.delays()).hasSizeLessThanOrEqualTo(Punctuality.KEPT);
        assertThat(punctuality.longest().compareTo(Duration.ofSeconds(2)) > 0).isEqualTo(late > 0);
    }
}
