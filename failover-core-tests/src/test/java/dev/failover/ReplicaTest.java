package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Gate;
import dev.failover.notify.Notification;
import dev.failover.sync.DataSet;
import dev.failover.sync.Marker;
import dev.failover.sync.ReplicaAge;
import dev.failover.sync.ReplicaAge.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A site with a replica")
class ReplicaTest {
    private static final String CAN_NOT_BE_PROMOTED = "www: the replicas of home can't be made the sources";

    @TempDir
    Path temporary;

    private World world;
    private ReplicaAge age = timeout -> Reading.of(world.time.instant().minusSeconds(12));

    @BeforeEach
    void open() {
        world = new World(temporary.resolve("state"));
        world.replicas = home -> home.replicaAge(timeout -> age.read(timeout));
        allow(StateClass.STATELESS, Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void allow(StateClass state, Duration maxAge) {
        world.policy =
                FailoverPolicy.builder().stateClass(state).replicaMaxAge(maxAge).build();
    }

    private void loseProd() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
    }

    private void assertRefused(String why) {
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.writes).isZero();
        assertThat(world.ask("home", false).unmet()).singleElement().satisfies(gate -> {
            assertThat(gate.kind()).isEqualTo(Gate.Kind.REPLICA);
            assertThat(gate.sentence()).contains(why);
        });
    }

    @Test
    @DisplayName("is entered while the replica is young enough, and the notification says what is lost at most")
    void fresh() {
        loseProd();
        assertThat(world.served()).contains(World.HOME);
        assertThat(world.told.get(0).text())
                .containsPattern("The replica of home is 1[2-7](\\.\\d)?s old: that much is lost at most\\.");
    }

    @ParameterizedTest
    @EnumSource(
            value = StateClass.class,
            names = {"STATELESS", "EPHEMERAL"})
    @DisplayName("is not entered when the replica is too old (S9)")
    void stale(StateClass state) {
        allow(state, Duration.ofMinutes(5));
        age = timeout -> Reading.of(world.time.instant().minus(Duration.ofMinutes(6)));
        loseProd();
        assertRefused("home's replica is 6m old; at most 5m is allowed");
    }

    @ParameterizedTest
    @EnumSource(StateClass.class)
    @DisplayName("is not entered when the replica's age is not known, whatever the reason (S9)")
    void unknown(StateClass state) {
        allow(state, Duration.ofMinutes(5));
        age = timeout -> {
            throw new UnavailableException("the disk is gone");
        };
        loseProd();
        assertRefused("the age of home's replica is not known");
    }

    @Test
    @DisplayName("is not entered when the replica comes from the future: a clock is wrong")
    void future() {
        age = timeout -> Reading.of(world.time.instant().plusSeconds(60));
        loseProd();
        assertRefused("not known");
    }

    @Test
    @DisplayName("has a replica that ages while nobody mirrors")
    void ages() {
        Instant once = world.time.instant();
        age = timeout -> Reading.of(once);
        world.startAndSettle();
        world.run(Duration.ofMinutes(5));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    @DisplayName(
            "is looked at off the event thread: a look that hangs delays nothing, and its answer is not known (S19)")
    void hanging() {
        world.time.hang(name -> name.startsWith("looking at the replica"));
        loseProd();
        assertThat(world.status().sites().get(0).verdict()).isEqualTo(dev.failover.health.Verdict.DOWN);
        assertRefused("not known");
    }

    // Promotion.

    @Test
    @DisplayName("makes its replica the source, in the epoch of the switch (S11)")
    void promotes() throws Exception {
        DataSet replica = DataSet.of("webroot", Files.createDirectory(temporary.resolve("replica")));
        world.replicas = home -> home.replica(replica);
        world.startAndSettle();
        assertThat(replica.source()).isEmpty();
        world.policy = FailoverPolicy.defaults();
        world.ask("home", true);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
        assertThat(replica.source()).map(Marker::epoch).contains(2L);
    }

    @Test
    @DisplayName("promotes its replica after a restart, if that was missed")
    void promotesAfterARestart() throws Exception {
        Path directory = temporary.resolve("replica");
        DataSet replica = DataSet.of("webroot", directory);
        world.replicas = home -> home.replica(replica);
        world.startAndSettle();
        world.ask("home", true);
        world.run(Duration.ofSeconds(5));
        world.stop();
        Files.createDirectory(directory);
        world.startAndSettle();
        assertThat(replica.source()).map(Marker::epoch).contains(2L);
    }

    @Test
    @DisplayName("is switched to even if its replica can't be promoted; that is told, and tried again")
    void promotionFails() throws Exception {
        Path directory = temporary.resolve("replica");
        DataSet other = DataSet.of("uploads", Files.createDirectory(temporary.resolve("uploads")));
        world.replicas = home -> home.replica(DataSet.of("webroot", directory)).replica(other);
        world.startAndSettle();
        world.ask("home", true);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
        assertThat(other.source()).isPresent();
        assertThat(world.told)
                .filteredOn(told -> told.title().equals(CAN_NOT_BE_PROMOTED))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.severity()).isEqualTo(Notification.Severity.CRITICAL);
                    assertThat(told.text()).contains(directory + " is not a directory");
                });
        Files.createDirectory(directory);
        world.run(Duration.ofSeconds(10));
        assertThat(DataSet.of("webroot", directory).source()).isPresent();
        assertThat(world.titles()).contains("www: making the replicas of home the sources no longer fails");
    }

    @Test
    @DisplayName("tells on a quiet day that its replica could not be promoted, and when that is over")
    void couldNotBePromoted() throws Exception {
        Path directory = temporary.resolve("replica");
        world.replicas = home -> home.replica(DataSet.of("webroot", directory));
        world.startAndSettle();
        assertThat(world.titles()).contains(CAN_NOT_BE_PROMOTED);
        Files.createDirectory(directory);
        world.run(Duration.ofMinutes(2));
        assertThat(world.titles()).endsWith("www: making the replicas of home the sources no longer fails");
        assertThat(DataSet.of("webroot", directory).source()).isEmpty();
    }

    @Test
    @DisplayName("is heard of at once where all is well otherwise, and nothing else would be looked at for a while")
    void heardOfAtPeace() throws Exception {
        DataSet replica = DataSet.of("webroot", Files.createDirectory(temporary.resolve("replica")));
        world.mirrors = prod -> prod.replica(replica);
        world.time.hang(name -> name.startsWith("promoting"));
        world.startAndSettle();
        world.run(Duration.ofSeconds(20));
        Instant began = world.events.stream()
                .filter(FailoverEvent.Decided.class::isInstance)
                .findFirst()
                .orElseThrow()
                .at();
        assertThat(world.told)
                .filteredOn(told -> told.title().equals("www: the replicas of prod can't be made the sources"))
                .singleElement()
                .satisfies(told -> assertThat(Duration.between(began, told.at()))
                        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11)));
    }
}
