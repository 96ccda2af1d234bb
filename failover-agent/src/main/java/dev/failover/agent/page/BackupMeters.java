package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument.Backup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How it stands with the backups, as of the latest look. Thread-safe. */
final class BackupMeters {
    private static final double MILLIS = 1000;

    private final MultiGauge age;
    private final MultiGauge testAge;
    private final MultiGauge restoring;
    private final MultiGauge bytes;
    private final MultiGauge failing;

    BackupMeters(MeterRegistry registry) {
        age = seconds(registry, "failover.backup.age", "How old the latest whole snapshot is");
        testAge = seconds(registry, "failover.backup.test.age", "How long ago a snapshot was last restored for a test");
        restoring = seconds(registry, "failover.backup.restore.time", "How long that took");
        bytes = MultiGauge.builder("failover.backup.size")
                .baseUnit("bytes")
                .description("Bytes of the latest whole snapshot")
                .register(registry);
        failing = MultiGauge.builder("failover.backup.failing")
                .description("How many of its steps fail at present")
                .register(registry);
    }

    private static MultiGauge seconds(MeterRegistry registry, String name, String what) {
        return MultiGauge.builder(name).baseUnit("seconds").description(what).register(registry);
    }

    void show(List<Backup> backups) {
        show(age, backups, backup -> seconds(backup.ageSeconds()));
        show(testAge, backups, backup -> seconds(backup.testAgeSeconds()));
        show(restoring, backups, backup -> seconds(backup.restoreSeconds()));
        show(bytes, backups, backup -> backup.bytes().map(size -> (Number) size).orElse(Double.NaN));
        show(failing, backups, backup -> backup.problems().size());
    }

    private static void show(MultiGauge gauge, List<Backup> backups, Function<Backup, Number> value) {
        gauge.register(
                backups.stream()
                        .map(backup -> Row.of(
                                Tags.of("service", backup.service(), "backup", backup.backup()), value.apply(backup)))
                        .toList(),
                true);
    }

    /** Not a number as long as it is unknown. */
    private static Number seconds(Optional<Duration> duration) {
        return duration.map(known -> known.toMillis() / MILLIS).orElse(Double.NaN);
    }
}
