package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.RecordFacts;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Where a vendor stands in front of a record, its own word is what is served")
class ProxiedTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void make() {
        world = new World(directory);
        world.front = "192.0.2.200";
        world.startAndSettle();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @DisplayName("a failover is published once the vendor has it")
    void failover() {
        assertThat(world.active()).isEqualTo("prod");
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(5));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.status().state().transition()).isEmpty();
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
    }

    @Test
    @DisplayName("what somebody else makes of it is not overwritten")
    void foreign() {
        world.zone.put(World.record("192.0.2.66"));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(2));
        assertThat(world.status().records().status()).isEqualTo(RecordFacts.Status.FOREIGN);
        assertThat(world.served()).contains("192.0.2.66");
    }

    @Test
    @DisplayName("a vendor that does not answer is as good as silent servers")
    void silent() {
        world.zone.failNext(1000, new UnavailableException("the vendor is away"), Moment.BEFORE);
        world.run(Duration.ofMinutes(2));
        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().records().status()).isNotEqualTo(RecordFacts.Status.FOREIGN);
    }
}
