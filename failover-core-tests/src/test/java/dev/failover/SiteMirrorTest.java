package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.Marker;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorStatus.State;
import dev.failover.sync.Unwatched;
import dev.failover.testkit.LocalFileSync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A site's data is mirrored")
class SiteMirrorTest {
    private static final Duration RESCAN = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final List<MirrorEvent> events = new ArrayList<>();
    private World world;
    private Path prod;
    private Path home;
    private ContinuousMirror there;
    private ContinuousMirror back;

    @BeforeEach
    void twoSites() throws Exception {
        prod = Files.createDirectory(temporary.resolve("prod"));
        home = Files.createDirectory(temporary.resolve("home"));
        Files.writeString(prod.resolve("page"), "first");
        there = mirror(prod, home);
        back = mirror(home, prod);
        world = new World(temporary.resolve("state"));
        world.mirrors = site -> site.mirror(there);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ContinuousMirror mirror(Path from, Path to) {
        DataMirror mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", from))
                .target(LocalFileSync.into(to))
                .prepareAtFirstContact(true)
                .build();
        return Unwatched.builder()
                .mirror(mirror)
                .rescan(RESCAN)
                .listener(events::add)
                .build();
    }

    private void switchTo(String site) {
        world.ask(site, true);
        world.run(Duration.ofSeconds(5));
        assertThat(world.active()).isEqualTo(site);
    }

    private static State state(ContinuousMirror mirror) {
        return mirror.status().state();
    }

    @Test
    @DisplayName("while it is the active one, from the first look on")
    void whileActive() {
        assertThat(state(there)).isEqualTo(State.STOPPED);
        world.startAndSettle();
        assertThat(home.resolve("page")).hasContent("first");
        assertThat(state(there)).isEqualTo(State.IDLE);
    }

    @Test
    @DisplayName("no more from the decision on that leaves it, whatever is published by then (S11)")
    void leaves() throws Exception {
        world.startAndSettle();
        world.holding = true;
        Instant decided = world.time.instant();
        world.ask("home", true);
        assertThat(world.served()).as("not published yet").contains(World.PROD);
        assertThat(state(there)).isEqualTo(State.STOPPED);
        assertThat(there.sentUntil()).contains(decided);
        Files.writeString(prod.resolve("page"), "written too late");
        world.letGo();
        world.run(RESCAN.multipliedBy(3));
        assertThat(home.resolve("page")).hasContent("first");
        switchTo("prod");
        assertThat(home.resolve("page")).as("active again").hasContent("written too late");
    }

    @Test
    @DisplayName("not by a process that starts after it was left")
    void notAfterARestart() throws Exception {
        world.startAndSettle();
        switchTo("home");
        world.stop();
        Files.writeString(prod.resolve("page"), "written too late");
        events.clear();
        world.start();
        world.run(RESCAN.multipliedBy(3));
        assertThat(events).isEmpty();
        assertThat(home.resolve("page")).hasContent("first");
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "ACT", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("by whoever acts, and not by a dry run or for a human's single request (S18)")
    void notOtherwise(Mode mode) {
        world.start(mode);
        world.run(RESCAN.multipliedBy(2));
        assertThat(events).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    @DisplayName("from a site that was entered once its replica is the source, in the epoch of the switch (S11)")
    void afterThePromotion() throws Exception {
        world.replicas = site -> site.replica(DataSet.of("webroot", home)).mirror(back);
        world.startAndSettle();
        Path elsewhere = Files.move(home, temporary.resolve("not mounted"));
        events.clear();
        world.ask("home", true);
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).isEqualTo("home");
        assertThat(events).as("nothing halted, as nothing was tried").isEmpty();
        Files.move(elsewhere, home);
        Files.writeString(home.resolve("page"), "written at home");
        world.run(Duration.ofSeconds(10));
        assertThat(prod.resolve("page")).hasContent("written at home");
        assertThat(DataSet.of("webroot", prod).target()).map(Marker::epoch).contains(2L);
        assertThat(state(there)).isEqualTo(State.STOPPED);
    }

    @Test
    @DisplayName("from a site with a replica of other data at once")
    void otherData() throws Exception {
        Path letters = temporary.resolve("letters");
        world.replicas = site -> site.replica(DataSet.of("letters", letters)).mirror(back);
        world.startAndSettle();
        Files.delete(prod.resolve(".failover/source"));
        switchTo("home");
        assertThat(state(back)).isNotEqualTo(State.STOPPED);
    }

    @Test
    @DisplayName("no more once the failover is closed")
    void closed() {
        world.startAndSettle();
        world.close();
        assertThat(state(there)).isEqualTo(State.STOPPED);
        world.startAndSettle();
        assertThat(state(there)).isEqualTo(State.IDLE);
    }
}
