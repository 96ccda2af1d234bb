package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.StatusDocument.Found;
import dev.failover.agent.control.StatusDocument.Vendor;
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

@DisplayName("The metrics of vendors and channels")
class VendorMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VendorMeters meters = new VendorMeters(registry);

    private static Vendor vendor(Optional<Duration> age, Found... found) {
        return new Vendor("provider ovh", age.map(any -> Instant.EPOCH), age, List.of(found));
    }

    private static Found found(String subject, boolean told) {
        return new Found(subject, Instant.EPOCH, told, "consumer-key lacks a right");
    }

    private double gauge(String name) {
        return registry.get(name).tags("component", "provider ovh").gauge().value();
    }

    @Test
    @DisplayName("count what would fail, not what may pass, and say when it was looked at")
    void values() {
        meters.show(List.of(vendor(Optional.of(Duration.ofHours(2)), found("rights", true), found("clock", false))));
        assertThat(gauge("failover.vendor.problems")).isEqualTo(1);
        assertThat(gauge("failover.vendor.look.age")).isEqualTo(7200);
        meters.show(List.of(vendor(Optional.empty())));
        assertThat(gauge("failover.vendor.problems")).isZero();
        assertThat(gauge("failover.vendor.look.age")).isNaN();
    }

    @Test
    @DisplayName("are all on the page about metrics")
    void documented() throws Exception {
        meters.show(List.of(vendor(Optional.empty())));
        String page = Files.readString(Path.of("../docs/metrics.md"));
        assertThat(registry.getMeters())
                .hasSize(2)
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
