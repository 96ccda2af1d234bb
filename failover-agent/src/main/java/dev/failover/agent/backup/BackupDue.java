package dev.failover.agent.backup;

import dev.failover.agent.backup.BackupRecord.Failure;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupRecord.Taken;
import dev.failover.agent.backup.BackupRecord.Tested;
import dev.failover.agent.config.BackupDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When something is to be done for a backup: pure, from what is known of it. */
final class BackupDue {
    /** After what failed; a snapshot of a large tree over a slow line is no light thing to try. */
    static final Duration AFTER_FAILURE = Duration.ofMinutes(15);

    private BackupDue() {}

    /** What is to be done now, if anything: a snapshot before a test. */
    static Optional<Step> at(BackupDefinition definition, BackupRecord record, Instant now) {
        if (isDue(record.latest().map(Taken::at), record.failures().get(Step.TAKE), definition.every(), now)) {
            return Optional.of(Step.TAKE);
        }
        boolean test = record.latest().isPresent()
                && isDue(
                        record.tested().map(Tested::at),
                        record.failures().get(Step.TEST),
                        definition.test().every(),
                        now);
        return test ? Optional.of(Step.TEST) : Optional.empty();
    }

    private static boolean isDue(Optional<Instant> latest, @Nullable Failure failure, Duration every, Instant now) {
        return failure == null
                ? latest.map(at -> isOver(at, every, now)).orElse(true)
                : isOver(failure.latest(), AFTER_FAILURE.compareTo(every) < 0 ? AFTER_FAILURE : every, now);
    }

    /** A moment that is yet to come was written down by a clock that was wrong. */
    private static boolean isOver(Instant from, Duration duration, Instant now) {
        return from.isAfter(now) || !now.isBefore(from.plus(duration));
    }
}
