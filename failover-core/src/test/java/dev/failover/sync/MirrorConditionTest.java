package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Remedy;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How a mirror is doing")
class MirrorConditionTest {
    private static final Map<String, Optional<Remedy>> REMEDIES =
            Map.of("refused", Optional.of(Remedy.PROMOTE), "doubted", Optional.of(Remedy.ACCEPT_SOURCE));

    private static final Instant START = Instant.parse("2026-01-31T10:20:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Moment at(long seconds) {
        return new Moment(seconds * 1_000_000_000, START.plusSeconds(seconds));
    }

    private static DataMirror.Result result(boolean complete, String... failures) {
        MirrorReport report = new MirrorReport(START, complete, 1, 1, 1, 1, 0, Duration.ofSeconds(1));
        Watermark watermark = new Watermark("webroot", "s", 1, 1, START, 1, 1, Optional.empty());
        return new DataMirror.Result(
                Optional.of(report),
                complete ? Optional.of(watermark) : Optional.empty(),
                Optional.empty(),
                List.of(failures));
    }

    /** What is told of each step: {@code 5fail}, {@code 5halt}, {@code 5all}, {@code 5unsettled}, {@code 5some}, {@code 5command}. */
    private static MirrorCondition after(String story, List<String> told) {
        MirrorCondition condition = MirrorCondition.NEW;
        for (String step : story.split(" ", -1)) {
            String what = step.replaceFirst("^[0-9]+", "");
            Moment now = at(Long.parseLong(step.substring(0, step.length() - what.length())));
            condition = switch (what) {
                case "fail" -> condition.failed("refused", Optional.of(Remedy.PROMOTE), now, PATIENCE);
                case "halt" -> condition.halted("doubted", now.instant());
                case "all" -> condition.mirrored(result(true), true, now, PATIENCE);
                case "unsettled" -> condition.mirrored(result(false), true, now, PATIENCE);
                case "some" -> condition.mirrored(result(false), false, now, PATIENCE);
                case "command" -> condition.mirrored(result(true, "no unit", "no bus"), true, now, PATIENCE);
                default -> throw new AssertionError(step);
            };
            told.add(condition.news().stream()
                    .map(news -> news.kind().toString())
                    .collect(Collectors.joining("+")));
        }
        return condition;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // The story; what is told of its last step; whether it fails then, since which second, and why.
        "0all,                                  ALL_MIRRORED,                     false,  , ''",
        "0all 5some,                            PART_MIRRORED,                    false,  , ''",
        // An outage is told once, after a minute, and that it is over.
        "0all 5fail,                            RUN_FAILED,                       true,  5, refused",
        "0all 5fail 64fail,                     RUN_FAILED,                       true,  5, refused",
        "0all 5fail 65fail,                     RUN_FAILED+FAILING,               true,  5, refused",
        "0all 5fail 65fail 95fail,              RUN_FAILED,                       true,  5, refused",
        "0all 5fail 65fail 95all,               RECOVERED+ALL_MIRRORED,           false,  , ''",
        "0all 5fail 9all 65fail,                RUN_FAILED,                       true, 65, refused",
        "0all 5fail 9all,                       ALL_MIRRORED,                     false,  , ''",
        // So is a source that never holds still; runs over some paths do not make that good.
        "0all 5unsettled,                       PART_MIRRORED,                    false, 5, no run was complete",
        "0all 5unsettled 65some,                PART_MIRRORED,                    false, 5, no run was complete",
        "0all 5unsettled 65unsettled,           FAILING+PART_MIRRORED,            true,  5, no run was complete",
        "0all 5unsettled 65unsettled 99unsettled, PART_MIRRORED,                  true,  5, no run was complete",
        "0all 5unsettled 65unsettled 99some,    PART_MIRRORED,                    true,  5, no run was complete",
        "0all 5unsettled 65unsettled 99all,     RECOVERED+ALL_MIRRORED,           false,  , ''",
        "0all 5fail 65fail 95unsettled,         PART_MIRRORED,                    true, 95, no run was complete",
        "0all 5fail 65fail 95unsettled 99all,   RECOVERED+ALL_MIRRORED,           false,  , ''",
        // A doubt is told once, and that a human ended it.
        "0all 5halt,                            HALTED,                           false,  , doubted",
        "0all 5halt 99halt,                     '',                               false,  , doubted",
        "0all 5halt 99all,                      RESUMED+ALL_MIRRORED,             false,  , ''",
        // A command that fails does not make the mirror fail.
        "0all 5command,                         ALL_MIRRORED+COMMAND_FAILED+COMMAND_FAILED, false, , no bus",
        "0all 5command 9all,                    ALL_MIRRORED,                     false,  , ''",
    })
    @DisplayName("is told when it changes")
    void told(String story, String news, boolean failing, Long since, String problem) {
        List<String> told = new ArrayList<>();
        MirrorCondition condition = after(story, told);
        assertThat(told.get(told.size() - 1)).isEqualTo(news);
        assertThat(condition.isFailing()).isEqualTo(failing);
        assertThat(condition.failingSince())
                .isEqualTo(Optional.ofNullable(since).map(START::plusSeconds));
        assertThat(condition.problem()).startsWith(problem);
        assertThat(condition.problem().isEmpty()).isEqualTo(problem.isEmpty());
        assertThat(condition.remedy()).isEqualTo(REMEDIES.getOrDefault(problem, Optional.empty()));
        condition
                .news()
                .forEach(one -> assertThat(one.remedy())
                        .isEqualTo(REMEDIES.getOrDefault(one.text().replaceFirst(".*: ", ""), Optional.empty())));
    }
}
