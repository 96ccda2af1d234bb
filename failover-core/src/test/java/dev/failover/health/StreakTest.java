package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A streak of results")
class StreakTest {
    private static final Instant START = Instant.EPOCH;

    /** Results U, D and ?; for each the verdict after it, with * when it changed and the count when there is one. */
    @ParameterizedTest(name = "fall {0}, rise {1}: {2}")
    @CsvSource({
        // From nothing known
        "3, 2, U U, '?1 U*2'",
        "3, 2, D D D, '?1 ?2 D*3'",
        "1, 1, D U D, 'D*1 U*1 D*1'",
        "3, 2, D D U D D D, '?1 ?2 ?1 ?1 ?2 D*3'",
        "3, 2, U D U U, '?1 ?1 ?1 U*2'",
        // Only results in a row count
        "3, 1, U D D U D D D, 'U*1 U1 U2 U U1 U2 D*3'",
        "1, 3, D U U D U U U, 'D*1 D1 D2 D D1 D2 U*3'",
        // The verdict's own result is no news
        "2, 1, U U U D D D D, 'U*1 U U U1 D*2 D D'",
        // Unknown neither counts nor ends a count
        "3, 1, U D ? D ? D, 'U*1 U1 U1 U2 U2 D*3'",
        "3, 2, D D D U ? ? U, '?1 ?2 D*3 D1 D1 D1 U*2'",
        // … but as many in a row as make DOWN make UNKNOWN
        "3, 1, U ? ? U ? ? ?, 'U*1 U U U U U ?*3'",
        "2, 1, D D ? ?, '?1 D*2 D ?*2'",
        // … after which older votes don't count any more
        "3, 1, U D D ? ? ? D D D, 'U*1 U1 U2 U2 U2 ?*3 ?1 ?2 D*3'",
        "3, 2, D D ? ? ? D D D, '?1 ?2 ?2 ?2 ? ?1 ?2 D*3'",
        // A vote ends a run of unknowns
        "3, 1, U ? ? D ? ? D ? ? D, 'U*1 U U U1 U1 U1 U2 U2 U2 D*3'",
        // Unknown from the start stays unknown, which is no change
        "2, 1, ? ? ? ?, '? ? ? ?'",
    })
    void addsUpToAVerdict(int fall, int rise, String results, String expected) {
        Streak streak = streak(fall, rise);
        StringJoiner told = new StringJoiner(" ");
        for (String result : results.split(" ", -1)) {
            streak = streak.next(status(result), START);
            told.add(letter(streak.verdict())
                    + (streak.changed() ? "*" : "")
                    + (streak.length() == 0 ? "" : String.valueOf(streak.length())));
        }
        assertThat(told).hasToString(expected);
    }

    @ParameterizedTest(name = "fall 2, rise 2: {0} is changing: {1}")
    @CsvSource({
        "?, true",
        "U, true",
        "U U, false",
        "U U D, true",
        "U U D ?, true",
        "U U D U, false",
        "U U ?, false",
        "U U ? ?, true",
        "D D, false",
        "D D U, true",
        "D D U U, false"
    })
    void isChangingWhileResultsSpeakAgainstTheVerdict(String results, boolean changing) {
        Streak streak = streak(2, 2);
        for (String result : results.split(" ", -1)) {
            streak = streak.next(status(result), START);
        }
        assertThat(streak.isChanging()).isEqualTo(changing);
    }

    @Test
    void isChangingBeforeTheFirstResult() {
        assertThat(streak(3, 2).isChanging()).isTrue();
    }

    @Test
    void remembersWhenItsFirstProbeWasStarted() {
        Streak up = streak(2, 1).next(Health.Status.UP, START);
        assertThat(up.started()).contains(START);
        Streak agreeing = up.next(Health.Status.UP, START.plusSeconds(5));
        assertThat(agreeing.started()).isEmpty();
        Streak first = agreeing.next(Health.Status.DOWN, START.plusSeconds(10));
        assertThat(first.started()).contains(START.plusSeconds(10));
        Streak abstained = first.next(Health.Status.UNKNOWN, START.plusSeconds(15));
        assertThat(abstained.started()).contains(START.plusSeconds(10));
        Streak down = abstained.next(Health.Status.DOWN, START.plusSeconds(20));
        assertThat(down.started())
                .as("also when it has just changed the verdict")
                .contains(START.plusSeconds(10));
        assertThat(down.next(Health.Status.DOWN, START.plusSeconds(25)).started())
                .isEqualTo(Optional.empty());
        assertThat(down.next(Health.Status.UNKNOWN, START.plusSeconds(25))
                        .next(Health.Status.UNKNOWN, START.plusSeconds(30))
                        .started())
                .as("unknowns that changed it")
                .contains(START.plusSeconds(25));
    }

    private static Streak streak(int fall, int rise) {
        return Streak.begin(Thresholds.builder().fall(fall).rise(rise).build());
    }

    private static Health.Status status(String letter) {
        return switch (letter) {
            case "U" -> Health.Status.UP;
            case "D" -> Health.Status.DOWN;
            default -> Health.Status.UNKNOWN;
        };
    }

    private static String letter(Verdict verdict) {
        return switch (verdict) {
            case UP -> "U";
            case DOWN -> "D";
            case UNKNOWN -> "?";
        };
    }
}
