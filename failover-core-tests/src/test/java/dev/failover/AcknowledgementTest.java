package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.decision.Acknowledgement;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What goes on is told again")
class AcknowledgementTest {
    private World world;

    @BeforeEach
    void prepare(@TempDir Path directory) {
        world = new World(directory);
        world.remindEvery = Duration.ofMinutes(10);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void loseStandby() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofMinutes(1));
        assertThat(world.titles()).contains("www: home is down");
    }

    private List<Notification> reminders() {
        return world.told.stream()
                .filter(told -> told.id().contains("/reminder/"))
                .toList();
    }

    private void acknowledge() {
        world.await(world.failover.acknowledge("www", "anna", "the disk is ordered"));
        world.run(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("each interval, as a part of the same incident, until it is over")
    void reminds() {
        loseStandby();
        Notification raised = world.told.get(world.told.size() - 1);
        world.run(Duration.ofMinutes(7));
        assertThat(reminders()).isEmpty();
        world.run(Duration.ofMinutes(15));
        assertThat(reminders()).hasSize(2).allSatisfy(reminder -> {
            assertThat(reminder.incident()).isEqualTo(raised.incident());
            assertThat(reminder.severity()).isEqualTo(Severity.WARNING);
            assertThat(reminder.endsIncident()).isFalse();
            assertThat(reminder.text()).startsWith("home is DOWN: connection refused.");
        });
        assertThat(reminders().get(0).title()).startsWith("www: still: home is down, for 10m");

        world.up(World.HOME);
        world.run(Duration.ofMinutes(22));
        assertThat(reminders()).hasSize(2);
    }

    @Test
    @DisplayName("once, however often the process is started anew meanwhile")
    void restarted() {
        loseStandby();
        world.run(Duration.ofMinutes(10));
        assertThat(reminders()).hasSize(1);
        for (int i = 0; i < 3; i++) {
            world.stop().start();
            world.run(Duration.ofMinutes(1));
        }
        assertThat(reminders()).hasSize(1);
        world.run(Duration.ofMinutes(10));
        assertThat(reminders()).hasSize(2);
    }

    @Test
    @DisplayName(
            "until somebody says that they know: journalled, told once, also after a restart; of what comes later as ever")
    void acknowledged() {
        loseStandby();
        acknowledge();
        acknowledge();
        assertThat(world.titles()).filteredOn("www: anna knows of it"::equals).hasSize(1);
        assertThat(world.failover.history(20))
                .extracting(JournalEntry::event)
                .filteredOn(event -> event.kind() == JournalEvent.Kind.ACKNOWLEDGED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.text()).isEqualTo("by anna: standby-down/home");
                    assertThat(event.facts()).containsEntry("reason", "the disk is ordered");
                });
        world.run(Duration.ofMinutes(22));
        world.stop().start();
        world.run(Duration.ofMinutes(22));
        assertThat(reminders()).isEmpty();
        assertThat(world.status().state().acknowledgement())
                .map(Acknowledgement::by)
                .contains("anna");

        world.up(World.HOME);
        world.run(Duration.ofMinutes(1));
        assertThat(world.status().state().acknowledgement()).isEmpty();
        world.down(World.HOME);
        world.run(Duration.ofMinutes(12));
        assertThat(reminders()).hasSize(1);
    }

    @Test
    @DisplayName("of a service that is where it is degraded, until it is left")
    void degraded() {
        world.homeDegraded = true;
        world.startAndSettle();
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofMinutes(2));
        world.up(World.PROD);
        world.run(Duration.ofMinutes(12));
        assertThat(reminders())
                .extracting(Notification::title)
                .anyMatch(title -> title.startsWith("www: still: is at home"));
        int before = reminders().size();
        acknowledge();
        world.run(Duration.ofMinutes(22));
        assertThat(reminders()).hasSize(before);
    }

    @Test
    @DisplayName("and with the word of who knows, a latch ends, but no pause")
    void latch() {
        world.switchTooOften();
        assertThat(world.status().state().latch()).isPresent();
        world.await(world.failover.pause("www", "ada", "works"));
        acknowledge();
        assertThat(world.status().state().latch()).isEmpty();
        assertThat(world.status().state().pause()).isPresent();
        assertThat(world.titles()).endsWith("www: anna knows of it", "www: may be switched automatically again");

        world.await(world.failover.resume("www", "ada", "works are done"));
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    @DisplayName("nothing of what is as it should be, which needs no acknowledgement")
    void nothing() {
        world.startAndSettle();
        acknowledge();
        world.run(Duration.ofMinutes(22));
        assertThat(world.titles()).doesNotContain("www: anna knows of it");
        assertThat(reminders()).isEmpty();
    }

    @Test
    @DisplayName("and who knows has a name")
    void nameless() {
        loseStandby();
        assertThatThrownBy(() -> world.await(world.failover.acknowledge("www", " ", "")))
                .hasStackTraceContaining("an acknowledgement needs a name");
        assertThat(world.status().state().acknowledgement()).isEmpty();
    }
}
