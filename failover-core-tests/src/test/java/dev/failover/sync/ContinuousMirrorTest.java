package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.sync.MirrorStatus.State;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A continuous mirror")
class ContinuousMirrorTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration RESCAN = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final ManualScheduler time = new ManualScheduler();
    private final ScriptedWatch.Supply watch = new ScriptedWatch.Supply();
    private final List<MirrorEvent> events = new ArrayList<>();
    private Path source;
    private Path target;
    private FaultySync sync;
    private DataMirror mirror;
    private ContinuousMirror continuous;

    @BeforeEach
    void started() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        sync = new FaultySync(target);
        for (int i = 0; i < 10; i++) {
            Files.writeString(source.resolve("page" + i), "page " + i);
        }
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(sync)
                .build();
        mirror.prepare();
        continuous = ContinuousMirror.builder()
                .mirror(mirror)
                .rescan(RESCAN)
                .patience(Duration.ofMinutes(1))
                .watches(watch)
                .listener(events::add)
                .build();
        continuous.start(time);
        time.advance(SOON);
        assertThat(sync.runs).as("a complete run at the start").hasSize(1);
        assertThat(sync.runs.get(0).paths()).isEmpty();
        sync.runs.clear();
        events.clear();
    }

    private void write(String name, String content) throws Exception {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void assertPartOf(String... paths) {
        assertThat(sync.runs).hasSize(1);
        assertThat(sync.runs.get(0).paths())
                .contains(
                        Set.copyOf(java.util.Arrays.stream(paths).map(Path::of).toList()));
    }

    private void assertComplete() {
        assertThat(sync.runs).hasSize(1);
        assertThat(sync.runs.get(0).paths()).isEqualTo(Optional.empty());
    }

    private List<Kind> kinds() {
        return events.stream().map(MirrorEvent::kind).toList();
    }

    // Changes.

    @Test
    @DisplayName("sends a change within a millisecond when it is idle")
    void actsAtOnce() throws Exception {
        write("page1", "changed");
        watch.changed("page1");
        time.advance(SOON);
        assertPartOf("page1");
        assertThat(target.resolve("page1")).hasContent("changed");
        assertThat(continuous.status().state()).isEqualTo(State.IDLE);
    }

    @Test
    @DisplayName("sends the changes of one moment in one run, what is below another with it")
    void batches() throws Exception {
        write("new/deep/file", "x");
        watch.changed("page1", "new", "new/deep", "new/deep/file", "page1");
        time.advance(SOON);
        assertPartOf("page1", "new");
        assertThat(target.resolve("new/deep/file")).exists();
    }

    @Test
    @DisplayName("passes deletions and renames on")
    void renames() throws Exception {
        Files.move(source.resolve("page1"), source.resolve("renamed"));
        Files.delete(source.resolve("page2"));
        watch.changed("page1", "renamed", "page2");
        time.advance(SOON);
        assertThat(target.resolve("page1")).doesNotExist();
        assertThat(target.resolve("page2")).doesNotExist();
        assertThat(target.resolve("renamed")).hasContent("page 1");
    }

    @Test
    @DisplayName("never makes two runs at once; what changes during one is sent by the next")
    void oneAtATime() throws Exception {
        write("page1", "one");
        watch.changed("page1");
        sync.during = () -> {
            sync.during = () -> {};
            watch.changed("page2");
            watch.changed("page3");
        };
        write("page2", "two");
        time.advance(Duration.ofMillis(200));
        assertThat(sync.runs)
                .extracting(MirrorRequest::paths)
                .containsExactly(
                        Optional.of(Set.of(Path.of("page1"))), Optional.of(Set.of(Path.of("page2"), Path.of("page3"))));
        assertThat(target.resolve("page2")).hasContent("two");
    }

    @Test
    @DisplayName("looks through everything rather than name more paths than that costs")
    void backpressure() {
        for (int i = 0; i < 20_000; i++) {
            watch.changed("many/" + i);
        }
        time.advance(SOON);
        assertComplete();
    }

    // Complete runs.

    @Test
    @DisplayName("makes a complete run when changes were lost")
    void lostChanges() {
        watch.changed("");
        time.advance(SOON);
        assertComplete();
    }

    @Test
    @DisplayName("makes a complete run periodically, so that nothing is missed for longer (L6)")
    void periodically() throws Exception {
        write("unseen", "x");
        time.advance(RESCAN.plus(SOON));
        assertComplete();
        assertThat(target.resolve("unseen")).exists();
        assertThat(continuous.status().latest())
                .hasValueSatisfying(mark -> assertThat(mark.sequence()).isEqualTo(2));
    }

    @Test
    @DisplayName("goes on by periodic runs when the watches are used up, and says what to raise")
    void blind() throws Exception {
        watch.blind("raise fs.inotify.max_user_watches");
        time.advance(SOON);
        assertComplete();
        assertThat(kinds()).contains(Kind.BLIND);
        assertThat(continuous.status().blind()).contains("max_user_watches").contains("every 30s");
        write("unseen", "x");
        time.advance(RESCAN);
        assertThat(target.resolve("unseen")).exists();
        time.advance(Duration.ofMinutes(11));
        assertThat(watch.made).as("watches, the first one included").hasSize(2);
        assertThat(watch.made.get(0).closed).isTrue();
        assertThat(continuous.status().blind()).isEmpty();
    }

    @Test
    @DisplayName("makes another complete run soon when the source changed under one")
    void changedMeanwhile() {
        sync.sourceChanges = true;
        time.advance(RESCAN.plus(SOON));
        sync.sourceChanges = false;
        assertThat(sync.runs).hasSize(1);
        time.advance(Duration.ofSeconds(3));
        assertThat(sync.runs).hasSize(2);
        assertThat(kinds()).endsWith(Kind.ALL_MIRRORED);
        time.advance(Duration.ofSeconds(20));
        assertThat(sync.runs).hasSize(2);
    }

    // Trouble.

    @Test
    @DisplayName("catches up by itself after an outage, with ever longer pauses during it")
    void outage() throws Exception {
        write("page1", "during the outage");
        sync.failure = new UnavailableException("connection refused");
        watch.changed("page1");
        time.advance(Duration.ofMinutes(10));
        int tries = kinds().stream().filter(Kind.RUN_FAILED::equals).toList().size();
        assertThat(tries).isBetween(15, 40);
        assertThat(kinds()).containsOnlyOnce(Kind.FAILING);
        assertThat(continuous.status().state()).isEqualTo(State.FAILING);
        assertThat(continuous.status().problem()).isEqualTo("connection refused");
        write("page2", "too");
        watch.changed("page2");
        sync.failure = null;
        time.advance(Duration.ofSeconds(31));
        assertThat(target.resolve("page1")).hasContent("during the outage");
        assertThat(target.resolve("page2")).hasContent("too");
        assertThat(kinds()).containsSubsequence(Kind.FAILING, Kind.RECOVERED, Kind.ALL_MIRRORED);
        assertThat(continuous.status().problem()).isEmpty();
        assertThat(continuous.status().failingSince()).isEmpty();
    }

    @Test
    @DisplayName("tells, once, what keeps every run from being complete, and that it is over")
    void neverComplete() throws Exception {
        sync.sourceChanges = true;
        for (int minute = 0; minute < 3; minute++) {
            time.advance(Duration.ofMinutes(1));
            write("page1", "changed " + minute);
            watch.changed("page1");
        }
        assertThat(kinds()).containsOnlyOnce(Kind.FAILING).doesNotContain(Kind.RUN_FAILED);
        assertThat(continuous.status().state()).isEqualTo(State.FAILING);
        assertThat(continuous.status().problem())
                .contains("no run was complete since")
                .contains("big.db changed while being sent");
        sync.sourceChanges = false;
        time.advance(Duration.ofMinutes(1));
        assertThat(kinds()).containsSubsequence(Kind.FAILING, Kind.RECOVERED);
        assertThat(continuous.status().problem()).isEmpty();
        assertThat(continuous.status().state()).isEqualTo(State.IDLE);
    }

    @Test
    @DisplayName("tells of an outage after the same time whether or not the clock was set back or ahead meanwhile")
    void outageUnderAClockThatIsSet() {
        sync.failure = new UnavailableException("connection refused");
        watch.changed("page1");
        time.advance(Duration.ofSeconds(5));
        time.jumpWallClock(Duration.ofHours(5));
        time.advance(Duration.ofSeconds(20));
        assertThat(kinds()).contains(Kind.RUN_FAILED).doesNotContain(Kind.FAILING);
        time.jumpWallClock(Duration.ofHours(-9));
        time.advance(Duration.ofMinutes(2));
        assertThat(kinds()).contains(Kind.FAILING);
    }

    @Test
    @DisplayName("does not trouble anybody about an outage that is over soon")
    void shortOutage() {
        sync.failure = new UnavailableException("connection reset");
        watch.changed("page1");
        time.advance(Duration.ofSeconds(5));
        sync.failure = null;
        time.advance(Duration.ofSeconds(10));
        assertThat(kinds()).contains(Kind.RUN_FAILED, Kind.ALL_MIRRORED).doesNotContain(Kind.FAILING, Kind.RECOVERED);
    }

    @Test
    @DisplayName("leaves the other side alone for as long as it asks")
    void retryAfter() {
        sync.failure = new UnavailableException("full", null, Duration.ofMinutes(5));
        watch.changed("page1");
        time.advance(Duration.ofMinutes(4));
        assertThat(kinds()).containsExactly(Kind.RUN_FAILED);
    }

    @Test
    @DisplayName("falls back to a complete run when one over some paths is rejected")
    void rejectedPart() {
        sync.failure = new RejectedException("odd");
        watch.changed("page1");
        time.advance(SOON);
        sync.failure = null;
        sync.runs.clear();
        time.advance(Duration.ofSeconds(1));
        assertComplete();
    }

    @Test
    @DisplayName("survives a bug of a transport")
    void bug() {
        sync.failure = new IllegalStateException("a bug");
        watch.changed("page1");
        time.advance(SOON);
        sync.failure = null;
        time.advance(Duration.ofSeconds(1));
        assertThat(kinds()).containsExactly(Kind.RUN_FAILED, Kind.ALL_MIRRORED);
    }

    // Halts.

    @Test
    @DisplayName("halts when the source can't be believed, says so once, and goes on at a human's word only (S12)")
    void halts() throws Exception {
        for (int i = 0; i < 6; i++) {
            Files.delete(source.resolve("page" + i));
            watch.changed("page" + i);
        }
        time.advance(SOON);
        assertThat(continuous.status().state()).isEqualTo(State.HALTED);
        assertThat(continuous.status().problem()).contains("4 files");
        assertThat(continuous.status().remedy()).contains(Remedy.ACCEPT_SOURCE);
        for (int i = 0; i < 6; i++) {
            write("page" + i, "back again, by whom?");
        }
        time.advance(Duration.ofHours(1));
        assertThat(sync.runs).isEmpty();
        assertThat(kinds()).containsExactly(Kind.HALTED);
        mirror.acceptSource("ann", time.instant());
        time.advance(Duration.ofSeconds(31));
        assertThat(kinds()).contains(Kind.RESUMED);
        assertThat(target.resolve("page0")).hasContent("back again, by whom?");
        assertThat(continuous.status().state()).isEqualTo(State.IDLE);
        assertThat(watch.made).as("what came back is watched anew").hasSize(2);
    }

    @Test
    @DisplayName("tells of a command that failed, and mirrors on")
    void failedCommand() throws Exception {
        continuous.stop();
        time.runUntilIdle();
        events.clear();
        DataMirror commanding = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(sync)
                .after(new AfterSync(
                        Exclusions.of(List.of("page1")),
                        List.of("reload"),
                        AfterSync.Where.TARGET,
                        Duration.ofSeconds(1)))
                .build();
        sync.commandFailure = new RejectedException("no such unit");
        ContinuousMirror.builder()
                .mirror(commanding)
                .watches(watch)
                .listener(events::add)
                .build()
                .start(time);
        time.advance(SOON);
        assertThat(kinds()).containsExactly(Kind.ALL_MIRRORED, Kind.COMMAND_FAILED);
    }

    @Test
    @DisplayName("does nothing any more once closed")
    void closed() {
        continuous.stop();
        watch.changed("page1");
        time.advance(Duration.ofHours(1));
        assertThat(sync.runs).isEmpty();
        assertThat(watch.last().closed).isTrue();
        assertThat(continuous.status().state()).isEqualTo(State.STOPPED);
    }
}
