package dev.failover.agent.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backup, kept in the state directory. Immutable.
 *
 * @param latest the latest snapshot that lacks nothing
 * @param tested the latest test that was passed
 * @param failures of the steps that fail at present
 */
public record BackupRecord(Optional<Taken> latest, Optional<Tested> tested, Map<Step, Failure> failures) {
    /** Nothing is known. */
    static final BackupRecord NONE = new BackupRecord(Optional.empty(), Optional.empty(), Map.of());

    public BackupRecord {
        failures = Map.copyOf(failures);
    }

    /** What can succeed or fail. */
    public enum Step {
        TAKE("can't be taken"),
        EXPIRE("expires nothing"),
        TEST("fails its restore test");

        private final String failing;

        Step(String failing) {
            this.failing = failing;
        }

        /** What is the case when it fails, after "the backup offsite". */
        public String failing() {
            return failing;
        }
    }

    /**
     * A snapshot.
     *
     * @param watermark from when the replica dated; empty of what is the source itself, or was dumped
     */
    public record Taken(
            Instant at,
            String snapshot,
            long files,
            long bytes,
            long added,
            Duration took,
            long epoch,
            Optional<Instant> watermark) {}

    /**
     * A test; see {@link dev.failover.backup.RestoreTest.Report}.
     *
     * @param bySource how many of the files restored are what the source itself read
     * @param source one clause about that; null in a record of an earlier version
     */
    public record Tested(
            Instant at,
            String snapshot,
            long files,
            long allFiles,
            long bytes,
            long allBytes,
            long compared,
            long bySource,
            @Nullable String source,
            Duration restoring,
            Duration took) {}

    /**
     * Why a step fails.
     *
     * @param since when it began to
     * @param latest when it was tried last
     */
    public record Failure(Instant since, Instant latest, String why) {}

    BackupRecord with(Taken taken) {
        return without(Step.TAKE, new BackupRecord(Optional.of(taken), tested, failures));
    }

    BackupRecord with(Tested test) {
        return without(Step.TEST, new BackupRecord(latest, Optional.of(test), failures));
    }

    BackupRecord succeeded(Step step) {
        return without(step, this);
    }

    private static BackupRecord without(Step step, BackupRecord of) {
        Map<Step, Failure> left = new EnumMap<>(Step.class);
        left.putAll(of.failures);
        left.remove(step);
        return new BackupRecord(of.latest, of.tested, left);
    }

    BackupRecord failed(Step step, Instant now, String why) {
        Map<Step, Failure> more = new EnumMap<>(Step.class);
        more.putAll(failures);
        Instant since =
                Optional.ofNullable(failures.get(step)).map(Failure::since).orElse(now);
        more.put(step, new Failure(since, now, why));
        return new BackupRecord(latest, tested, more);
    }
}
