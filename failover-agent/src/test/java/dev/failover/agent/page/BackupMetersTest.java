package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.StatusDocument.Backup;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics of backups")
class BackupMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final BackupMeters meters = new BackupMeters(registry);

    private static Backup backup(String name, boolean known) {
        return new Backup(
                name,
                "www",
                Optional.of(Instant.EPOCH).filter(any -> known),
                Optional.of(Duration.ofHours(7)).filter(any -> known),
                Optional.empty(),
                Optional.of(123L).filter(any -> known),
                Optional.of(Instant.EPOCH).filter(any -> known),
                Optional.of(Duration.ofDays(2)).filter(any -> known),
                Optional.of(3L).filter(any -> known),
                Optional.of(Duration.ofMillis(4500)).filter(any -> known),
                Optional.of(9L).filter(any -> known),
                known ? List.of() : List.of("can't be taken: it is full"));
    }

    private double gauge(String name, String backup) {
        return registry.get(name)
                .tags("service", "www", "backup", backup)
                .gauge()
                .value();
    }

    @Test
    @DisplayName("are the ages, the measured time of restoring, the size and what fails; what is unknown is no number")
    void values() {
        meters.show(List.of(backup("offsite", true), backup("usb", false)));
        assertThat(gauge("failover.backup.age", "offsite")).isEqualTo(7 * 3600);
        assertThat(gauge("failover.backup.test.age", "offsite")).isEqualTo(2 * 86400);
        assertThat(gauge("failover.backup.restore.time", "offsite")).isEqualTo(4.5);
        assertThat(gauge("failover.backup.size", "offsite")).isEqualTo(123);
        assertThat(gauge("failover.backup.failing", "offsite")).isZero();
        assertThat(gauge("failover.backup.age", "usb")).isNaN();
        assertThat(gauge("failover.backup.failing", "usb")).isEqualTo(1);
    }

    @Test
    @DisplayName("follow what is configured")
    void gone() {
        meters.show(List.of(backup("offsite", true)));
        meters.show(List.of(backup("usb", true)));
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag("backup")).isEqualTo("usb"));
    }

    @Test
    @DisplayName("are all on the page about metrics")
    void documented() throws Exception {
        meters.show(List.of(backup("offsite", true)));
        String page = Files.readString(Path.of("../docs/metrics.md"));
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
