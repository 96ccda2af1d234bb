package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.StatusDocument.Content;
import dev.failover.agent.control.StatusDocument.Replica;
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

@DisplayName("The metrics of replicas")
class ReplicaMetersTest {
    private static final String AGE = "failover.replica.verified.age";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ReplicaMeters meters = new ReplicaMeters(registry);

    private static Replica replica(String name, Optional<Instant> verified) {
        return new Replica(
                name,
                "/srv/" + name,
                "www",
                "home",
                Optional.of(Duration.ofSeconds(2)),
                "is 2s old",
                new Content(verified, verified.map(at -> 1L), verified.map(at -> 1L), verified.map(at -> 0L), ""));
    }

    private double age(String replica) {
        return registry.get(AGE)
                .tags("service", "www", "replica", replica)
                .gauge()
                .value();
    }

    @Test
    @DisplayName(
            "say how long ago the content was verified, and nothing if it never was; they follow what is configured")
    void values() throws Exception {
        meters.show(
                List.of(replica("webroot", Optional.of(NOW.minusSeconds(90))), replica("mail", Optional.empty())), NOW);
        assertThat(age("webroot")).isEqualTo(90);
        assertThat(age("mail")).isNaN();
        meters.show(List.of(replica("mail", Optional.of(NOW))), NOW);
        assertThat(registry.getMeters()).hasSize(1);
        assertThat(age("mail")).isZero();
        assertThat(Files.readString(Path.of("../docs/metrics.md"))).contains("`" + AGE + "`");
    }
}
