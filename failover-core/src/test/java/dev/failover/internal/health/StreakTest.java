package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
        assertThat(told(streak(fall, rise), results)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "fall {0} of {1}, rise {2} of {3}: {4}")
    @CsvSource({
        // Any so many of the latest votes
        "3, 5, 1, 1, U D U D D, 'U*1 U1 U1 U2 D*3'",
        "3, 5, 1, 1, U D D U U D, 'U*1 U1 U2 U2 U2 D*3'",
        // … of which those that can't be enough any more are not counted
        "3, 5, 1, 1, U D U U U D, 'U*1 U1 U1 U1 U U1'",
        "3, 5, 1, 1, U D U D U U D, 'U*1 U1 U1 U2 U2 U1 U2'",
        "2, 3, 2, 3, U U D U U D U D, '?1 U*2 U1 U1 U U1 U1 D*2'",
        // After a verdict the count begins anew
        "2, 4, 2, 3, D U D D U D U, '?1 ?1 D*2 D D1 D1 U*2'",
        // Unknown takes no place among the votes
        "3, 4, 1, 1, U D ? ? D ? U ? D, 'U*1 U1 U1 U1 U2 U2 U2 U2 D*3'",
        // … but as many in a row as make DOWN make UNKNOWN, whatever they are among
        "3, 5, 1, 1, U D D ? ? ? D, 'U*1 U1 U2 U2 U2 ?*3 ?1'",
    })
    void addsUpToAVerdictAmongTheLatest(
            int fall, int fallWindow, int rise, int riseWindow, String results, String expected) {
        assertThat(told(
                        Streak.begin(Thresholds.builder()
                                .fall(fall, fallWindow)
                                .rise(rise, riseWindow)
                                .build()),
                        results))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName(
            "has the verdict that the plain rule gives, whatever comes: so many among so many since the last verdict")
    void agreesWithThePlainRule() {
        Random random = new Random(16);
        for (int run = 0; run < 2_000; run++) {
            int fall = 1 + random.nextInt(4);
            int rise = 1 + random.nextInt(4);
            Thresholds thresholds = Thresholds.builder()
                    .fall(fall, fall + random.nextInt(4))
                    .rise(rise, rise + random.nextInt(4))
                    .build();
            Streak streak = Streak.begin(thresholds);
            PlainRule rule = new PlainRule(thresholds);
            StringBuilder results = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                String result = List.of("U", "D", "D", "U", "?").get(random.nextInt(5));
                results.append(result);
                streak = streak.next(status(result), START, START);
                rule.add(status(result));
                assertThat(streak.verdict()).as("%s: %s", thresholds, results).isEqualTo(rule.verdict);
            }
        }
    }

    /** The rule as it is documented, over all that was ever said. */
    private static final class PlainRule {
        private final Thresholds thresholds;
        private final List<Health.Status> votes = new ArrayList<>();
        private Verdict verdict = Verdict.UNKNOWN;
        private int unknowns;

        PlainRule(Thresholds thresholds) {
            this.thresholds = thresholds;
        }

        void add(Health.Status result) {
            if (result == Health.Status.UNKNOWN) {
                unknowns++;
                if (unknowns == thresholds.fall()) {
                    become(Verdict.UNKNOWN);
                }
                return;
            }
            unknowns = 0;
            votes.add(result);
            if (verdict != Verdict.DOWN && among(thresholds.fallWindow(), Health.Status.DOWN) >= thresholds.fall()) {
                become(Verdict.DOWN);
            } else if (verdict != Verdict.UP && among(thresholds.riseWindow(), Health.Status.UP) >= thresholds.rise()) {
                become(Verdict.UP);
            }
        }

        private long among(int window, Health.Status status) {
            return votes.subList(Math.max(0, votes.size() - window), votes.size()).stream()
                    .filter(status::equals)
                    .count();
        }

        private void become(Verdict next) {
            verdict = next;
            votes.clear();
            unknowns = 0;
        }
    }

    private static String told(Streak begin, String results) {
        Streak streak = begin;
        StringJoiner told = new StringJoiner(" ");
        for (String result : results.split(" ", -1)) {
            streak = streak.next(status(result), START, START);
            told.add(letter(streak.verdict())
                    + (streak.changed() ? "*" : "")
                    + (streak.length() == 0 ? "" : String.valueOf(streak.length())));
        }
        return told.toString();
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
