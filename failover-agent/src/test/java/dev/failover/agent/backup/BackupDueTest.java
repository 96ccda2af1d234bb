package dev.failover.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.backup.BackupRecord.Failure;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupRecord.Taken;
import dev.failover.agent.backup.BackupRecord.Tested;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.BackupDefinition.Content;
import dev.failover.agent.config.BackupDefinition.Testing;
import dev.failover.notify.Notification;
import dev.failover.testkit.InMemoryBackup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is due for a backup, and what is told of it")
class BackupDueTest {
    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    /** A snapshot each day, a test each week; too old after two days and after ten. */
    private static final BackupDefinition DAILY = new BackupDefinition(
            "offsite",
            new InMemoryBackup(InstantSource.system()),
            new Content(Optional.empty(), List.of("dump")),
            "www",
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofDays(2),
            Optional.empty(),
            new Testing(Duration.ofDays(7), Duration.ofDays(10), 1 << 20, 10, 10, List.of()),
            false,
            List.of());

    private static Optional<Instant> ago(String hours) {
        return hours == null
                ? Optional.empty()
                : Optional.of(NOW.minus(Duration.ofMinutes((long) (Double.parseDouble(hours) * 60))));
    }

    /** Each so many hours ago; null if never. */
    private static BackupRecord record(String taken, String tested, String takeFailed, String testFailed) {
        Map<Step, Failure> failures = new EnumMap<>(Step.class);
        ago(takeFailed).ifPresent(at -> failures.put(Step.TAKE, new Failure(at, at, "no connection")));
        ago(testFailed).ifPresent(at -> failures.put(Step.TEST, new Failure(at, at, "differs")));
        return new BackupRecord(
                ago(taken).map(at -> new Taken(at, "1", 1, 1, 1, Duration.ofSeconds(1), 0, Optional.empty())),
                ago(tested)
                        .map(at -> new Tested(
                                at, "1", 1, 1, 1, 1, 1, 0, "", Duration.ofSeconds(1), Duration.ofSeconds(1))),
                failures);
    }

    @ParameterizedTest(name = "taken {0}h, tested {1}h, failed {2}h and {3}h ago")
    @CsvSource({
        // Never taken, taken in time, no more in time.
        ",,,, TAKE",
        "23.9, 1,,, ",
        "24, 1,,, TAKE",
        // A test once there is something to test, and after its time.
        "1,,,, TEST",
        "1, 167,,, ",
        "1, 168,,, TEST",
        "25, 200,,, TAKE",
        // What failed is tried again after a quarter of an hour, and keeps no test from being made.
        "30, 1, 0.2,, ",
        "30, 1, 0.25,, TAKE",
        "30, 200, 0.1,, TEST",
        ",, 0.1,, ",
        "1, 200,, 0.1, ",
        "1, 200,, 0.3, TEST",
        // Written down by a clock that was ahead.
        "-1, 1,,, TAKE",
        "1, -5,,, TEST"
    })
    @DisplayName("is a snapshot and then a test, each in its time")
    void due(String taken, String tested, String takeFailed, String testFailed, Step due) {
        assertThat(BackupDue.at(DAILY, record(taken, tested, takeFailed, testFailed), NOW))
                .isEqualTo(Optional.ofNullable(due));
    }

    @ParameterizedTest(name = "taken {0}h, tested {1}h, failed {2}h and {3}h ago: {4}")
    @CsvSource({
        "1, 1,,, ''",
        ",,,, ''",
        "48, 240,,, ''",
        "49, 1,,, www: backup offsite is too old",
        "1, 241,,, www: backup offsite has not been restored for long",
        "1, 1, 0.1,, www: backup offsite can't be taken",
        "1, 1,, 0.1, www: backup offsite fails its restore test"
    })
    @DisplayName("is what should not be so, once")
    void told(String taken, String tested, String takeFailed, String testFailed, String title) {
        BackupRecord record = record(taken, tested, takeFailed, testFailed);
        List<Notification> news = BackupNews.of(DAILY, record, NOW);
        assertThat(news).extracting(Notification::title).isEqualTo(title.isEmpty() ? List.of() : List.of(title));
        // As long as it is the case it is the same piece of news.
        assertThat(BackupNews.of(DAILY, record, NOW.plusSeconds(60)))
                .extracting(Notification::id)
                .containsAll(news.stream().map(Notification::id).toList());
    }

    @Test
    @DisplayName("ends with what it began with")
    void over() {
        BackupRecord before = record("60", "1", "3", null);
        BackupRecord after = record("0", "1", null, null);
        List<String> begun = BackupNews.of(DAILY, before, NOW).stream()
                .map(news -> news.facts().get("incident"))
                .toList();
        assertThat(begun).hasSize(2);
        assertThat(BackupNews.over(DAILY, before, after, NOW))
                .allSatisfy(news -> assertThat(news.facts()).containsEntry("incident-over", "true"))
                .extracting(news -> news.facts().get("incident"))
                .containsExactlyInAnyOrderElementsOf(begun);
        assertThat(BackupNews.over(DAILY, before, before, NOW)).isEmpty();
    }
}
