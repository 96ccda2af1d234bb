package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument.Backup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How it stands with the backups, as of the latest look. Thread-safe. */
final class BackupMeters {
    private final List<Rows<Backup>> all;

    BackupMeters(MeterRegistry registry) {
        all = List.of(
                seconds(registry, "failover.backup.age", "How old the latest whole snapshot is", Backup::ageSeconds),
                seconds(
                        registry,
                        "failover.backup.test.age",
                        "How long ago a snapshot was last restored for a test",
                        Backup::testAgeSeconds),
                seconds(registry, "failover.backup.restore.time", "How long that took", Backup::restoreSeconds),
                Rows.of(
                        registry,
                        "failover.backup.size",
                        "bytes",
                        "Bytes of the latest whole snapshot",
                        BackupMeters::tags,
                        backup -> backup.bytes().map(size -> (Number) size).orElse(Double.NaN)),
                Rows.of(
                        registry,
                        "failover.backup.failing",
                        "",
                        "How many of its steps fail at present",
                        BackupMeters::tags,
                        backup -> backup.problems().size()));
    }

    private static Rows<Backup> seconds(
            MeterRegistry registry, String name, String what, Function<Backup, Optional<Duration>> value) {
        return Rows.seconds(registry, name, what, BackupMeters::tags, value);
    }

    private static Tags tags(Backup backup) {
        return Tags.of("service", backup.service(), "backup", backup.backup());
    }

    void show(List<Backup> backups) {
        all.forEach(rows -> rows.show(backups));
    }
}
