package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.BackgroundCall.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link FileSync} must keep, sentence by sentence of its Javadoc, on real directories. Extend it and say how a
 * target is opened whose content can be seen as a directory of this machine: a server running here, usually.
 *
 * <p>Modification times are compared to the second, as not every protocol carries more; those of directories and links
 * are not compared. Modes are compared where the file system has them. Each test opens a target of its own.
 */
public abstract class FileSyncContract extends FileSyncKeepingRules {
    private static final int MANY = 100;

    /** Something that goes wrong at the target's side, until {@link Remote#heal}. */
    public enum Fault {
        /** Connections stay open, and nothing comes over them. */
        HANG,
        /** Connections are refused. */
        VANISH,
        /** Credentials are refused. */
        REFUSE_CREDENTIALS
    }

    /** A target to mirror to. */
    public interface Remote extends AutoCloseable {
        /** A new sync to this target; the contract closes it. */
        FileSync sync() throws Exception;

        /** The target as this machine sees it, by another way than the sync. Not there, or empty, at first. */
        Path directory();

        /**
         * Makes a fault happen.
         *
         * @return whether this target can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Whether commands can be run on the target's host, which is this machine. */
        default boolean executes() {
            return false;
        }

        /** Ends every fault. To be overridden where {@link #inject} can make one happen. */
        default void heal() throws Exception {
            throw new IllegalStateException("inject() made a fault happen: override heal() as well, to end it");
        }

        @Override
        default void close() throws IOException {}
    }

    // Equality.

    @Test
    @DisplayName("The target is made equal to the source: files, directories, empty ones too")
    void makesEqual() throws Exception {
        usualTree();
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    @Test
    @DisplayName("What is added, changed and moved in the source is so in the target")
    void follows() throws Exception {
        usualTree();
        mirror();
        write("added.html", "new");
        write("css/site.css", "body { color: red }");
        Files.move(source.resolve("css/deep"), source.resolve("deep"));
        write("css/another/one.css", "x");
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    @Test
    @DisplayName("A file of the same size with another time is sent")
    void sameSize() throws Exception {
        Path file = write("page", "one");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        mirror();
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-06-01T00:00:00Z")));
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("A file that is named is sent although its size and its time are the target's")
    void namedWithTheSameTime() throws Exception {
        FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(write("css/site.css", "#000"), old);
        mirror();
        Files.setLastModifiedTime(write("css/site.css", "#fff"), old);
        MirrorReport report = mirror("css/site.css");
        assertThat(report.transferredFiles()).isEqualTo(1);
        assertEqual();
        assertThat(mirror("css/site.css").transferredFiles())
                .as("sent although its content is the target's")
                .isZero();
    }

    @Test
    @DisplayName("What is gone from the source is deleted from the target")
    void deletes() throws Exception {
        usualTree();
        mirror();
        delete(source.resolve("css"));
        Files.delete(source.resolve("index.html"));
        MirrorReport report = mirror();
        assertEqual();
        assertThat(report.deleted()).as("files and directories deleted").isEqualTo(6);
    }

    @Test
    @DisplayName("A file that became a directory, and a directory that became a file, are so in the target")
    void changesOfKind() throws Exception {
        usualTree();
        mirror();
        Files.delete(source.resolve("index.html"));
        write("index.html/inside", "a file in what was a file");
        delete(source.resolve("css"));
        write("css", "a file that was a directory");
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    @Test
    @DisplayName("Modification times are kept")
    void times() throws Exception {
        for (String time : List.of("1999-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2037-01-01T00:00:00Z")) {
            Files.setLastModifiedTime(write("of " + time.substring(0, 4), time), FileTime.from(Instant.parse(time)));
        }
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("Modes of files and directories are kept, and follow when nothing else changes")
    void modes() throws Exception {
        NotTested.unless(
                Files.getFileStore(source).supportsFileAttributeView("posix"), "this file system has no modes");
        for (String mode : List.of("rw-r--r--", "rwxr-x---", "r--------", "rw-rw-rw-")) {
            Files.setPosixFilePermissions(write("file " + mode, mode), PosixFilePermissions.fromString(mode));
        }
        for (String mode : List.of("rwxr-xr-x", "rwx------", "r-xr-xr-x")) {
            Path directory = write("directory " + mode + "/file", mode).getParent();
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        }
        mirror();
        assertEqual();
        Files.setPosixFilePermissions(source.resolve("file rw-r--r--"), PosixFilePermissions.fromString("rwx--x--x"));
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("Symbolic links are kept as they are, dangling and absolute ones too, and never followed")
    void links() throws Exception {
        usualTree();
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "not to be mirrored");
        Files.createSymbolicLink(source.resolve("to-file"), Path.of("index.html"));
        Files.createSymbolicLink(source.resolve("to-directory"), Path.of("css"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere/at all"));
        Files.createSymbolicLink(source.resolve("outside"), outside);
        Files.createSymbolicLink(source.resolve("css/up"), Path.of("../index.html"));
        mirror();
        assertEqual();
        Files.delete(source.resolve("to-file"));
        Files.createSymbolicLink(source.resolve("to-file"), Path.of("empty.txt"));
        Files.delete(source.resolve("outside"));
        write("outside/file", "a directory where a link was");
        delete(source.resolve("css/deep"));
        Files.createSymbolicLink(source.resolve("css/deep"), Path.of("../cache"));
        mirror("outside/file", "css/deep");
        mirror();
        assertEqual();
        assertThat(outside.resolve("secret")).exists();
        assertThat(outside.resolve("file")).doesNotExist();
    }

    @Test
    @DisplayName("Any name is kept: with line breaks, quotes, wildcards, leading dashes, of 255 bytes")
    void names() throws Exception {
        for (String name : List.of(
                "two\nlines",
                "tab\tand space ",
                " leading",
                "-rf",
                "--delete",
                "quote'\"`$(x)",
                "back\\slash",
                "*?[a]{b}",
                "~",
                "#comment",
                "; ls",
                "a:b",
                "user@host:path",
                "!exclude",
                "+ include",
                "x".repeat(255),
                "...",
                ".hidden",
                "%41",
                "trailing.",
                "CON",
                "&<>|")) {
            write(name, name);
            write("below/" + name + "/file", name);
        }
        assertThat(mirror().complete()).isTrue();
        assertEqual();
        delete(source.resolve("below"));
        mirror();
        assertEqual();
        delete(source.resolve("-rf"));
        write("two\nlines", "changed");
        mirror("-rf", "two\nlines", "*?[a]{b}");
        assertEqual();
    }

    @Test
    @DisplayName("Names outside ASCII are kept byte by byte, composed and decomposed")
    void unicodeNames() throws Exception {
        try {
            for (String name : List.of("\u00e9t\u00e9", "e\u0301te\u0301", "\u5bb6", "\ud83d\udea8")) {
                write(name + "/" + name, name);
            }
        } catch (InvalidPathException e) {
            NotTested.because("this JVM runs in a locale without Unicode names: " + e.getMessage());
        }
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    // Runs.

    @Test
    @DisplayName("A second run over an unchanged source sends nothing and deletes nothing")
    void idempotent() throws Exception {
        usualTree();
        Files.createSymbolicLink(source.resolve("link"), Path.of("index.html"));
        mirror();
        MirrorReport second = mirror();
        assertThat(second.transferredFiles()).isZero();
        assertThat(second.transferredBytes()).isZero();
        assertThat(second.deleted()).isZero();
        assertThat(second.complete()).isTrue();
        assertEqual();
    }

    @Test
    @DisplayName("The report says what was looked at, sent and deleted, and when the scan began")
    void report() throws Exception {
        usualTree();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        MirrorReport first = mirror();
        assertThat(first.scanStarted()).isBetween(before, Instant.now());
        assertThat(first.took()).isPositive().isLessThan(timeout());
        assertThat(first.files()).isEqualTo(4);
        assertThat(first.bytes()).isEqualTo(6 + 7 + 15);
        assertThat(first.transferredFiles()).isEqualTo(4);
        assertThat(first.deleted()).isZero();
        write("css/site.css", "body { margin: 0 }");
        Files.delete(source.resolve("empty.txt"));
        MirrorReport second = mirror();
        assertThat(second.files()).isEqualTo(3);
        assertThat(second.transferredFiles()).isEqualTo(1);
        assertThat(second.deleted()).isEqualTo(1);
        assertThat(second.scanStarted()).isAfterOrEqualTo(first.scanStarted());
    }

    @Test
    @DisplayName("Whoever listens is told of progress, of a scan that had begun before")
    void progress() throws Exception {
        usualTree();
        AtomicReference<@Nullable Instant> first = new AtomicReference<>();
        MirrorReport report = sync.mirror(MirrorRequest.everything(source, 0, timeout()), progress -> {
            first.compareAndSet(null, Instant.now());
            assertThat(progress.files()).isLessThanOrEqualTo(progress.totalFiles());
        });
        assertThat(first.get()).as("when the first progress was told").isNotNull();
        assertThat(report.scanStarted())
                .as("what was sent can be no older than the beginning of the scan")
                .isBeforeOrEqualTo(first.get());
    }

    @Test
    @DisplayName("A run over named paths mirrors these, deletes those of them that are gone, and touches no other")
    void partial() throws Exception {
        usualTree();
        write("stays/as it is", "one");
        mirror();
        write("css/site.css", "changed");
        write("css/deep/new.css", "new");
        Files.delete(source.resolve("css/deep/er/print.css"));
        Files.delete(source.resolve("index.html"));
        write("new/place/file", "with directories of its own");
        Map<String, String> wanted = described(source);
        write("stays/as it is", "two, but not named");
        write("stays/new", "not named");
        Files.delete(source.resolve("empty.txt"));
        mirror("css", "index.html", "new/place/file", "never/was");
        Map<String, String> mirrored = described(remote.directory());
        assertThat(mirrored.keySet()).isEqualTo(wanted.keySet());
        assertThat(mirrored).containsEntry("css/site.css", wanted.get("css/site.css"));
        assertThat(Files.readString(remote.directory().resolve("stays/as it is")))
                .isEqualTo("one");
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("A report is complete only if everything was requested")
    void completeness() throws Exception {
        usualTree();
        assertThat(mirror().complete()).isTrue();
        write("index.html", "changed");
        assertThat(mirror("index.html").complete()).isFalse();
    }

    @Test
    @DisplayName("With more to delete than may be, nothing is deleted and the run is rejected")
    void limitedDeletions() throws Exception {
        usualTree();
        mirror();
        delete(source.resolve("css"));
        Set<String> before = described(remote.directory()).keySet();
        assertThatThrownBy(() -> sync.mirror(MirrorRequest.everything(source, 4, timeout()), MirrorListener.NONE))
                .isInstanceOf(RejectedException.class);
        assertThat(described(remote.directory()).keySet()).containsAll(before);
        MirrorRequest named = MirrorRequest.everything(source, 0, timeout()).only(Set.of(Path.of("css")));
        assertThatThrownBy(() -> sync.mirror(named, MirrorListener.NONE)).isInstanceOf(RejectedException.class);
        assertThat(described(remote.directory()).keySet()).containsAll(before);
        MirrorReport report = sync.mirror(MirrorRequest.everything(source, 5, timeout()), MirrorListener.NONE);
        assertThat(report.deleted()).isEqualTo(5);
        assertEqual();
    }

    @Test
    @DisplayName("A source that is not there deletes nothing")
    void noSource() throws Exception {
        usualTree();
        mirror();
        Map<String, String> before = described(remote.directory());
        Files.move(source, source.resolveSibling("moved away"), StandardCopyOption.ATOMIC_MOVE);
        assertThatThrownBy(this::mirror).isInstanceOf(ComponentException.class);
        assertThatThrownBy(() -> mirror("css", "index.html")).isInstanceOf(ComponentException.class);
        assertThat(described(remote.directory())).isEqualTo(before);
    }

    @Test
    @DisplayName("No file is ever seen half-written under its final name")
    void neverHalfWritten() throws Exception {
        byte[] content = new byte[512 * 1024];
        Path file = source.resolve("page");
        Files.write(file, content);
        mirror();
        Path replaced = remote.directory().resolve("page");
        Onlooker.Look whole = () -> Onlooker.requireUniform(replaced, content.length);
        AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
        try (Onlooker onlooker = Onlooker.start(whole)) {
            for (int round = 1; round <= 5; round++) {
                Arrays.fill(content, (byte) round);
                Files.write(file, content);
                Files.setLastModifiedTime(
                        file,
                        FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(round)));
                sync.mirror(
                        MirrorRequest.everything(source, 0, timeout()),
                        progress -> seen.compareAndSet(null, catchThrowable(whole::look)));
            }
            onlooker.stop(timeout());
        }
        assertThat(seen.get()).isNull();
        assertEqual();
    }

    // Trouble.

    @Test
    @DisplayName("An interrupted run stops within seconds with an InterruptedException, and the next one makes it good")
    void interrupted() throws Exception {
        for (int i = 0; i < MANY; i++) {
            write("many/" + i % 10 + "/" + i, "file " + i);
        }
        BackgroundCall<MirrorReport> early = BackgroundCall.start(() -> {
            Thread.currentThread().interrupt();
            return mirror();
        });
        assertThat(early.await(STOP).thrown()).isInstanceOf(InterruptedException.class);
        AtomicReference<@Nullable BackgroundCall<MirrorReport>> self = new AtomicReference<>();
        BackgroundCall<MirrorReport> late = BackgroundCall.start(
                () -> sync.mirror(MirrorRequest.everything(source, 0, timeout()), progress -> interrupt(self.get())));
        self.set(late);
        Ended<MirrorReport> ended = late.await(timeout());
        if (ended.thrown() != null) {
            assertThat(ended.thrown()).isInstanceOf(InterruptedException.class);
        }
        assertMadeGood();
    }

    /** By the next run; what the server was still at may yet appear after that has looked, and is taken away by the one after it. */
    private void assertMadeGood() throws Exception {
        assertThat(mirror().complete()).isTrue();
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    private static void interrupt(@Nullable BackgroundCall<?> call) {
        if (call != null) {
            call.interrupt();
        }
    }

    @Test
    @DisplayName("A run that is out of time stops, unavailable, and the next one makes it good")
    void outOfTime() throws Exception {
        for (int i = 0; i < MANY; i++) {
            write("many/" + i % 10 + "/" + i, "file " + i);
        }
        MirrorRequest hurried = MirrorRequest.everything(source, 0, Duration.ofMillis(1));
        Ended<MirrorReport> ended = BackgroundCall.start(() -> sync.mirror(hurried, MirrorListener.NONE))
                .await(STOP);
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        assertMadeGood();
    }

    @Test
    @DisplayName(
            "A target that hangs is an UnavailableException within the timeout, or an InterruptedException when interrupted")
    void hanging() throws Exception {
        usualTree();
        inject(Fault.HANG);
        Ended<MirrorReport> ended = BackgroundCall.start(() ->
                        sync.mirror(MirrorRequest.everything(source, 0, Duration.ofSeconds(1)), MirrorListener.NONE))
                .await(STOP.plusSeconds(1));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        BackgroundCall<MirrorReport> waiting = BackgroundCall.start(this::mirror);
        waiting.interrupt();
        assertThat(waiting.await(STOP).thrown()).isInstanceOf(InterruptedException.class);
        remote.heal();
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    @Test
    @DisplayName("A target that can't be reached is an UnavailableException, and no obstacle afterwards")
    void vanished() throws Exception {
        usualTree();
        inject(Fault.VANISH);
        assertThatThrownBy(this::mirror).isInstanceOf(UnavailableException.class);
        remote.heal();
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("Refused credentials are a RejectedException")
    void refused() throws Exception {
        usualTree();
        inject(Fault.REFUSE_CREDENTIALS);
        assertThatThrownBy(this::mirror).isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("A sync is thread-safe: runs to one target are made one after another")
    void threads() throws Exception {
        usualTree();
        List<BackgroundCall<MirrorReport>> runs = List.of(
                BackgroundCall.start(this::mirror),
                BackgroundCall.start(this::mirror),
                BackgroundCall.start(() -> mirror("css")));
        for (BackgroundCall<MirrorReport> run : runs) {
            assertThat(run.await(timeout()).thrown()).isNull();
        }
        assertEqual();
    }

    @Test
    @DisplayName("A run that waits for another heeds its own timeout, and an interruption")
    void waitsForAnother() throws Exception {
        usualTree();
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BackgroundCall<MirrorReport> first =
                BackgroundCall.start(() -> sync.mirror(MirrorRequest.everything(source, 0, timeout()), progress -> {
                    underWay.countDown();
                    awaitUninterruptibly(goOn);
                }));
        try {
            assertThat(underWay.await(timeout().toSeconds(), TimeUnit.SECONDS))
                    .as("progress was told")
                    .isTrue();
            BackgroundCall<MirrorReport> interrupted = BackgroundCall.start(this::mirror);
            Ended<MirrorReport> late = BackgroundCall.start(() -> sync.mirror(
                            MirrorRequest.everything(source, 0, Duration.ofMillis(500)), MirrorListener.NONE))
                    .await(STOP.plusSeconds(1));
            assertThat(late.thrown()).isInstanceOf(UnavailableException.class);
            interrupted.interrupt();
            assertThat(interrupted.await(STOP).thrown()).isInstanceOf(InterruptedException.class);
        } finally {
            goOn.countDown();
        }
        assertThat(first.await(timeout()).thrown()).isNull();
        assertThat(mirror().complete()).isTrue();
        assertEqual();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The secrets that the syncs hold: a passphrase, a token. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    @DisplayName("No secret shows in a message, a cause, toString() or what is printed")
    void secrecy() throws Exception {
        NotTested.unlessItApplies(!secrets().isEmpty(), "secrets() names none to look for");
        usualTree();
        StringBuilder seen = new StringBuilder(sync.toString());
        seen.append(Printed.during(() -> {
            for (Fault fault : Fault.values()) {
                if (remote.inject(fault)) {
                    seen.append(hurried(source));
                    remote.heal();
                }
            }
            seen.append(hurried(source.resolve("not there"))).append(hurried(source));
        }));
        assertThat(seen.toString()).doesNotContain(secrets());
    }

    private String hurried(Path from) throws InterruptedException {
        return BackgroundCall.start(() ->
                        sync.mirror(MirrorRequest.everything(from, 0, Duration.ofSeconds(1)), MirrorListener.NONE))
                .await(STOP.plusSeconds(1))
                .trace();
    }

    @Test
    @DisplayName("close() is idempotent")
    void closedTwice() throws Exception {
        usualTree();
        mirror();
        sync.close();
        sync.close();
    }
}
