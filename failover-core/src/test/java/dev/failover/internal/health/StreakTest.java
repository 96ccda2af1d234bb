package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A streak of results")
class StreakTest {
    private static final Moment START = at(0);

    /** So many seconds after the beginning. */
    private static Moment at(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return new Moment(nanos, Instant.EPOCH.plusNanos(nanos));
    }

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
            streak = streak.next(status(result), START, START);
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
            streak = streak.next(status(result), START, START);
        }
        assertThat(streak.isChanging()).isEqualTo(changing);
    }

    @Test
    void isChangingBeforeTheFirstResult() {
        assertThat(streak(3, 2).isChanging()).isTrue();
    }

    @Test
    void remembersWhenItsFirstProbeWasStarted() {
        Streak up = next(streak(2, 1), "U", 0);
        assertThat(up.started()).contains(at(0));
        Streak agreeing = next(up, "U", 5);
        assertThat(agreeing.started()).isEmpty();
        Streak first = next(agreeing, "D", 10);
        assertThat(first.started()).contains(at(10));
        Streak abstained = next(first, "?", 15);
        assertThat(abstained.started()).contains(at(10));
        Streak down = next(abstained, "D", 20);
        assertThat(down.started())
                .as("also when it has just changed the verdict")
                .contains(at(10));
        assertThat(next(down, "D", 25).started()).isEqualTo(Optional.empty());
        assertThat(next(next(down, "?", 25), "?", 30).started())
                .as("unknowns that changed it")
                .contains(at(25));
    }

    /**
     * Results with the seconds at which they come; every 5 s is usual, a probe may take 2 s, and so 14 s without a vote are too many.
     * After each: the verdict, * if it changed, the votes against it, the seconds it was observed for if that is not 0, and ! with
     * the second from which on probes have failed.
     */
    @ParameterizedTest(name = "fall {0}, rise {1}: {2}")
    @CsvSource({
        "3, 1, U0 U5 U10 U15, 'U*1 U/5 U/10 U/15'",
        "3, 2, U0 U5 U10 D15 U20 U25, '?1 U*2 U/5 U1/5!15 U/5 U/10'",
        "1, 1, U0 U5 D10 D15 U20, 'U*1 U/5 D*1!10 D/5!10 U*1'",
        // One that is late or lost changes nothing, and is not time in which anybody looked and agreed
        "3, 1, U0 U14, 'U*1 U/14'",
        "3, 1, U0 U5 ?10 U15 U20, 'U*1 U/5 U/5 U/5 U/10'",
        "3, 1, U0 D5 D15 D29, 'U*1 U1!5 U2!5 D*3!5'",
        // Votes expire
        "3, 1, U0 D5 D10 D25, 'U*1 U1!5 U2!5 ?*1!25'",
        "3, 1, D0 D5 D605, '?1!0 ?2!0 ?1!605'",
        "3, 1, D0 D5 D605 D610 D615, '?1!0 ?2!0 ?1!605 ?2!605 D*3!605'",
        "3, 2, U0 U1 U601 U602, '?1 U*2 ?*1 U*2'",
        // … so does the verdict, also if it is reached again at once
        "3, 1, U0 U5 U605 U610, 'U*1 U/5 U1 U/5'",
        "1, 2, D0 D5 D605 D610, 'D*1!0 D/5!0 D1!605 D/5!605'",
        // … whether nothing came or only what could not tell
        "9, 1, U0 ?5 ?10 ?15 U20, 'U*1 U U ?* U*1'",
        "9, 1, U0 D5 ?10 ?15 ?20 D25, 'U*1 U1!5 U1!5 U1!5 ?* ?1!25'",
        // What could not tell for long enough to forget the verdict forgets since when it failed
        "2, 1, D0 D1 ?2 ?3 D4, '?1!0 D*2!0 D!0 ?*2 ?1!4'",
    })
    void countsOnlyWhatWasObserved(int fall, int rise, String results, String expected) {
        Streak streak = streak(fall, rise);
        StringJoiner told = new StringJoiner(" ");
        for (String result : results.split(" ", -1)) {
            streak = next(streak, result.substring(0, 1), Double.parseDouble(result.substring(1)));
            told.add(letter(streak.verdict())
                    + (streak.changed() ? "*" : "")
                    + (streak.length() == 0 ? "" : String.valueOf(streak.length()))
                    + (streak.observed().isZero() ? "" : "/" + streak.observed().toSeconds())
                    + streak.failingSince()
                            .map(since -> "!" + since.instant().getEpochSecond())
                            .orElse(""));
        }
        assertThat(told).hasToString(expected);
    }

    @Test
    @DisplayName(
            "takes a machine that was suspended for one where nobody looked, although its monotonic clock stood still")
    void expiresBySuspension() {
        Streak up = next(next(streak(3, 2), "U", 0), "U", 5);
        Moment resumed = new Moment(at(10).nanos(), Instant.EPOCH.plusSeconds(3600));
        Streak next = up.next(Health.Status.UP, resumed, resumed);
        assertThat(next.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(next.observed()).isZero();
    }

    @Test
    @DisplayName("counts by a clock that nobody can set back")
    void aClockSetBackChangesNothing() {
        Streak up = next(next(streak(3, 2), "U", 0), "U", 5);
        Moment later = new Moment(at(10).nanos(), Instant.EPOCH.minusSeconds(3600));
        Streak next = up.next(Health.Status.UP, later, later);
        assertThat(next.verdict()).isEqualTo(Verdict.UP);
        assertThat(next.observed()).hasSeconds(5);
    }

    private static Streak next(Streak streak, String result, double seconds) {
        return streak.next(status(result), at(seconds), at(seconds));
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
