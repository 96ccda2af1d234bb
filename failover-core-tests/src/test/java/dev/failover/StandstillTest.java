package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Connectivity;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.Step;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S23: what argues for a switch was seen, and lately. Time in which nobody looked counts for nothing. */
@DisplayName("A watcher that could not look")
class StandstillTest {
    /** Why nobody looked. */
    enum Standstill {
        /** The process is stopped, or its loop does not get its turn. */
        STOPPED {
            @Override
            void pass(World world, Duration duration) {
                world.time.stall(duration);
            }
        },
        /** The machine is suspended, and its monotonic clock with it. */
        SUSPENDED {
            @Override
            void pass(World world, Duration duration) {
                world.time.suspend(duration);
            }
        },
        /** The loop goes on, but no check gets anywhere. */
        STUCK {
            @Override
            void pass(World world, Duration duration) {
                world.time.hang(name -> name.startsWith("the health check"));
                world.run(duration);
                world.time.hang(name -> false);
            }
        };

        abstract void pass(World world, Duration duration);
    }

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void open() {
        world = new World(directory);
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(10))
                .build();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void failOver() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("does not return to a primary that died meanwhile")
    void noFailbackToWhatDiedMeanwhile(Standstill standstill) {
        failOver();
        world.up(World.PROD);
        world.run(Duration.ofSeconds(4));
        world.down(World.PROD);
        standstill.pass(world, Duration.ofSeconds(12));
        world.run(Duration.ofMinutes(2));

        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("returns to a primary that was up all the time once it was seen to be for long enough")
    void theHoldIsTimeThatWasSeen(Standstill standstill) {
        failOver();
        world.up(World.PROD);
        world.run(Duration.ofSeconds(4));
        standstill.pass(world, Duration.ofHours(1));

        world.run(Duration.ofSeconds(6));
        assertThat(world.served()).contains(World.HOME);
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.PROD);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("does not leave a site by the failed checks of an hour ago")
    void votesExpire(Standstill standstill) {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMillis(1_500));
        world.up(World.PROD);
        standstill.pass(world, Duration.ofHours(1));
        world.down(World.PROD);
        world.run(Duration.ofMillis(1_500));
        world.up(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("leaves a site that is found dead afterwards, by as many checks as ever")
    void whatIsDeadIsLeft(Standstill standstill) {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMillis(1_500));
        standstill.pass(world, Duration.ofHours(1));

        world.run(Duration.ofMillis(1_900));
        assertThat(world.served()).contains(World.PROD);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("does not enter a standby that died meanwhile")
    void noFailoverToWhatDiedMeanwhile(Standstill standstill) {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMillis(1_900));
        world.down(World.HOME);
        standstill.pass(world, Duration.ofSeconds(30));
        world.run(Duration.ofMinutes(2));

        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD);
        assertThat(world.titles()).contains("www: is down, and no site is ready");
    }

    @Test
    @DisplayName("does not publish an address that it verified before its machine was suspended")
    void addressesGrowOldWhileTheMachineIsSuspended() {
        world.startAndSettle();
        world.time.suspend(Duration.ofHours(1));
        world.homeAddress = null;
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().decision().unmet()).extracting(Gate::kind).contains(Gate.Kind.ADDRESS);
    }

    @Test
    @DisplayName("does not take for served and reached what was so before")
    void forgetsWhatWasServedAndReached() {
        world.startAndSettle();
        world.time.hang(name -> name.startsWith("asking the servers"));
        world.time.stall(Duration.ofHours(1));
        world.run(Duration.ofMillis(100));

        assertThat(world.status().records().status()).isEqualTo(RecordFacts.Status.UNSEEN);
        assertThat(world.status().connectivity()).isEqualTo(Connectivity.UNCHECKED);
        assertThat(world.status().sites()).allMatch(site -> site.verdict() == Verdict.UNKNOWN);
        world.time.hang(name -> false);
        world.run(Duration.ofMinutes(1));
        assertThat(world.status().records().status()).isEqualTo(RecordFacts.Status.AS_DECIDED);
        assertThat(world.status().connectivity()).isEqualTo(Connectivity.CONNECTED);
    }

    @Test
    @DisplayName("is not made to start anew by a check that could not tell, nor by one that is late")
    void ordinaryTroubleChangesNothing() {
        failOver();
        world.up(World.PROD);
        world.run(Duration.ofSeconds(4));
        world.health.put(World.PROD, Health.unknown("no free port"));
        world.run(Duration.ofSeconds(1));
        world.up(World.PROD);
        world.time.stall(Duration.ofMillis(1_400));
        world.run(Duration.ofSeconds(1));
        assertThat(world.status().sites()).allMatch(site -> site.verdict() == Verdict.UP);
        world.run(Duration.ofSeconds(9));

        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    @DisplayName("and is asked to switch looks first")
    void aHumansRequestIsNotAnsweredFromMemory() {
        world.startAndSettle();
        world.time.suspend(Duration.ofHours(1));

        assertThat(world.ask("home", false).step()).isInstanceOf(Step.Refuse.class);
        world.run(Duration.ofSeconds(3));
        assertThat(world.ask("home", false).step()).isInstanceOf(Step.Switch.class);
    }

    @Test
    @DisplayName("S9: does not return, when the hold ends, to a primary whose latest check failed")
    void theHoldEndsWithASuccess() {
        failOver();
        world.up(World.PROD);
        world.time.runUntil(
                () -> world.status().sites().get(0).lasting().compareTo(Duration.ofSeconds(9)) >= 0,
                Duration.ofMinutes(1));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME);
    }

    @Test
    @DisplayName("S20: leaves DNS as it is when both sites die at one moment, and uses up no switch")
    void bothSitesDieAtOnce() {
        world.startAndSettle();
        world.down(World.PROD);
        world.down(World.HOME);
        world.run(Duration.ofMinutes(1));

        assertThat(world.writes).isZero();
        assertThat(world.status().state().switches()).isEmpty();
        assertThat(world.titles()).contains("www: is down, and no site is ready");
    }
}
