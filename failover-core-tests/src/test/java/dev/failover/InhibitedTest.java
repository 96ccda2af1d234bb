package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What follows from a site that is down")
class InhibitedTest {
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private World world;

    @BeforeEach
    void prepare(@TempDir Path directory) {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void showsOldCertificate(String address, boolean up) {
        Health health = up ? Health.up("answered 200") : Health.down("HTTP 503");
        world.health.put(
                address, health.withCertificateExpiry(world.time.instant().plus(Duration.ofDays(2))));
    }

    private List<String> journalled() {
        return world.failover.history(100).stream()
                .map(entry -> entry.event())
                .filter(event -> event.kind() == JournalEvent.Kind.CONDITIONS || event.kind() == JournalEvent.Kind.TOLD)
                .map(event -> event.text() + " " + event.facts())
                .toList();
    }

    @Test
    @DisplayName("is not told, but shown and journalled; what is still so once it is up is told then")
    void certificate() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(A_WHILE);
        showsOldCertificate(World.HOME, false);
        world.run(A_WHILE);
        assertThat(world.titles()).containsExactly("www: home is down");
        assertThat(world.status().inhibited()).containsEntry("certificate-expiring/home", "site/home");
        assertThat(journalled())
                .anySatisfy(entry -> assertThat(entry).contains("inhibited/certificate-expiring/home=site/home"));
        long written = world.failover.history(1000).size();
        world.run(A_WHILE);
        assertThat(world.failover.history(1000)).as("journalled once").hasSize((int) written);

        showsOldCertificate(World.HOME, true);
        world.run(A_WHILE);
        assertThat(world.titles())
                .containsExactly(
                        "www: home is down", "www: home is no longer down", "www: the certificate of home runs out");
        assertThat(world.status().inhibited()).isEmpty();
    }

    @Test
    @DisplayName("and was told before goes on being told, without reminders meanwhile")
    void toldBefore() {
        world.remindEvery = Duration.ofMinutes(10);
        world.startAndSettle();
        showsOldCertificate(World.HOME, true);
        world.run(A_WHILE);
        assertThat(world.titles()).containsExactly("www: the certificate of home runs out");
        showsOldCertificate(World.HOME, false);
        world.run(Duration.ofMinutes(12));
        assertThat(world.titles())
                .contains("www: home is down")
                .anyMatch(title -> title.startsWith("www: still: home is down"))
                .noneMatch(title -> title.startsWith("www: still: the certificate"))
                .noneMatch(title -> title.contains("no longer runs out"));
    }

    @Test
    @DisplayName("also if it is another site: with both down, one message says so, and later what is left of it")
    void both() {
        world.startAndSettle();
        world.down(World.PROD);
        world.down(World.HOME);
        world.run(A_WHILE);
        assertThat(world.titles()).containsExactly("www: is down, and no site is ready");
        assertThat(world.status().inhibited()).containsEntry("standby-down/home", "no-ready-site");
        world.up(World.PROD);
        world.run(A_WHILE);
        assertThat(world.titles())
                .containsExactlyInAnyOrder(
                        "www: is down, and no site is ready",
                        "www: is no longer down without a site that is ready",
                        "www: home is down");
    }

    private void announce(String what, boolean ends) {
        Notification notification = new Notification(
                "www/sync/" + what + "/" + world.time.instant().toEpochMilli(),
                world.time.instant(),
                Severity.WARNING,
                "www",
                "www: sync webroot " + what,
                "no route to home",
                Map.of());
        world.failover.announce(
                "www", Set.of("home"), List.of(), notification.partOf("www/sync/webroot", Severity.WARNING, ends));
        world.run(Duration.ofSeconds(1));
    }

    private void loseHome() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(A_WHILE);
    }

    @Test
    @DisplayName("and an application found out is told once the site has been up for two minutes, if it goes on")
    void announced() {
        loseHome();
        announce("fails", false);
        world.run(A_WHILE);
        assertThat(world.titles()).containsExactly("www: home is down");
        assertThat(world.status().inhibited()).containsEntry("www/sync/webroot", "site/home");
        assertThat(journalled())
                .anySatisfy(entry -> assertThat(entry)
                        .contains("www: sync webroot fails", "inhibited=not told, as it follows from site/home"));
        world.up(World.HOME);
        world.run(A_WHILE);
        assertThat(world.titles()).doesNotContain("www: sync webroot fails");
        world.run(Duration.ofMinutes(2));
        assertThat(world.titles()).containsOnlyOnce("www: sync webroot fails");
        assertThat(world.status().inhibited()).isEmpty();
        announce("goes on", true);
        assertThat(world.titles()).endsWith("www: sync webroot goes on");
    }

    @Test
    @DisplayName("and is over by then is told neither at its beginning nor at its end")
    void announcedAndOver() {
        loseHome();
        announce("fails", false);
        world.up(World.HOME);
        world.run(A_WHILE);
        announce("goes on", true);
        world.run(Duration.ofMinutes(5));
        assertThat(world.titles()).containsExactly("www: home is down", "www: home is no longer down");
        assertThat(journalled()).anySatisfy(entry -> assertThat(entry).contains("is over, and was not told"));
    }

    @Test
    @DisplayName("is told if it began before that, and so is its end")
    void announcedBefore() {
        world.startAndSettle();
        announce("fails", false);
        world.down(World.HOME);
        world.run(A_WHILE);
        announce("goes on", true);
        assertThat(world.titles())
                .containsExactly("www: sync webroot fails", "www: home is down", "www: sync webroot goes on");
    }
}
