package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorDebt.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a continuous mirror owes")
class MirrorDebtTest {
    private static final Duration RESCAN = Duration.ofSeconds(30);

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /**
     * What came of a story, step by step: {@code 5some} that some paths changed after 5 ms, {@code 5all} that everything may have, {@code
     * 5begin} that a run began, {@code 7ok}, {@code 7part}, {@code 7fail}, {@code 7ask60000}, {@code 7halt} that it ended: well,
     * without a watermark, failed, failed and asked for a minute, halted.
     */
    private static MirrorDebt after(String story) {
        MirrorDebt debt = MirrorDebt.begin(RESCAN);
        Duration began = Duration.ZERO;
        for (String step : story.split(" ", -1)) {
            String what = step.replaceFirst("^[0-9]+", "");
            Duration now = ms(Long.parseLong(step.substring(0, step.length() - what.length())));
            debt = debt.at(now);
            Duration took = now.minus(began);
            if (what.equals("begin")) {
                assertThat(debt.isDue(now)).as("%s of %s", step, story).isTrue();
                began = now;
            }
            debt = switch (what) {
                case "some" -> debt.owe(Extent.SOME, now);
                case "all" -> debt.owe(Extent.EVERYTHING, now);
                case "begin" -> debt.begun();
                case "ok" -> debt.paid(true, took, now);
                case "part" -> debt.paid(false, took, now);
                case "fail" -> debt.failed(Duration.ZERO, took, now);
                case "halt" -> debt.halted(took, now);
                default -> debt.failed(ms(Long.parseLong(what.replace("ask", ""))), took, now);
            };
        }
        return debt;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // The story; what is owed then, when to look again, in ms, and whether a run is to begin just then.
        "0all,                                          EVERYTHING,    1, true",
        // Idle: nothing until the next complete run.
        "1begin 9ok,                                    NOTHING,   30000, false",
        // A change on an idle tree goes at once, and more of them in the same moment with it.
        "1begin 9ok 500some,                            SOME,        501, true",
        "1begin 9ok 500some 501some,                    SOME,        501, true",
        "1begin 9ok 500some 500all,                     EVERYTHING,  501, true",
        "1begin 9ok 500all 500some,                     EVERYTHING,  501, true",
        // While a run is under way nothing begins; what came during it is collected for a quarter of its length, 100 ms
        // at most.
        "1begin 5some,                                  SOME,      30000, false",
        "1begin 5some 41ok,                             SOME,         51, true",
        "1begin 5some 9001ok,                           SOME,       9101, true",
        "1begin 2some 3ok,                              SOME,          4, true",
        "1begin 5some 41ok 51begin 55ok 900some,        SOME,        901, true",
        // A complete run is owed every 30 s, whatever came between, also when one is under way just then.
        "1begin 9ok 30000some,                          EVERYTHING, 30001, true",
        "1begin 9ok 29000some 29001begin 31000ok,       EVERYTHING, 31100, true",
        "1begin 30000some,                              EVERYTHING, 60000, false",
        // One under which the source changed is made again soon: after 2 s, or four times as long as it took.
        "1begin 101part,                                NOTHING,    2101, false",
        "1begin 1001part,                               NOTHING,    5001, false",
        "1begin 20001part,                              NOTHING,   30000, false",
        "1begin 9ok 500some 501begin 510part,           NOTHING,   30000, false",
        "1begin 101part 2101some,                       EVERYTHING, 2102, true",
        // After a failure everything is owed, after 0.5 s, 1 s and so on up to 30 s.
        "1begin 10fail,                                 EVERYTHING,   511, true",
        "1begin 10fail 511begin 520fail,                EVERYTHING,  1521, true",
        "1begin 10fail 511begin 520fail 1521begin 1530ok 1600some 1601begin 1610fail, EVERYTHING, 2111, true",
        "1begin 9ok 500some 501begin 510fail 600some,   EVERYTHING,  1011, true",
        // Or when the other side says.
        "1begin 10ask20000,                             EVERYTHING, 20011, true",
        "1begin 10ask100,                               EVERYTHING,   511, true",
        // A halted one looks every 30 s whether a human said something.
        "1begin 10halt,                                 EVERYTHING, 30000, false",
        "1begin 10halt 30000some,                       EVERYTHING, 30011, true",
    })
    @DisplayName("is due when its time has come")
    void due(String story, Extent owed, long next, boolean begins) {
        MirrorDebt debt = after(story);
        assertThat(debt.owed()).isEqualTo(owed);
        assertThat(debt.next()).isEqualTo(ms(next));
        assertThat(debt.isDue(ms(next))).isEqualTo(begins);
        assertThat(debt.isDue(ms(next - 1))).as("just before").isFalse();
    }

    @Test
    @DisplayName("is tried again after ever longer pauses, none longer than 30 s")
    void pauses() {
        MirrorDebt debt = MirrorDebt.begin(Duration.ofDays(9));
        Duration now = Duration.ZERO;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            debt = debt.begun().failed(Duration.ZERO, Duration.ZERO, now);
            pauses.add(debt.next().minus(now).toMillis() - 1);
            now = debt.next();
        }
        assertThat(pauses).startsWith(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L);
        assertThat(pauses.subList(7, pauses.size())).containsOnly(30000L);
    }

    /** L6, as far as it is a matter of what is owed. */
    @Test
    @DisplayName("is begun within a rescan, a pause and a run, whatever happens, and nothing is owed for good")
    void nothingIsForgotten() {
        Random random = new Random(7);
        for (int story = 0; story < 200; story++) {
            MirrorDebt debt = MirrorDebt.begin(RESCAN);
            Duration now = Duration.ZERO;
            Duration complete = Duration.ZERO;
            for (int step = 0; step < 200; step++) {
                assertThat(debt.next()).as("%s", debt).isGreaterThanOrEqualTo(now);
                boolean hint = random.nextInt(3) == 0;
                now = hint ? now.plus(debt.next().minus(now).dividedBy(2)) : debt.next();
                debt = debt.at(now);
                if (hint) {
                    debt = debt.owe(Extent.SOME, now);
                }
                if (debt.isDue(now)) {
                    debt = debt.begun();
                    boolean all = debt.running() == Extent.EVERYTHING;
                    Duration took = ms(random.nextInt(5000));
                    now = now.plus(took);
                    debt = switch (random.nextInt(4)) {
                        case 0 -> debt.failed(Duration.ZERO, took, now);
                        case 1 -> debt.halted(took, now);
                        case 2 -> debt.paid(false, took, now);
                        default -> debt.paid(true, took, now);
                    };
                    debt = debt.at(now);
                    complete = all ? now : complete;
                }
                assertThat(now.minus(complete)).isLessThan(Duration.ofSeconds(30 + 30 + 6));
            }
        }
    }
}
