package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Decision;
import dev.failover.health.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand services are watched on a small machine: one that nothing happens to must cost next to nothing. */
@DisplayName("A service that nothing happens to")
class PeaceTest {
    private static final int SECONDS = 60;

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void settle() {
        world = new World(directory);
        world.thresholds = Thresholds.builder()
                .interval(Duration.ofSeconds(5))
                .timeout(Duration.ofSeconds(2))
                .build();
        world.startAndSettle();
        world.run(Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** In a minute, looked at each second. */
    private int turns() {
        int turns = 0;
        Decision latest = world.status().decision();
        for (int second = 0; second < SECONDS; second++) {
            world.run(Duration.ofSeconds(1));
            Decision now = world.status().decision();
            turns += now == latest ? 0 : 1;
            latest = now;
        }
        return turns;
    }

    @Test
    @DisplayName("is decided about each ten seconds, whatever checks and looks find once more")
    void seldom() {
        // Not at any of 24 checks and two looks at the zone; but at two looks for an address.
        assertThat(turns()).isBetween(6, 8);
    }

    @Test
    @DisplayName("is decided about each second once something has happened to it")
    void eachTick() {
        world.down(World.HOME);
        world.run(Duration.ofMinutes(5));
        assertThat(world.status().decision().conditions()).isNotEmpty();
        assertThat(turns()).isEqualTo(SECONDS);
    }

    @Test
    @DisplayName("forgets what it knew once its machine stood still, within a second")
    void standstill() {
        world.time.stall(Duration.ofSeconds(4));
        world.time.runUntilIdle();
        assertThat(world.status().sites()).allMatch(site -> site.freshness().isEmpty());
    }
}
