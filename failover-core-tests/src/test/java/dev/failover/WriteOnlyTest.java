package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.coordination.Coordination;
import dev.failover.decision.RecordFacts;
import dev.failover.testkit.InMemoryCoordinator;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Where a vendor can't be asked, the zone's servers tell what is there, late")
class WriteOnlyTest {
    private static final Duration LAG = Duration.ofMinutes(10);
    /** After the call has ended: what a signature or a relay may hold a request for. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(6);

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void make() {
        world = new World(directory);
        world.lag = LAG;
    }

    private void failOver() {
        world.startAndSettle();
        world.front = World.PROD;
        world.down(World.PROD);
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
    }

    private boolean isPublished() {
        return world.status().state().transition().isEmpty();
    }

    private RecordFacts.Status records() {
        return world.status().records().status();
    }

    @Test
    @DisplayName("one update is sent, however long the servers lag, and it is published once they give it")
    void once() {
        failOver();
        world.run(LAG.minusSeconds(10));
        assertThat(world.served()).as("what the vendor took").contains(World.HOME);
        assertThat(world.writes).isEqualTo(1);
        assertThat(isPublished()).as("the answer to a write").isFalse();

        world.front = null;
        world.run(Duration.ofSeconds(10));
        assertThat(isPublished()).isTrue();
        world.run(Duration.ofHours(1));
        assertThat(world.writes).isEqualTo(1);
        world.close();
    }

    @Test
    @DisplayName(
            "L1: the recovery time that is predicted has the time that the servers may take, until a switch was measured")
    void predicted() {
        world.startAndSettle();
        assertThat(world.status().prediction().publishing()).isEqualTo(LAG);
        world.close();
    }

    @Test
    @DisplayName("what the servers never give is sent again, as seldom as they lag")
    void again() {
        failOver();
        // A writer tries again each minute.
        world.run(LAG.plusMinutes(1).multipliedBy(3));
        assertThat(world.writes).isEqualTo(4);
        assertThat(isPublished()).isFalse();
        world.close();
    }

    @Test
    @DisplayName(
            "S24: a retraction is sent although the servers give it all along, and what shows on the way is nobody else's")
    void retracted() {
        failOver();
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        assertThat(world.served()).as("what the vendor took").contains(World.PROD);
        assertThat(world.writes).isEqualTo(2);

        world.front = World.HOME;
        world.run(Duration.ofMinutes(1));
        assertThat(records()).isEqualTo(RecordFacts.Status.PENDING);
        world.front = null;
        world.run(Duration.ofMinutes(1));
        assertThat(records()).isEqualTo(RecordFacts.Status.AS_DECIDED);
        assertThat(world.writes).isEqualTo(2);
        world.close();
    }

    @Test
    @DisplayName("S24: what was held on its way, and shows as late as it can, is replaced and no alarm")
    void late() {
        world.startAndSettle();
        world.holding = true;
        world.down(World.PROD);
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.holding = false;
        world.run(LONGEST_LIFE.plus(LAG).minusSeconds(30));
        assertThat(isPublished()).isTrue();

        world.letGo();
        assertThat(world.served()).contains(World.HOME);
        world.runUntilServed(World.PROD, Duration.ofMinutes(1));
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
        world.close();
    }

    @Test
    @DisplayName("S24: what servers that lag give once more, after all gave the new address, is nobody's work")
    void givenOnceMore() {
        failOver();
        world.front = null;
        world.run(Duration.ofSeconds(30));
        assertThat(isPublished()).isTrue();

        world.front = World.PROD;
        world.run(Duration.ofMinutes(2));
        assertThat(records()).isEqualTo(RecordFacts.Status.PENDING);
        assertThat(world.writes).isEqualTo(1);
        world.front = null;
        world.run(Duration.ofMinutes(1));
        assertThat(records()).isEqualTo(RecordFacts.Status.AS_DECIDED);
        world.close();
    }

    @Test
    @DisplayName(
            "S24: what was held on its way and arrives soon after its retraction is replaced at once, however long servers lag")
    void lateAtOnce() {
        world.startAndSettle();
        world.holding = true;
        world.down(World.PROD);
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.holding = false;
        world.run(Duration.ofSeconds(30));
        assertThat(isPublished()).isTrue();

        world.letGo();
        assertThat(world.served()).contains(World.HOME);
        world.runUntilServed(World.PROD, Duration.ofMinutes(2));
        assertThat(world.served()).contains(World.PROD);
        world.close();
    }

    @Test
    @DisplayName("S4: what somebody else put there since is not overwritten")
    void foreign() {
        world.startAndSettle();
        world.zone.put(World.record("192.0.2.66"));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(2));
        assertThat(records()).isEqualTo(RecordFacts.Status.FOREIGN);
        assertThat(world.served()).contains("192.0.2.66");
        assertThat(world.writes).isZero();
        world.close();
    }

    @Test
    @DisplayName("what a human wants instead of it is sent at once, though it is what was sent before")
    void restored() {
        failOver();
        world.front = null;
        world.run(Duration.ofSeconds(30));
        world.zone.put(World.record("192.0.2.66"));
        world.run(Duration.ofMinutes(1));
        assertThat(records()).isEqualTo(RecordFacts.Status.FOREIGN);
        world.ask("home", true);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
        world.close();
    }

    @Test
    @DisplayName("S17: after a crash with the update on its way it is sent once more, and no oftener")
    void crash() {
        failOver();
        world.stop();
        world.start();
        world.run(LAG.minusMinutes(1));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.writes).isEqualTo(2);
        world.front = null;
        world.run(Duration.ofSeconds(10));
        assertThat(isPublished()).isTrue();
        world.close();
    }

    @Test
    @DisplayName("S3: ownership is refused, as nothing there could tell two watchers apart")
    void alone() {
        world.owner = "one";
        assertThatThrownBy(() -> world.build(Mode.ACT))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("services.www.records.0.provider: dns can't be asked what it has")
                .hasMessageContaining("without ownership and coordination");
    }

    @Test
    @DisplayName(
            "S3: coordination is refused too, as its store alone keeps no two watchers apart; nothing else is asked for then")
    void together() {
        world.coordination = Coordination.builder()
                .coordinator(new InMemoryCoordinator())
                .watcher("one")
                .voter("one", "home")
                .voter("two", "gra")
                .build();
        assertThatThrownBy(() -> world.build(Mode.ACT))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("services.www.records.0.provider: dns can't be asked what it has")
                .hasMessageNotContaining("services.www.ownership");
    }
}
