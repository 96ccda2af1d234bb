package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.RememberedSwitch;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What decides is how much time passed; the wall clock, which may be set, only dates it. */
@DisplayName("A wall clock that is set")
class SetClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void open() {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void flap(int times) {
        for (int i = 0; i < times; i++) {
            world.down(World.PROD);
            world.run(Duration.ofSeconds(10));
            world.up(World.PROD);
            world.run(Duration.ofSeconds(10));
        }
    }

    private void allow(int switches) {
        world.policy = FailoverPolicy.builder()
                .maxSwitches(switches, HOUR)
                .failbackAfter(Duration.ZERO)
                .automaticFailback(true)
                .build();
    }

    @Test
    @DisplayName("does not let more switches pass than allowed")
    void theLimitHolds() {
        allow(4);
        world.startAndSettle();
        for (int i = 0; i < 5; i++) {
            flap(1);
            world.time.jumpWallClock(HOUR.multipliedBy(2));
            world.run(Duration.ofSeconds(5));
        }
        assertThat(world.status().state().switches()).hasSize(4);
        assertThat(world.status().state().latch()).isPresent();
    }

    @Test
    @DisplayName("does not disable the limit when it was ahead as a human resumed")
    void theLimitHoldsAfterAResume() {
        allow(2);
        world.startAndSettle();
        flap(2);
        assertThat(world.status().state().latch()).isPresent();
        world.time.jumpWallClock(HOUR.multipliedBy(5));
        world.await(world.failover.resume("www", "ada", "looked at"));
        world.time.jumpWallClock(HOUR.multipliedBy(-5));
        world.run(Duration.ofSeconds(10));
        flap(5);

        assertThat(world.status().state().switches()).hasSize(4);
        assertThat(world.status().state().latch()).isPresent();
    }

    @Test
    @DisplayName("does not let the largest limit that is allowed go unnoticed")
    void theLargestLimitIsReached() {
        allow(50);
        world.startAndSettle();
        flap(40);

        assertThat(world.status().state().latch()).isPresent();
        assertThat(world.status().state().switches()).hasSize(50);
    }

    @ParameterizedTest(name = "by {0} h")
    @ValueSource(ints = {1, -1})
    @DisplayName("during a switch does not spoil what later ones are predicted to take")
    void predictionsAreMeasured(int hours) {
        world.startAndSettle();
        world.zone.failNext(1, new UnavailableException("busy"), Moment.BEFORE);
        world.down(World.PROD);
        world.time.runUntil(() -> world.writes == 1, Duration.ofSeconds(10));
        world.time.jumpWallClock(HOUR.multipliedBy(hours));
        world.run(Duration.ofMinutes(2));

        RememberedSwitch made = world.status().state().lastSwitch().orElseThrow();
        assertThat(made.took().orElseThrow()).isBetween(Duration.ofSeconds(2), Duration.ofMinutes(1));
        assertThat(made.measured()).isTrue();
        assertThat(world.status().prediction().publishing())
                .isEqualTo(made.publishing().orElseThrow());
        assertThat(made.publishing().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("and a restart during a switch say nothing about the vendor")
    void whatWasNotMeasuredPredictsNothing() {
        world.startAndSettle();
        world.zone.failNext(1_000, new UnavailableException("busy"), Moment.BEFORE);
        world.down(World.PROD);
        world.run(Duration.ofSeconds(5));
        world.stop();
        world.time.jumpWallClock(HOUR);
        world.zone.heal();
        world.start();
        world.run(Duration.ofSeconds(30));

        RememberedSwitch made = world.status().state().lastSwitch().orElseThrow();
        assertThat(made.took()).as("told by the wall clock").isPresent();
        assertThat(world.status().prediction().publishing()).isEqualTo(Prediction.UNMEASURED);
    }

    @Test
    @DisplayName("back does not prolong the cool-down")
    void theCoolDownIsTimeThatPassed() {
        world.policy = FailoverPolicy.builder().coolDown(Duration.ofMinutes(30)).build();
        world.startAndSettle();
        world.time.jumpWallClock(HOUR.multipliedBy(5));
        world.run(Duration.ofMinutes(1));
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
        world.up(World.PROD);
        world.time.jumpWallClock(HOUR.multipliedBy(-5));
        world.run(Duration.ofSeconds(10));
        world.down(World.HOME);
        world.run(Duration.ofMinutes(29));
        assertThat(world.served()).contains(World.HOME);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    @DisplayName("back between two processes prolongs it by no more than its length")
    void theCoolDownAcrossARestart() {
        world.policy = FailoverPolicy.builder().coolDown(Duration.ofMinutes(30)).build();
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.up(World.PROD);
        world.stop();
        world.time.jumpWallClock(HOUR.multipliedBy(-5));
        world.start();
        world.down(World.HOME);
        world.run(Duration.ofMinutes(29));
        assertThat(world.served()).contains(World.HOME);
        world.run(Duration.ofMinutes(2));

        assertThat(world.served()).contains(World.PROD);
    }
}
