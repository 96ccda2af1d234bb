package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Trial;
import dev.failover.journal.JournalEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A service whose failover was not tried for too long")
class UntriedTest {
    private static final String DUE = "www: soon waits for a human's word, as the drill is due";
    private static final String EXPIRED = "www: is switched on a human's word only, as the drill is too long ago";

    private World world;

    @BeforeEach
    void prepare(@TempDir Path directory) {
        world = new World(directory);
        world.policy =
                world.policy.toBuilder().drillMaxAge(Duration.ofMinutes(20)).build();
        world.startAndSettle();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String active() {
        return world.status().state().assignment().map(Assignment::site).orElse("nowhere");
    }

    private void expire() {
        world.run(Duration.ofMinutes(17));
        assertThat(world.titles()).contains(DUE).doesNotContain(EXPIRED);
        world.run(Duration.ofMinutes(5));
        assertThat(world.titles()).contains(EXPIRED);
    }

    private void lose() {
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(active()).isEqualTo("prod");
        assertThat(world.titles()).contains("www: is down, and waits for you");
    }

    @Test
    @DisplayName("is told beforehand and then, and waits for a human, also after a restart, until a drill is passed")
    void waits() {
        expire();
        world.stop().start();
        lose();

        world.await(world.failover.tried("www", Trial.Kind.DRILL, world.time.instant()));
        world.run(Duration.ofMinutes(1));
        assertThat(active()).isEqualTo("home");
        assertThat(world.titles())
                .contains("www: the drill keeps it from being switched automatically no longer")
                .filteredOn(EXPIRED::equals)
                .hasSize(1);
    }

    @Test
    @DisplayName("is switched again once a human has said that they know, for as long again")
    void acknowledged() {
        expire();
        world.await(world.failover.acknowledge("www", "anna", "on Friday"));
        world.run(Duration.ofMinutes(19));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(active()).isEqualTo("home");
        world.run(Duration.ofMinutes(5));
        assertThat(world.titles()).filteredOn(EXPIRED::equals).hasSize(2);
    }

    @Test
    @DisplayName("is not trusted for a drill of long ago, and writes one down once, however often it is told")
    void told() {
        world.run(Duration.ofMinutes(10));
        world.await(world.failover.tried(
                "www", Trial.Kind.DRILL, world.time.instant().minus(Duration.ofDays(1))));
        Instant passed = world.time.instant();
        for (int i = 0; i < 3; i++) {
            world.await(world.failover.tried("www", Trial.Kind.DRILL, passed));
        }
        world.await(world.failover.tried("www", Trial.Kind.RESTORE_TEST, world.time.instant()));
        assertThat(world.failover.history(100))
                .filteredOn(entry -> entry.event().kind() == JournalEvent.Kind.TRIED)
                .extracting(entry -> entry.event().text())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("a drill was passed at ");
    }
}
