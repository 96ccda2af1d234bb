package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Condition;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.dns.RecordSet;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.testkit.InMemoryTrafficSwitch;
import dev.failover.traffic.Traffic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A traffic switch beside the records")
class TrafficSwitchTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private World world;

    @BeforeEach
    void begin() {
        world = new World(directory);
        world.balancer = new InMemoryTrafficSwitch("prod", "home");
    }

    @AfterEach
    void end() {
        if (world.failover != null) {
            world.close();
        }
    }

    private boolean isAt(String site) {
        return world.balancer.where().equals(Traffic.to(site))
                && world.status().state().transition().isEmpty()
                && world.active().equals(site);
    }

    private void failOver() {
        world.down(World.PROD);
        assertThat(world.time.runUntil(() -> isAt("home"), LIMIT)).isLessThan(LIMIT);
    }

    private List<Condition.Kind> conditions() {
        return world.status().decision().conditions().stream()
                .map(Condition::kind)
                .toList();
    }

    @Test
    @DisplayName("moves with them, is intended before it is moved, and shows in the status")
    void moves() {
        world.startAndSettle();
        assertThat(world.balancer.redirections()).as("adopted as it is").isZero();
        failOver();
        assertThat(world.served()).contains(World.HOME);
        List<JournalEvent.Kind> kinds = world.failover.history(100).stream()
                .map(entry -> entry.event().kind())
                .toList();
        assertThat(kinds).containsSubsequence(JournalEvent.Kind.SWITCHED, JournalEvent.Kind.WRITTEN);
        assertThat(world.failover.history(100))
                .filteredOn(entry -> entry.event().kind() == JournalEvent.Kind.SWITCHED)
                .singleElement()
                .satisfies(entry -> assertThat(entry.state().outstanding())
                        .as("intended by the entry that decides")
                        .extracting(Placement::text)
                        .contains("balancer to home"));
        assertThat(world.status().look().orElseThrow().records())
                .filteredOn(looked -> looked.place().isSwitch())
                .singleElement()
                .satisfies(looked -> {
                    assertThat(looked.name()).isEqualTo("balancer");
                    assertThat(looked.decided().map(RecordSet::values)).contains(java.util.Set.of("home"));
                });
        world.run(Duration.ofMinutes(10));
        assertThat(world.balancer.redirections()).as("once is enough").isEqualTo(1);
    }

    @Test
    @DisplayName("that somebody moved is left as it is, until a human asks for a switch")
    void movedByHand() {
        world.startAndSettle();
        world.balancer.redirect(Traffic.elsewhere("web9"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.status().records().status()).isEqualTo(Status.FOREIGN);
        assertThat(world.status().records().sentence())
                .isEqualTo("the site behind balancer is ? web9, which was not put there by us");
        assertThat(conditions()).contains(Condition.Kind.FOREIGN_RECORDS);
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).as("somebody else is at work").isEqualTo("prod");
        assertThat(world.balancer.where()).isEqualTo(Traffic.elsewhere("web9"));
        world.ask("home", false);
        assertThat(world.time.runUntil(() -> isAt("home"), LIMIT)).isLessThan(LIMIT);
    }

    @Test
    @DisplayName("that does not say who gets the traffic hinders no record, and is told until it follows")
    void unreachable() {
        world.startAndSettle();
        world.balancer.trouble(new UnavailableException("the balancer does not answer"));
        world.down(World.PROD);
        world.runUntilServed(World.HOME, LIMIT);
        assertThat(world.served()).contains(World.HOME);
        world.run(Duration.ofMinutes(2));
        assertThat(world.status().state().transition()).as("half done").isPresent();
        assertThat(world.titles()).anySatisfy(title -> assertThat(title).contains("can't"));
        assertThat(world.status().isPublishingFailing()).isTrue();
        world.balancer.trouble(null);
        assertThat(world.time.runUntil(() -> isAt("home"), LIMIT)).isLessThan(LIMIT);
    }

    @Test
    @DisplayName("whose traffic goes to no one site is never taken for being at the records' site")
    void ambiguous() {
        world.balancer.redirect(Traffic.elsewhere("prod and home"));
        world.startAndSettle();
        assertThat(world.status().state().assignment()).isEmpty();
        assertThat(world.status().records().status()).isEqualTo(Status.FOREIGN);
        world.balancer.redirect(Traffic.to("home"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.status().state().assignment())
                .as("a mix is no site either")
                .isEmpty();
        world.balancer.redirect(Traffic.to("prod"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).isEqualTo("prod");
    }

    @Test
    @DisplayName("that can't send to a site is left as it is, and is known for ours when its turn comes again")
    void leftAlone() {
        world.balancer = new InMemoryTrafficSwitch("prod");
        world.startAndSettle();
        world.down(World.PROD);
        world.runUntilServed(World.HOME, LIMIT);
        world.run(Duration.ofMinutes(1));
        assertThat(world.status().state().transition()).isEmpty();
        assertThat(world.status().records().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(world.balancer.redirections()).isZero();
        world.up(World.PROD);
        world.run(Duration.ofMinutes(2));
        world.ask("prod", false);
        assertThat(world.time.runUntil(() -> isAt("prod"), LIMIT)).isLessThan(LIMIT);
        world.stop();
        world.startAndSettle();
        assertThat(world.status().records().status()).isEqualTo(Status.AS_DECIDED);
    }

    @Test
    @DisplayName("waits until the zone has the number of the decision, where there is an ownership record")
    void afterTheClaim() {
        world.owner = "a";
        world.startAndSettle();
        world.holding = true;
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.balancer.redirections())
                .as("nobody else could see whose decision it is")
                .isZero();
        world.holding = false;
        assertThat(world.time.runUntil(() -> isAt("home"), LIMIT)).isLessThan(LIMIT);
    }

    @Test
    @DisplayName("goes on after a restart where it was")
    void restarts() {
        world.startAndSettle();
        world.balancer.trouble(new UnavailableException("the balancer does not answer"));
        world.down(World.PROD);
        world.runUntilServed(World.HOME, LIMIT);
        world.stop();
        world.balancer.trouble(null);
        world.startAndSettle();
        assertThat(world.time.runUntil(() -> isAt("home"), LIMIT)).isLessThan(LIMIT);
        assertThat(world.failover.history(100).stream()
                        .map(JournalEntry::event)
                        .filter(event -> event.kind() == JournalEvent.Kind.SWITCHED))
                .hasSize(1);
    }

    @Test
    @DisplayName("and without any record is enough, where references show whether the watcher is cut off")
    void alone() throws Exception {
        world.withoutRecord = true;
        assertThatThrownBy(() -> world.build(Mode.ACT))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("references: is missing: www has no record");
        try (ServerSocket anywhere = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            world.references = List.of("127.0.0.1:" + anywhere.getLocalPort());
            world.startAndSettle();
            assertThat(world.active()).isEqualTo("prod");
            assertThat(world.status().records().sentence()).isEqualTo("the traffic goes where that was decided");
            assertThat(world.status().prediction().publishing()).isEqualTo(world.balancer.longest());
            assertThat(world.status().prediction().caching()).isZero();
            failOver();
        }
    }

    @Test
    @DisplayName("is refused where it can't be what it is to be")
    void refused() {
        world.balancer = new InMemoryTrafficSwitch("prod", "paris");
        assertThatThrownBy(() -> world.build(Mode.ACT))
                .hasMessageContaining("balancer can send to paris, which is no site of www, only [home, prod] are");
        world.balancer = new InMemoryTrafficSwitch("prod");
        world.withoutRecord = true;
        world.owner = "a";
        assertThatThrownBy(() -> world.build(Mode.ACT)).hasMessageContaining("ownership: needs a record");
        world.owner = null;
        assertThatThrownBy(() -> world.build(Mode.ACT))
                .hasMessageContaining("none can send to home, and there is no record that could lead there");
    }

    @Test
    @DisplayName("proves nothing of the world: a watcher whose zones are silent is cut off, whatever a switch says")
    void provesNothing() {
        world.startAndSettle();
        world.serversSilent = true;
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).isEqualTo("prod");
        assertThat(conditions()).contains(Condition.Kind.ISOLATED);
        assertThat(world.status().state().assignment().map(now -> now.site())).isEqualTo(Optional.of("prod"));
    }
}
