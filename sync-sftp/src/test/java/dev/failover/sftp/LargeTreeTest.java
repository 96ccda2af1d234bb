package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("A tree larger than the heap has room for")
class LargeTreeTest {
    private static final int DIRECTORIES = 10;
    private static final int FILES = 100;
    /** For one directory and what is known of all; not for a fourth of the files. */
    private static final long ROOM = 90_000;

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
        for (int d = 0; d < DIRECTORIES; d++) {
            Path directory = Files.createDirectories(source.resolve("some/directory" + d));
            for (int f = 0; f < FILES; f++) {
                Files.writeString(directory.resolve("file" + f), d + " " + f);
            }
        }
    }

    private SftpFileSync sync() {
        return Backup.on(route, target).fsync(false).room(ROOM).build();
    }

    private MirrorReport mirror(SftpFileSync sync, int maxDeletes) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, maxDeletes, Duration.ofSeconds(100)), MirrorListener.NONE);
    }

    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (var all = Files.walk(root)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(path).toString();
                if (!name.startsWith(".failover")) {
                    content.put(name, Files.readString(path));
                }
            }
        }
        return content;
    }

    @Test
    @DisplayName("is sent by one run, part by part; what follows is, too")
    void manyDifferences() throws Exception {
        try (SftpFileSync sync = sync()) {
            MirrorReport first = mirror(sync, 0);
            assertThat(first.complete()).isTrue();
            assertThat(first.files()).isEqualTo(DIRECTORIES * FILES);
            assertThat(first.transferredFiles()).isEqualTo(DIRECTORIES * FILES);
            assertThat(content(target)).isEqualTo(content(source));
            Files.delete(source.resolve("some/directory3/file7"));
            for (int d = 0; d < DIRECTORIES; d++) {
                Files.writeString(source.resolve("some/directory" + d + "/file1"), "changed");
                Files.writeString(source.resolve("some/directory" + d + "/new"), "new");
            }
            MirrorReport second = mirror(sync, 1);
            assertThat(second.complete()).isTrue();
            assertThat(second.files()).isEqualTo(DIRECTORIES * FILES + DIRECTORIES - 1);
            assertThat(second.transferredFiles()).isEqualTo(2 * DIRECTORIES);
            assertThat(second.deleted()).isEqualTo(1);
            assertThat(content(target)).isEqualTo(content(source));
        }
    }

    @Test
    @DisplayName("is refused before anything is sent if too much were to be deleted, although not all was looked at")
    void tooManyDeletions() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.createDirectories(target.resolve("some/surplus" + i));
        }
        try (SftpFileSync sync = sync()) {
            assertThatThrownBy(() -> mirror(sync, 4))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("5 files and directories would be deleted");
        }
        assertThat(content(target)).isEmpty();
    }

    @Test
    @DisplayName(
            "is refused, with the heap and how much there is room for, if one directory alone is too large, at either side")
    void oneDirectory() throws Exception {
        Path large = Files.createDirectory(source.resolve("large"));
        for (int f = 0; f < 1000; f++) {
            Files.createFile(large.resolve("file" + f));
        }
        try (SftpFileSync sync = sync()) {
            assertThatThrownBy(() -> mirror(sync, 0))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("heap of")
                    .hasMessageContaining("562 names");
            Files.createDirectories(target);
            Files.move(large, target.resolve("large"));
            assertThatThrownBy(() -> mirror(sync, 0))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("heap of");
            assertThat(target.resolve("large/file0")).exists();
        }
    }

    @Test
    @DisplayName("may be hundreds of directories deep")
    void deep() throws Exception {
        StringBuilder path = new StringBuilder("d");
        path.append("/d".repeat(499));
        Files.createDirectories(source.resolve(path.toString()));
        Files.writeString(source.resolve(path + "/page"), "far down");
        try (SftpFileSync sync = Backup.on(route, target).build()) {
            assertThat(mirror(sync, 0).complete()).isTrue();
            assertThat(mirror(sync, 0).transferredFiles()).isZero();
            assertThat(target.resolve(path + "/page")).hasContent("far down");
        }
    }
}
