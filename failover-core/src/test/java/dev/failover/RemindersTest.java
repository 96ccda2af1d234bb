package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A reminder")
class RemindersTest {
    private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");
    private static final Map<String, Instant> LASTING = Map.of("standby-down/home", SINCE);

    private static Map<String, Long> due(Reminders reminders, Duration after) {
        return reminders.due(LASTING, what -> false, SINCE.plus(after));
    }

    @ParameterizedTest
    @CsvSource({
        "PT4H, PT0S,        0",
        "PT4H, PT3H59M59S,  0",
        "PT4H, PT4H,        1",
        "PT4H, PT7H59M59S,  1",
        "PT4H, PT8H,        2",
        "PT4H, PT240H,      60",
        "PT4H, PT-1H,       0",
        "PT1M, PT1M,        1",
        "PT0S, PT2400H,     0"
    })
    @DisplayName(
            "has its number by how long it lasts; the first one comes after an interval, none if there is no interval")
    void numbers(Duration every, Duration after, long number) {
        assertThat(due(new Reminders(every), after))
                .isEqualTo(number == 0 ? Map.of() : Map.of("standby-down/home", number));
    }

    @Test
    @DisplayName("is due once, and not again if the clock is set back; of several that were missed, the latest")
    void once() {
        Reminders reminders = new Reminders(Duration.ofHours(4));
        assertThat(due(reminders, Duration.ofHours(4))).containsEntry("standby-down/home", 1L);
        assertThat(due(reminders, Duration.ofHours(5))).isEmpty();
        assertThat(due(reminders, Duration.ofHours(17))).containsEntry("standby-down/home", 4L);
        assertThat(due(reminders, Duration.ofHours(9))).isEmpty();
        assertThat(due(reminders, Duration.ofHours(20))).containsEntry("standby-down/home", 5L);
    }

    @Test
    @DisplayName("is not due of what somebody knows, and begins anew with what begins anew")
    void known() {
        Reminders reminders = new Reminders(Duration.ofHours(4));
        assertThat(reminders.due(LASTING, "standby-down/home"::equals, SINCE.plus(Duration.ofHours(9))))
                .isEmpty();
        assertThat(due(reminders, Duration.ofHours(9))).containsEntry("standby-down/home", 2L);
        assertThat(reminders.due(Map.of(), what -> false, SINCE.plus(Duration.ofHours(10))))
                .isEmpty();
        Instant again = SINCE.plus(Duration.ofHours(11));
        assertThat(reminders.due(Map.of("standby-down/home", again), what -> false, again.plus(Duration.ofHours(4))))
                .containsEntry("standby-down/home", 1L);
    }
}
