package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.component.UnavailableException;
import dev.failover.sync.AfterSync.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A mirror of a data set")
class DataMirrorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path temporary;

    private Path prod;
    private Path home;
    private FaultySync toHome;
    private DataMirror mirror;

    @BeforeEach
    void twoSites() throws Exception {
        prod = Files.createDirectory(temporary.resolve("prod"));
        home = Files.createDirectory(temporary.resolve("home"));
        toHome = new FaultySync(home);
        mirror = mirror(prod, toHome);
        for (int i = 0; i < 10; i++) {
            Files.writeString(prod.resolve("page" + i), "page " + i);
        }
    }

    private static DataMirror mirror(Path source, FileSync target) {
        return DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(target)
                .build();
    }

    private DataMirror.Result everything() throws InterruptedException {
        return mirror.everything(MirrorListener.NONE);
    }

    private DataMirror.Result some(String... paths) throws InterruptedException {
        return mirror.some(
                Set.copyOf(java.util.Arrays.stream(paths).map(Path::of).toList()), MirrorListener.NONE);
    }

    private void delete(int... pages) throws IOException {
        for (int page : pages) {
            Files.delete(prod.resolve("page" + page));
        }
    }

    // Set up on purpose.

    @Test
    @DisplayName("is refused before source and target were marked for each other, and says how to")
    void unprepared() {
        assertThatThrownBy(this::everything)
                .isInstanceOf(RejectedException.class)
                .satisfies(asks(Remedy.PREPARE));
        assertThat(toHome.runs).isEmpty();
    }

    @Test
    @DisplayName("is prepared once; again changes nothing")
    void preparedTwice() throws Exception {
        Marker first = mirror.prepare();
        assertThat(mirror.prepare()).isEqualTo(first);
        assertThat(DataSet.of("webroot", home).target()).contains(first);
        assertThat(DataSet.of("webroot", home).source()).isEmpty();
    }

    @Test
    @DisplayName("leaves a target alone that is marked for another source, or another data set")
    void anothersTarget() throws Exception {
        mirror.prepare();
        everything();
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.writeString(other.resolve("other"), "other");
        DataMirror others = mirror(other, toHome);
        assertThatThrownBy(others::prepare).isInstanceOf(ConflictException.class);
        DataSet.of("webroot", other).prepare();
        assertThatThrownBy(() -> others.everything(MirrorListener.NONE)).isInstanceOf(ConflictException.class);
        Path letters = Files.createDirectory(temporary.resolve("letters"));
        DataMirror another = DataMirror.builder()
                .dataSet(DataSet.of("mail", letters))
                .target(toHome)
                .build();
        assertThatThrownBy(another::prepare)
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("webroot");
        assertThat(home.resolve("page0")).exists();
        assertThat(home.resolve("other")).doesNotExist();
    }

    @Test
    @DisplayName("is prepared by a first run, if that is allowed, which deletes nothing; never from an empty source")
    void firstContact() throws Exception {
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", prod))
                .target(toHome)
                .prepareAtFirstContact(true)
                .build();
        Files.writeString(home.resolve("somebody else's"), "x");
        assertThatThrownBy(this::everything)
                .isInstanceOf(RejectedException.class)
                .satisfies(asks(Remedy.PREPARE));
        assertThat(home.resolve("somebody else's")).exists();
        assertThat(DataSet.of("webroot", prod).source()).isEmpty();
        Files.delete(home.resolve("somebody else's"));
        assertThat(everything().watermark()).isPresent();
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        DataMirror unmounted = DataMirror.builder()
                .dataSet(DataSet.of("webroot", empty))
                .target(new FaultySync(temporary.resolve("new")))
                .prepareAtFirstContact(true)
                .build();
        assertThatThrownBy(() -> unmounted.everything(MirrorListener.NONE)).isInstanceOf(RejectedException.class);
    }

    private DataMirror contacting(Path source) {
        return DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(toHome)
                .prepareAtFirstContact(true)
                .build();
    }

    @Test
    @DisplayName("says of a first contact what it sent, once, and makes one run of it")
    void firstContactIsOneRun() throws Exception {
        mirror = contacting(prod);
        DataMirror.Result result = everything();
        assertThat(result.report().orElseThrow().transferredFiles()).isEqualTo(10);
        assertThat(result.watermark().orElseThrow().sequence()).isEqualTo(1);
        assertThat(toHome.runs).hasSize(1);
        assertThat(everything().watermark().orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    @DisplayName("goes on by itself when a first contact is cut short, whatever of it was done")
    void firstContactCutShort() throws Exception {
        for (int notes = 0; notes < 3; notes++) {
            for (boolean written : new boolean[] {false, true}) {
                delete(home.resolve(".failover"));
                delete(prod.resolve(".failover"));
                mirror = contacting(prod);
                toHome.notesBeforeFailure = notes;
                toHome.writesBeforeFailing = written;
                if (notes < 2) {
                    assertThatThrownBy(this::everything).isInstanceOf(UnavailableException.class);
                }
                toHome.notesBeforeFailure = -1;
                mirror = contacting(prod);
                assertThat(everything().watermark())
                        .as("after %d notes, the next %s written", notes, written ? "" : "not")
                        .isPresent();
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "never makes one of two sources the other, by a first contact that was cut short or by what a human prepared")
    void firstContactOfAnother() throws Exception {
        mirror.prepare();
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.writeString(other.resolve("other"), "other");
        DataMirror others = contacting(other);
        assertThat(others.everything(MirrorListener.NONE).halted()).isPresent();
        assertThat(DataSet.of("webroot", other).source()).isEmpty();
        assertThat(everything().watermark()).isPresent();
    }

    @Test
    @DisplayName(
            "does not take a second source for the first because a human accepts it, and deletes nothing of the first")
    void acceptedAnother() throws Exception {
        mirror = contacting(prod);
        everything();
        Path other = Files.createDirectory(temporary.resolve("other"));
        for (int i = 0; i < 10; i++) {
            Files.writeString(other.resolve("page" + i), "page " + i);
            Files.setLastModifiedTime(other.resolve("page" + i), FileTime.from(NOW.plusSeconds(i)));
        }
        DataMirror others = contacting(other);
        assertThat(others.everything(MirrorListener.NONE).halted())
                .hasValueSatisfying(why -> assertThat(why).contains("choose another target"));
        assertThatThrownBy(() -> others.acceptSource("ann", NOW))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Nothing was accepted")
                .hasMessageContaining("choose another target");
        assertThat(DataSet.of("webroot", other).source()).isEmpty();
        assertThat(everything().watermark()).isPresent();
        assertThat(home.resolve("page9")).hasContent("page 9");
    }

    @Test
    @DisplayName("is not prepared the wrong way round: a replica never becomes the source by mistake (S11)")
    void wrongWayRound() throws Exception {
        mirror.prepare();
        everything();
        Files.writeString(home.resolve("page0"), "old");
        DataMirror wrong = mirror(home, new FaultySync(prod));
        assertThatThrownBy(wrong::prepare).isInstanceOf(ConflictException.class);
        assertThat(wrong.everything(MirrorListener.NONE).halted()).isPresent();
        assertThatThrownBy(() -> wrong.acceptSource("ann", NOW))
                .isInstanceOf(RejectedException.class)
                .satisfies(asks(Remedy.PROMOTE));
        Path third = Files.createDirectory(temporary.resolve("third"));
        assertThatThrownBy(() -> mirror(home, new FaultySync(third)).prepare()).isInstanceOf(RejectedException.class);
        assertThat(prod.resolve("page0")).hasContent("page 0");
        assertThat(everything().watermark()).as("the right way is still open").isPresent();
    }

    /** The new source's file system is not mounted: what a human says of the empty place makes nobody's source of it. */
    @Test
    @DisplayName("is not taken for the source that its target is, by a human's word over an empty place")
    void acceptedUnmounted() throws Exception {
        mirror.prepare();
        everything();
        DataSet.of("webroot", home).promote(2);
        Files.move(home, temporary.resolve("unmounted"));
        Files.createDirectory(home);
        DataMirror back = mirror(home, new FaultySync(prod));
        assertThat(back.everything(MirrorListener.NONE).halted()).isPresent();
        assertThatThrownBy(() -> back.acceptSource("ann", NOW))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Mount the source");
        assertThat(DataSet.of("webroot", home).source()).isEmpty();
        assertThatThrownBy(this::everything).isInstanceOf(RejectedException.class);
        assertThat(home).isEmptyDirectory();
    }

    // The source.

    @Test
    @DisplayName("halts when the source's marker is missing, and deletes nothing (S12)")
    void unmounted() throws Exception {
        mirror.prepare();
        everything();
        Files.move(prod, temporary.resolve("elsewhere"));
        assertThat(everything().halted())
                .hasValueSatisfying(why -> assertThat(why).contains("no marker").contains("accept the source"));
        assertThat(some("page1").halted()).isPresent();
        Files.createDirectory(prod);
        assertThat(everything().halted()).isPresent();
        assertThat(some("page1", "page2").halted()).isPresent();
        assertThat(home.resolve("page9")).exists();
        assertThat(toHome.runs).hasSize(1);
    }

    @Test
    @DisplayName("halts when the source shrank by more than it may, until a human accepts it; once (S12)")
    void shrunken() throws Exception {
        mirror.prepare();
        everything();
        delete(0, 1, 2, 3, 4, 5);
        assertThat(everything().halted())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("4 files")
                        .contains("10 at the latest")
                        .contains("50 %"));
        assertThat(home.resolve("page0")).exists();
        mirror.acceptSource("ann", NOW);
        assertThat(mirror.isAcceptedSince(NOW.minusSeconds(1))).isTrue();
        assertThat(mirror.isAcceptedSince(NOW)).isFalse();
        assertThat(everything().halted()).isEmpty();
        assertThat(home.resolve("page0")).doesNotExist();
        delete(6, 7, 8);
        assertThat(everything().halted()).as("the word counted for one run").isPresent();
    }

    @Test
    @DisplayName("goes on when the source shrank by what it may")
    void shrankAsItMay() throws Exception {
        mirror.prepare();
        everything();
        delete(0, 1, 2, 3, 4);
        assertThat(everything().halted()).isEmpty();
        assertThat(home.resolve("page0")).doesNotExist();
    }

    @Test
    @DisplayName("halts when a new process finds the source shrunken, as the target knows what there was")
    void shrunkenOverARestart() throws Exception {
        mirror.prepare();
        everything();
        delete(0, 1, 2, 3, 4, 5);
        mirror = mirror(prod, toHome);
        assertThat(everything().halted()).isPresent();
    }

    @Test
    @DisplayName("halts when the source goes bit by bit, in runs over some paths")
    void shrinksInParts() throws Exception {
        mirror.prepare();
        everything();
        for (int i = 0; i < 5; i++) {
            delete(i);
            assertThat(some("page" + i).halted()).isEmpty();
        }
        delete(5);
        assertThat(some("page5").halted()).isPresent();
        assertThat(home.resolve("page5")).exists();
    }

    @Test
    @DisplayName(
            "halts when the source goes slowly, in many complete runs and over a restart, until a human accepts it (S12)")
    void shrinksSlowly() throws Exception {
        mirror.prepare();
        everything();
        for (int i = 0; i < 5; i++) {
            delete(i);
            mirror = mirror(prod, toHome);
            assertThat(everything().halted()).isEmpty();
        }
        delete(5);
        mirror = mirror(prod, toHome);
        assertThat(everything().halted())
                .hasValueSatisfying(why -> assertThat(why).contains("4 files").contains("10 within the day"));
        assertThat(home.resolve("page5")).exists();
        mirror.acceptSource("ann", NOW);
        assertThat(everything().watermark()).isPresent();
        delete(6);
        assertThat(everything().watermark()).as("counted anew").isPresent();
        delete(7, 8);
        assertThat(everything().halted()).isPresent();
    }

    @Test
    @DisplayName("halts when runs over some paths delete more than one run may, unless as much came meanwhile (S12)")
    void deletesInParts() throws Exception {
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", prod))
                .target(toHome)
                .maxDeletes(2)
                .maxShrink(90)
                .build();
        mirror.prepare();
        everything();
        for (int i = 0; i < 20; i++) {
            Files.writeString(prod.resolve("session" + i), "comes");
            some("session" + i);
            Files.delete(prod.resolve("session" + i));
            assertThat(some("session" + i).halted()).isEmpty();
        }
        everything();
        for (int i = 0; i < 2; i++) {
            delete(i);
            assertThat(some("page" + i).halted()).isEmpty();
        }
        delete(2);
        assertThat(some("page2").halted())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("lost 3 files").contains("2 may go unasked"));
        assertThat(home.resolve("page2")).exists();
        mirror.acceptSource("ann", NOW);
        assertThat(everything().watermark()).isPresent();
        assertThat(home.resolve("page2")).doesNotExist();
    }

    @Test
    @DisplayName("halts when the source is emptied, whatever it may shrink by")
    void emptied() throws Exception {
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", prod))
                .target(toHome)
                .maxShrink(100)
                .build();
        mirror.prepare();
        everything();
        delete(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(everything().halted()).isPresent();
        assertThat(home.resolve("page0")).exists();
    }

    @Test
    @DisplayName("marks a source again that a human accepts although its marker is gone")
    void acceptedWithoutMarker() throws Exception {
        Marker marker = mirror.prepare();
        everything();
        Files.delete(prod.resolve(".failover/source"));
        assertThat(everything().halted()).isPresent();
        mirror.acceptSource("ann", NOW);
        assertThat(DataSet.of("webroot", prod).source()).contains(marker);
        assertThat(everything().watermark()).isPresent();
    }

    // The direction.

    @Test
    @DisplayName(
            "is refused when the target became the source itself: a returning old primary overwrites nothing (S11)")
    void oldPrimaryReturns() throws Exception {
        mirror.prepare();
        everything();
        DataSet.of("webroot", home).promote(5);
        Files.writeString(home.resolve("page0"), "written at home");
        Files.writeString(prod.resolve("page0"), "written at prod, later");
        mirror = mirror(prod, toHome);
        assertThatThrownBy(this::everything)
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("epoch 5")
                .satisfies(asks(Remedy.PROMOTE));
        assertThatThrownBy(() -> some("page0")).isInstanceOf(ConflictException.class);
        assertThat(home.resolve("page0")).hasContent("written at home");
    }

    @Test
    @DisplayName("goes the other way after a promotion, and back after another one")
    void thereAndBack() throws Exception {
        mirror.prepare();
        everything();
        assertThat(DataSet.of("webroot", home).promote(5).epoch()).isEqualTo(5);
        Files.writeString(home.resolve("page0"), "written at home");
        DataMirror back = mirror(home, new FaultySync(prod));
        assertThat(back.everything(MirrorListener.NONE).watermark()).isPresent();
        assertThat(prod.resolve("page0")).hasContent("written at home");
        assertThatThrownBy(this::everything).as("prod is not the source yet").isInstanceOf(ConflictException.class);
        assertThat(DataSet.of("webroot", prod).promote(0).epoch()).isEqualTo(6);
        assertThatThrownBy(() -> back.everything(MirrorListener.NONE))
                .as("home is the source no more")
                .isInstanceOf(ConflictException.class);
        Files.writeString(prod.resolve("page1"), "written at prod");
        mirror = mirror(prod, toHome);
        assertThat(everything().watermark()).isPresent();
        assertThat(home.resolve("page1")).hasContent("written at prod");
    }

    @Test
    @DisplayName("promotes to the same epoch once, and to no lower one")
    void promotesOnce() throws Exception {
        DataSet replica = DataSet.of("webroot", home);
        Marker first = replica.promote(5);
        assertThat(replica.promote(5)).isEqualTo(first);
        assertThat(replica.promote(3)).isEqualTo(first);
        assertThat(replica.promote(6)).isEqualTo(new Marker("webroot", first.source(), 6));
    }

    // The watermark.

    @Test
    @DisplayName("leaves a watermark after each complete run, dated at the start of its scan (S10)")
    void watermark() throws Exception {
        mirror.prepare();
        Instant before = Instant.now().minusMillis(1);
        Watermark first = everything().watermark().orElseThrow();
        assertThat(DataSet.of("webroot", home).watermark()).contains(first);
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.files()).isEqualTo(10);
        assertThat(first.bytes()).isEqualTo(60);
        assertThat(first.scanStarted()).isBetween(before, Instant.now());
        mirror = mirror(prod, toHome);
        assertThat(everything().watermark().orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    @DisplayName("leaves beside the watermark what tells its age where the source's clock is wrong (S10)")
    void ageOfAWrongClock() throws Exception {
        mirror.prepare();
        DataSet replica = DataSet.of("webroot", home);
        toHome.clockAhead = Duration.ofMinutes(10);
        Instant before = Instant.now();
        everything();
        Instant asOf = replica.age().asOf().orElseThrow();
        assertThat(asOf).as("ahead").isBetween(before.minusSeconds(5), Instant.now());
        toHome.clockAhead = Duration.ofMinutes(-10);
        everything();
        assertThat(replica.age().asOf().orElseThrow()).as("behind").isBefore(before.minusSeconds(500));
    }

    @Test
    @DisplayName("leaves none after a run over some paths, nor after one during which the source changed (S10)")
    void noWatermark() throws Exception {
        mirror.prepare();
        Watermark first = everything().watermark().orElseThrow();
        Files.writeString(prod.resolve("page0"), "changed");
        assertThat(some("page0").watermark()).isEmpty();
        toHome.sourceChanges = true;
        assertThat(everything().watermark()).isEmpty();
        assertThat(DataSet.of("webroot", home).watermark()).contains(first);
    }

    // Commands.

    private void afterPem(Where where, String... command) {
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", prod))
                .target(toHome)
                .after(new AfterSync(Exclusions.of(List.of("*.pem")), List.of(command), where, Duration.ofSeconds(10)))
                .build();
    }

    @Test
    @DisplayName("runs a command once when files it is for changed, by a complete run or one over some paths")
    void runsCommands() throws Exception {
        afterPem(Where.TARGET, "reload", "nginx");
        mirror.prepare();
        everything();
        assertThat(toHome.commands).as("without such files").isEmpty();
        Files.createDirectory(prod.resolve("live"));
        Files.writeString(prod.resolve("live/cert.pem"), "one");
        Files.writeString(prod.resolve("live/key.pem"), "one");
        some("live");
        assertThat(toHome.commands).containsExactly(List.of("reload", "nginx"));
        Files.writeString(prod.resolve("page1"), "changed");
        some("page1");
        everything();
        assertThat(toHome.commands).as("nothing new").hasSize(1);
        Files.writeString(prod.resolve("live/cert.pem"), "number two");
        some("live/cert.pem");
        assertThat(toHome.commands).hasSize(2);
        Files.delete(prod.resolve("live/key.pem"));
        everything();
        assertThat(toHome.commands).hasSize(3);
    }

    @Test
    @DisplayName("runs a command for what changed while it was not running, and for nothing else")
    void commandsOverARestart() throws Exception {
        Files.writeString(prod.resolve("cert.pem"), "one");
        afterPem(Where.TARGET, "reload");
        mirror.prepare();
        everything();
        assertThat(toHome.commands).hasSize(1);
        afterPem(Where.TARGET, "reload");
        everything();
        assertThat(toHome.commands).hasSize(1);
        Files.writeString(prod.resolve("cert.pem"), "number two");
        afterPem(Where.TARGET, "reload");
        everything();
        assertThat(toHome.commands).hasSize(2);
    }

    @Test
    @DisplayName("tells of a failed command, mirrors on, and runs it again with the next run")
    void failingCommand() throws Exception {
        Files.writeString(prod.resolve("cert.pem"), "one");
        afterPem(Where.TARGET, "reload");
        mirror.prepare();
        toHome.commandFailure = new UnavailableException("took too long");
        DataMirror.Result result = everything();
        assertThat(result.watermark()).isPresent();
        assertThat(result.failures())
                .singleElement()
                .satisfies(why -> assertThat(why).contains("reload").contains("took too long"));
        toHome.commandFailure = null;
        assertThat(some("page1").failures()).isEmpty();
        assertThat(toHome.commands).hasSize(2);
    }

    @Test
    @DisplayName("does not run a command after a run that failed")
    void noCommandAfterAFailure() throws Exception {
        afterPem(Where.TARGET, "reload");
        mirror.prepare();
        everything();
        Files.writeString(prod.resolve("cert.pem"), "one");
        toHome.failure = new UnavailableException("cut off");
        assertThatThrownBy(() -> some("cert.pem")).isInstanceOf(UnavailableException.class);
        assertThat(toHome.commands).isEmpty();
        toHome.failure = null;
        everything();
        assertThat(toHome.commands).hasSize(1);
    }

    @Test
    @DisplayName("runs a local command here")
    void localCommand() throws Exception {
        Path said = temporary.resolve("said");
        Files.writeString(prod.resolve("cert.pem"), "one");
        afterPem(Where.LOCAL, "/bin/sh", "-c", "echo reloaded >> " + said);
        mirror.prepare();
        everything();
        assertThat(said).hasContent("reloaded");
    }

    @Test
    @DisplayName("passes on what is excluded, how much may be deleted, and what is kept")
    void passesOn() throws Exception {
        mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", prod))
                .target(toHome)
                .exclude(Exclusions.of(List.of("page1")))
                .maxDeletes(7)
                .versions(new Versions(3, Duration.ofDays(1)))
                .build();
        mirror.prepare();
        everything();
        MirrorRequest request = toHome.runs.get(0);
        assertThat(request.exclusions()).isEqualTo(Exclusions.of(List.of("page1")));
        assertThat(request.maxDeletes()).isEqualTo(7);
        assertThat(request.versions()).isEqualTo(Optional.of(new Versions(3, Duration.ofDays(1))));
    }

    private static ThrowingConsumer<Throwable> asks(Remedy remedy) {
        return failure -> assertThat(((ComponentException) failure).remedy()).contains(remedy);
    }
}
