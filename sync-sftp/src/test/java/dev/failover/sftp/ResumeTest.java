package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.TcpLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("A large file that is cut over SFTP")
class ResumeTest {
    private static final int MIB = 1024 * 1024;
    private static final int SIZE = 24 * MIB;
    private static final int CHECKPOINT = 2 * MIB;
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static OpenSshRoute route;

    @TempDir
    private Path temporary;

    private final List<TcpLine> lines = new ArrayList<>();
    private Path source;
    private Path file;
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
    void make() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        file = source.resolve("dump.sql");
        target = temporary.resolve("target");
        write(1);
    }

    private void write(int seed) throws IOException {
        byte[] content = new byte[SIZE];
        new Random(seed).nextBytes(content);
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED.plusSeconds(seed)));
    }

    /** Over a line that is cut, once, two thirds of the way through the file. */
    private SftpFileSyncBuilder overLine() throws IOException {
        TcpLine line = TcpLine.cut(route.target().port(), SIZE * 2 / 3);
        lines.add(line);
        Path known = Files.writeString(
                temporary.resolve("known-" + line.port()),
                "[127.0.0.1]:" + line.port() + " " + route.target().hostKey().publicKey() + "\n");
        return SftpFileSync.builder()
                .destination("sftp://" + route.target().user() + "@127.0.0.1:" + line.port() + target)
                .identities(List.of(route.key().file()))
                .knownHosts(known)
                .checkpoint(CHECKPOINT);
    }

    private SftpFileSyncBuilder direct() {
        return Backup.on(route, target).checkpoint(CHECKPOINT);
    }

    @AfterEach
    void closeLines() throws IOException {
        for (TcpLine line : lines) {
            line.close();
        }
    }

    private MirrorRequest everything() {
        return MirrorRequest.everything(source, 10, Duration.ofSeconds(60));
    }

    private MirrorReport mirror(SftpFileSync sync) throws InterruptedException {
        return sync.mirror(everything(), MirrorListener.NONE);
    }

    private List<Path> parts() throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(path -> Part.read(path.getFileName().toString()).isPresent())
                    .toList();
        }
    }

    /** By then what was sent before the last 8 MiB has been acknowledged, a part that was made safe among it. */
    private void cut(SftpFileSync sync, MirrorRequest request) throws IOException {
        assertThatThrownBy(() -> sync.mirror(request, MirrorListener.NONE)).isInstanceOf(UnavailableException.class);
        assertThat(safe()).isPositive();
    }

    private void cutByAnother() throws IOException {
        try (SftpFileSync sync = overLine().build()) {
            cut(sync, everything());
        }
        // It may still have something to write.
        route.target().disconnect();
        Awaitility.await().until(() -> route.target().sessions().isEmpty());
    }

    private long safe() throws IOException {
        return parts().stream()
                .mapToLong(path ->
                        Part.read(path.getFileName().toString()).orElseThrow().offset())
                .sum();
    }

    private void assertWhole() throws IOException {
        assertThat(Files.mismatch(file, target.resolve("dump.sql"))).isEqualTo(-1);
        try (var files = Files.list(target)) {
            assertThat(files.filter(path -> !path.endsWith(".failover"))).containsExactly(target.resolve("dump.sql"));
        }
        assertThat(Files.getLastModifiedTime(target.resolve("dump.sql")).toInstant())
                .isEqualTo(Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    @DisplayName("goes on where it was safe, by the process that began it")
    void goesOn() throws Exception {
        try (SftpFileSync sync = overLine().build()) {
            cut(sync, everything());
            long safe = safe();
            MirrorReport report = mirror(sync);
            assertThat(report.complete()).isTrue();
            assertThat(report.transferredBytes()).isEqualTo(SIZE - safe);
            assertWhole();
        }
    }

    @Test
    @DisplayName("goes on too when only its path is looked at, and is sent anew if its part has gone")
    void goesOnNamed() throws Exception {
        MirrorRequest named = everything().only(Set.of(Path.of("dump.sql")));
        try (SftpFileSync sync = overLine().build()) {
            cut(sync, named);
            long safe = safe();
            assertThat(sync.mirror(named, MirrorListener.NONE).transferredBytes())
                    .isEqualTo(SIZE - safe);
            assertWhole();
        }
        write(2);
        try (SftpFileSync sync = overLine().build()) {
            cut(sync, named);
            Files.delete(parts().get(0));
            assertThat(sync.mirror(named, MirrorListener.NONE).transferredBytes())
                    .isEqualTo(SIZE);
            assertWhole();
        }
    }

    @Test
    @DisplayName("goes on by another process, and what came after what was safe is not believed")
    void anotherProcess() throws Exception {
        cutByAnother();
        Path part = parts().get(0);
        long safe = safe();
        try (var out = Files.newByteChannel(part, StandardOpenOption.WRITE)) {
            out.truncate(safe);
        }
        Files.write(part, new byte[2 * SIZE], StandardOpenOption.APPEND);
        try (SftpFileSync sync = direct().build()) {
            assertThat(mirror(sync).transferredBytes()).isEqualTo(SIZE - safe);
            assertWhole();
        }
    }

    @Test
    @DisplayName("is sent anew if its part is shorter than its name says, or its name says more than there is")
    void notWhatItSays() throws Exception {
        cutByAnother();
        Path part = parts().get(0);
        try (var out = Files.newByteChannel(part, StandardOpenOption.WRITE)) {
            out.truncate(safe() - 1);
        }
        try (SftpFileSync sync = direct().build()) {
            assertThat(mirror(sync).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
        write(2);
        cutByAnother();
        part = parts().get(0);
        String name = part.getFileName().toString();
        Part lying = Part.read(name).orElseThrow().at(SIZE + 1);
        Files.move(part, target.resolve(lying.path()));
        try (SftpFileSync sync = direct().build()) {
            assertThat(mirror(sync).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
    }

    @Test
    @DisplayName("is sent anew if the source is another by now")
    void changed() throws Exception {
        cutByAnother();
        write(2);
        try (SftpFileSync sync = direct().build()) {
            assertThat(mirror(sync).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
    }

    @Test
    @DisplayName("is sent anew if times are not trusted, or nothing is forced to the disk")
    void notTrusted() throws Exception {
        cutByAnother();
        try (SftpFileSync careful = direct().checksum(true).build()) {
            assertThat(mirror(careful).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
        write(2);
        cutByAnother();
        try (SftpFileSync quick = direct().fsync(false).build()) {
            assertThat(mirror(quick).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
    }

    @Test
    @DisplayName(
            "is not begun so that it can go on while it has just been modified: a later change might not show in its time")
    void unsettled() throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        try (SftpFileSync sync = overLine().build()) {
            assertThatThrownBy(() -> mirror(sync)).isInstanceOf(UnavailableException.class);
            assertThat(parts()).isEmpty();
            assertThat(mirror(sync).transferredBytes()).isEqualTo(SIZE);
            assertWhole();
        }
    }
}
