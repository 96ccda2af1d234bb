package dev.failover.agent.backup;

import dev.failover.agent.backup.BackupRecord.Failure;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What humans are told of a backup: pure, from what is known of it. Each has an id that is made of what is the case and since when, so that
 * telling it again, also after a restart, adds nothing.
 */
final class BackupNews {
    private final BackupDefinition definition;
    private final Instant now;
    private final List<Notification> news = new ArrayList<>();

    private BackupNews(BackupDefinition definition, Instant now) {
        this.definition = definition;
        this.now = now;
    }

    /** What is the case at present and should not be. */
    static List<Notification> of(BackupDefinition definition, BackupRecord record, Instant now) {
        BackupNews news = new BackupNews(definition, now);
        for (Step step : Step.values()) {
            Failure failure = record.failures().get(step);
            if (failure != null) {
                news.add(word(step), failure.since(), step.failing(), failure.why(), false);
            }
        }
        record.latest()
                .filter(taken -> isOlder(taken.at(), definition.maxAge(), now))
                .ifPresent(taken -> news.add(
                        "age",
                        taken.at(),
                        "is too old",
                        "The latest snapshot is of %s, %s ago; it should not be older than %s."
                                .formatted(
                                        taken.at(),
                                        Durations.format(Duration.between(taken.at(), now)),
                                        Durations.format(definition.maxAge())),
                        false));
        record.tested()
                .filter(tested -> isOlder(tested.at(), definition.test().maxAge(), now))
                .ifPresent(tested -> news.add(
                        "test-age",
                        tested.at(),
                        "has not been restored for long",
                        "The latest restore test that was passed is of %s, %s ago; it should not be older than %s."
                                .formatted(
                                        tested.at(),
                                        Durations.format(Duration.between(tested.at(), now)),
                                        Durations.format(definition.test().maxAge())),
                        false));
        return List.copyOf(news.news);
    }

    /** What is over: it was the case before, and is not any more. */
    static List<Notification> over(BackupDefinition definition, BackupRecord before, BackupRecord after, Instant now) {
        BackupNews news = new BackupNews(definition, now);
        before.failures().forEach((step, failure) -> {
            if (!after.failures().containsKey(step)) {
                news.add(
                        word(step), failure.since(), "is well again", "It failed since " + failure.since() + ".", true);
            }
        });
        before.latest()
                .filter(taken -> isOlder(taken.at(), definition.maxAge(), now))
                .filter(taken -> !after.latest().equals(before.latest()))
                .ifPresent(taken -> news.add("age", taken.at(), "is recent again", "A snapshot was taken.", true));
        before.tested()
                .filter(tested -> isOlder(tested.at(), definition.test().maxAge(), now))
                .filter(tested -> !after.tested().equals(before.tested()))
                .ifPresent(tested ->
                        news.add("test-age", tested.at(), "was restored", "A restore test was passed.", true));
        return List.copyOf(news.news);
    }

    private static boolean isOlder(Instant at, Duration most, Instant now) {
        return Duration.between(at, now).compareTo(most) > 0;
    }

    private static String word(Step step) {
        return switch (step) {
            case TAKE -> "take";
            case EXPIRE -> "expire";
            case TEST -> "test";
        };
    }

    private void add(String what, Instant since, String title, String text, boolean over) {
        String service = definition.service();
        String incident = "%s/backup/%s/%s/%s".formatted(service, definition.name(), what, since.toEpochMilli());
        news.add(new Notification(
                        over ? incident + "/over" : incident,
                        now,
                        over ? Severity.INFO : Severity.WARNING,
                        service,
                        "%s: backup %s %s".formatted(service, definition.name(), title),
                        text,
                        Map.of("backup", definition.name()))
                .partOf(incident, Severity.WARNING, over));
    }
}
