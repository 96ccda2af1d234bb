package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.OpenSshServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("When something is wrong at the target or the source,")
class TroubleTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static OpenSshRoute route;

    @TempDir
    private Path temporary;

    private Path source;
    private Path target;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        route = OpenSshRoute.in(directory, 0);
    }

    @AfterAll
    static void stop() {
        route.close();
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        Files.writeString(source.resolve("page"), "one");
    }

    private MirrorReport mirror(SftpFileSync sync) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), MirrorListener.NONE);
    }

    private interface Body {
        void run() throws Exception;
    }

    private void mounted(String options, Body body) throws Exception {
        Files.createDirectories(target);
        if (run("mount", "-t", "tmpfs", "-o", options, "none", target.toString()) != 0) {
            Assumptions.abort("NOT TESTED: file systems can't be mounted here; that takes root");
        }
        try {
            body.run();
        } finally {
            // The server is told that its directories are closed, and is not waited for.
            Awaitility.await().until(() -> run("umount", target.toString()) == 0);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @Test
    @DisplayName("a full target is unavailable and named full; what was there is whole, and the next run makes it good")
    void full() throws Exception {
        mounted("size=1m", () -> {
            try (SftpFileSync sync = Backup.on(route, target).build()) {
                mirror(sync);
                byte[] large = new byte[3 * 1024 * 1024];
                Arrays.fill(large, (byte) 'x');
                Files.write(source.resolve("page"), large);
                assertThatThrownBy(() -> mirror(sync))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("full");
                assertThat(target.resolve("page")).hasContent("one");
                try (var left = Files.list(target)) {
                    assertThat(left).containsExactlyInAnyOrder(target.resolve("page"), target.resolve(".failover"));
                }
                Files.writeString(source.resolve("page"), "two, and small");
                assertThat(mirror(sync).complete()).isTrue();
                assertThat(target.resolve("page")).hasContent("two, and small");
            }
        });
    }

    @Test
    @DisplayName("a read-only target is unavailable and named read-only")
    void readOnly() throws Exception {
        mounted("ro", () -> {
            try (SftpFileSync sync = Backup.on(route, target).build()) {
                assertThatThrownBy(() -> mirror(sync))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("read-only");
                Files.createDirectories(source.resolve("a/b/c"));
                assertThatThrownBy(() -> mirror(sync))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("read-only");
            }
        });
    }

    private interface Use {
        void of(SftpFileSync sync) throws Exception;
    }

    /** Mirrors with a server that denies what its options say. */
    private void denying(String options, Use use) throws Exception {
        try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server"))
                .authorize(route.key())
                .setting("ForceCommand internal-sftp " + options)
                .start()) {
            Path known = temporary.resolve("known_hosts");
            Files.writeString(known, server.knownHosts() + "\n");
            try (SftpFileSync sync = SftpFileSync.builder()
                    .destination("sftp://" + server.user() + "@127.0.0.1:" + server.port() + target)
                    .sshConfig(Path.of("/dev/null"))
                    .knownHosts(known)
                    .identities(List.of(route.key().file()))
                    .build()) {
                use.of(sync);
            }
        }
    }

    @Test
    @DisplayName("a server that denies writing is rejected, with the file it denied")
    void denied() throws Exception {
        Files.createDirectories(target);
        denying(
                "-R",
                sync -> assertThatThrownBy(() -> mirror(sync))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("page"));
    }

    private MirrorReport mirrorKeeping(SftpFileSync sync) throws InterruptedException {
        return sync.mirror(
                MirrorRequest.everything(source, 10, TIMEOUT).keeping(new Versions(10, Duration.ofDays(1))),
                MirrorListener.NONE);
    }

    /** A page that was changed in the source, and another file deleted there, since they were sent. */
    private void makeReplaced() throws Exception {
        Files.writeString(source.resolve("old"), "old");
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            mirror(sync);
        }
        Files.writeString(source.resolve("page"), "changed");
        Files.delete(source.resolve("old"));
    }

    private void assertNothingLost() {
        assertThat(target.resolve("page")).hasContent("one");
        assertThat(target.resolve("old")).hasContent("old");
    }

    @Test
    @DisplayName("nothing is replaced where the server denies the directory that the version would be kept in")
    void versionsDenied() throws Exception {
        makeReplaced();
        denying(
                "-P mkdir",
                sync -> assertThatThrownBy(() -> mirrorKeeping(sync))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining(Versions.DIRECTORY));
        assertNothingLost();
    }

    @Test
    @DisplayName("nothing is replaced where a file stands in the place of the versions; once it is gone, they are kept")
    void versionsObstructed() throws Exception {
        makeReplaced();
        Path versions = Files.createFile(target.resolve(Versions.DIRECTORY));
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            assertThatThrownBy(() -> mirrorKeeping(sync))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("making the directory " + target.resolve(Versions.DIRECTORY) + ": ");
            assertNothingLost();
            Files.delete(versions);
            assertThat(mirrorKeeping(sync).complete()).isTrue();
        }
        try (var kept = Files.walk(versions)) {
            assertThat(kept.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("page", "old");
        }
    }

    @Test
    @DisplayName("a file that was written while it was sent is not published, but sent again by the same run")
    void changing() throws Exception {
        byte[] large = new byte[40 * 1024 * 1024];
        Path file = source.resolve("large");
        Files.write(file, large);
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            boolean[] touched = new boolean[1];
            MirrorReport report = sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), progress -> {
                if (progress.bytes() < large.length / 2 && !touched[0]) {
                    touched[0] = true;
                    touch(file);
                }
            });
            assertThat(touched[0]).isTrue();
            assertThat(report.complete()).isTrue();
            assertThat(report.unsettled()).isEmpty();
            assertThat(Files.getLastModifiedTime(target.resolve("large")))
                    .isEqualTo(FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
            assertThat(Files.mismatch(file, target.resolve("large"))).isNegative();
        }
    }

    @Test
    @DisplayName(
            "a file that is written all the time is sent as it was read, named, and the run never complete; once it is still, it is")
    void restless(@TempDir Path directory) throws Exception {
        Path file = source.resolve("restless");
        Files.write(file, new byte[2 * 1024 * 1024]);
        AtomicInteger writes = new AtomicInteger();
        AtomicBoolean quiet = new AtomicBoolean();
        // Written to while it is on its way, each time.
        Runnable write = () -> {
            if (!quiet.get()) {
                try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                    open.write(writes.incrementAndGet());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                touch(file, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(writes.get()));
            }
        };
        try (EmbeddedServer server = new EmbeddedServer(directory, new ObservedFiles(write));
                SftpFileSync sync = server.to(target).build()) {
            for (int run = 0; run < 2; run++) {
                MirrorReport report = mirror(sync);
                assertThat(report.complete()).isFalse();
                assertThat(report.unsettled())
                        .hasValueSatisfying(why -> assertThat(why).contains("restless"));
                assertThat(target.resolve("restless")).hasSize(2 * 1024 * 1024);
                assertThat(target.resolve("page")).hasContent("one");
            }
            quiet.set(true);
            MirrorReport still = mirror(sync);
            assertThat(still.complete()).isTrue();
            assertThat(still.unsettled()).isEmpty();
            assertThat(Files.mismatch(file, target.resolve("restless"))).isNegative();
        }
    }

    @Test
    @DisplayName("a change of the same size in the second in which a file was sent is sent by another process")
    void withinOneSecondOfAnother() throws Exception {
        // Ahead of the clock, so that this machine can't be too slow for it: what is older than a run counts as seen.
        Instant second = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        for (int change = 0; change < 6; change++) {
            String content = "change " + change;
            Files.writeString(source.resolve("page"), content);
            touch(source.resolve("page"), second.plusMillis(change));
            try (SftpFileSync another = Backup.on(route, target).build()) {
                assertThat(mirror(another).complete()).isTrue();
                if (change == 3) {
                    content = "CHANGE 3";
                    Files.writeString(source.resolve("page"), content);
                    touch(source.resolve("page"), second.plusMillis(100));
                    another.mirror(
                            MirrorRequest.everything(source, 0, TIMEOUT).only(Set.of(Path.of("page"))),
                            MirrorListener.NONE);
                }
            }
            assertThat(target.resolve("page")).hasContent(content);
        }
    }

    @Test
    @DisplayName("another process compares what may have been changed unseen, and nothing else")
    void comparesLittle() throws Exception {
        Instant old = Instant.now().minusSeconds(100);
        touch(source.resolve("page"), old);
        Files.writeString(source.resolve("new"), "new");
        try (SftpFileSync one = Backup.on(route, target).build()) {
            mirror(one);
        }
        Files.writeString(target.resolve("page"), "0ne");
        Files.writeString(target.resolve("new"), "NEW");
        touch(target.resolve("page"), old);
        touch(
                target.resolve("new"),
                Files.getLastModifiedTime(source.resolve("new")).toInstant());
        try (SftpFileSync another = Backup.on(route, target).build()) {
            assertThat(mirror(another).transferredFiles()).isEqualTo(1);
            assertThat(target.resolve("new")).hasContent("new");
            assertThat(target.resolve("page")).hasContent("0ne");
        }
    }

    private static void touch(Path file) {
        touch(file, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static void touch(Path file, Instant time) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(time));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("a second change within a second, of the same size, is sent by runs over the file and over everything")
    void withinOneSecond() throws Exception {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            for (int change = 0; change < 10; change++) {
                String content = "change " + change;
                Files.writeString(source.resolve("page"), content);
                Files.setLastModifiedTime(source.resolve("page"), FileTime.from(second.plusMillis(change)));
                MirrorRequest everything = MirrorRequest.everything(source, 0, TIMEOUT);
                sync.mirror(
                        change % 2 == 0 ? everything.only(Set.of(Path.of("page"))) : everything, MirrorListener.NONE);
                assertThat(target.resolve("page")).hasContent(content);
            }
        }
    }

    @Test
    @DisplayName("dates that the protocol can't carry are sent as the nearest that it can, and the files once")
    void datesBeyond() throws Exception {
        for (String date : List.of(
                "1901-12-13T20:45:52Z", "1969-12-31T23:59:59Z", "2106-02-07T06:28:15Z", "2446-05-10T22:38:55Z")) {
            Path file = Files.createDirectory(source.resolve("of " + date.substring(0, 4)))
                    .resolve("page");
            Files.writeString(file, date);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(date)));
            Files.setLastModifiedTime(file.getParent(), FileTime.from(Instant.parse(date)));
        }
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            assertThat(mirror(sync).transferredFiles()).isEqualTo(5);
            assertThat(mirror(sync).transferredFiles()).isZero();
        }
        assertThat(Files.getLastModifiedTime(target.resolve("of 1901/page"))).isEqualTo(FileTime.fromMillis(0));
        assertThat(Files.getLastModifiedTime(target.resolve("of 1901"))).isEqualTo(FileTime.fromMillis(0));
        assertThat(Files.getLastModifiedTime(target.resolve("of 2446/page")).toInstant())
                .isEqualTo(Instant.parse("2106-02-07T06:28:15Z"));
    }

    @Test
    @DisplayName("a destination beyond ASCII is the directory of that name, in UTF-8")
    void destinationBeyondAscii() throws Exception {
        Path named = RawNames.resolve(temporary, "gr\u00c3\u00b6\u00c3\u009fe");
        try (SftpFileSync sync = SftpFileSync.builder()
                .destination(OpenSshRoute.HOST + ":" + temporary + "/gr\u00f6\u00dfe")
                .sshConfig(route.configuration())
                .build()) {
            assertThat(mirror(sync).complete()).isTrue();
        }
        assertThat(named.resolve("page")).hasContent("one");
    }

    @Test
    @DisplayName("on request files are compared byte by byte")
    void checksum() throws Exception {
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        byte[] large = new byte[700_000];
        Files.write(source.resolve("large"), large);
        Files.setLastModifiedTime(source.resolve("page"), FileTime.from(time));
        Files.setLastModifiedTime(source.resolve("large"), FileTime.from(time));
        try (SftpFileSync sync = Backup.on(route, target).build();
                SftpFileSync careful = Backup.on(route, target).checksum(true).build()) {
            mirror(sync);
            Files.writeString(target.resolve("page"), "0ne");
            large[699_999] = 1;
            Files.write(target.resolve("large"), large);
            Files.setLastModifiedTime(target.resolve("page"), FileTime.from(time));
            Files.setLastModifiedTime(target.resolve("large"), FileTime.from(time));
            assertThat(mirror(sync).transferredFiles()).isZero();
            assertThat(mirror(careful).transferredFiles()).isEqualTo(2);
            assertThat(mirror(careful).transferredFiles()).isZero();
            assertThat(Files.mismatch(source.resolve("large"), target.resolve("large")))
                    .isNegative();
        }
    }

    @Test
    @DisplayName("a file of the source that can't be read keeps the others from nothing, but the run from deleting")
    void unreadable() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Assumptions.abort("NOT TESTED: nothing is unreadable to root");
        }
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            Files.writeString(source.resolve("old"), "x");
            mirror(sync);
            Files.delete(source.resolve("old"));
            Files.writeString(source.resolve("secret"), "x");
            Files.setPosixFilePermissions(source.resolve("secret"), PosixFilePermissions.fromString("---------"));
            Files.writeString(source.resolve("page"), "changed");
            assertThatThrownBy(() -> mirror(sync))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("secret");
            assertThat(target.resolve("page")).hasContent("changed");
            assertThat(target.resolve("old")).exists();
        }
    }

    @Test
    @DisplayName("the times of directories are kept as well")
    void directoryTimes() throws Exception {
        Path directory = Files.createDirectories(source.resolve("a/b"));
        Files.writeString(directory.resolve("page"), "x");
        FileTime time = FileTime.from(Instant.parse("2020-02-29T12:00:00Z"));
        Files.setLastModifiedTime(directory, time);
        Files.setLastModifiedTime(source.resolve("a"), time);
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            mirror(sync);
            Files.writeString(directory.resolve("page"), "changed");
            sync.mirror(
                    MirrorRequest.everything(source, 0, TIMEOUT).only(Set.of(Path.of("a/b/page"))),
                    MirrorListener.NONE);
        }
        assertThat(Files.getLastModifiedTime(target.resolve("a"))).isEqualTo(time);
        assertThat(Files.getLastModifiedTime(target.resolve("a/b"))).isEqualTo(time);
    }
}
