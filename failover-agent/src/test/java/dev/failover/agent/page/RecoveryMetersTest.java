package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.control.StatusDocument.Drill;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics of what was declared and what drills measured")
class RecoveryMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RecoveryMeters meters = new RecoveryMeters(registry);

    private static StatusDocument with(Drill... drills) {
        return Scene.quiet(List.of(drills), List.of(), List.of());
    }

    private static Drill drill(Optional<Duration> recovery, Optional<Duration> age) {
        return new Drill("www", "drill-1", "shadow", "succeeded", Scene.NOW, "there and back", recovery, age);
    }

    private double gauge(String name) {
        return registry.get(name).tags("service", "www").gauge().value();
    }

    @Test
    @DisplayName("are of the latest drill, and stand beside what was declared; what was not measured is no number")
    void values() {
        meters.show(with(drill(Optional.of(Duration.ofMillis(91_500)), Optional.of(Duration.ofSeconds(21)))));
        assertThat(gauge("failover.recovery.time.drilled")).isEqualTo(91.5);
        assertThat(gauge("failover.recovery.point.drilled")).isEqualTo(21);
        assertThat(gauge("failover.recovery.time.objective"))
                .isEqualTo(Scene.QUIET
                        .facts()
                        .services()
                        .get(0)
                        .rtoSeconds()
                        .orElseThrow()
                        .toSeconds());
        meters.show(with(drill(Optional.empty(), Optional.empty())));
        assertThat(gauge("failover.recovery.time.drilled")).isNaN();
        meters.show(with());
        assertThat(registry.find("failover.recovery.time.drilled").gauge()).isNull();
    }

    @Test
    @DisplayName("are all on the page about metrics")
    void documented() throws Exception {
        meters.show(with(drill(Optional.empty(), Optional.empty())));
        String page = Files.readString(Path.of("../docs/metrics.md"));
        assertThat(registry.getMeters())
                .hasSizeGreaterThan(2)
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
