package dev.failover.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.RestoreTest.Report;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorListener;
import dev.failover.testkit.InMemoryBackup;
import dev.failover.testkit.LocalFileSync;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A restore test")
class RestoreTestTest {
    private static final RestoreTest ALL = new RestoreTest(1 << 20, 1, 10, 10, List.of());
    private static final Set<String> EXCLUDED = Set.of(".failover");
    private static final int FILES = 20;

    @TempDir
    Path directory;

    private final InMemoryBackup backup = new InMemoryBackup(InstantSource.system());
    private Path tree;
    private Path scratch;

    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree/deep")).getParent();
        scratch = directory.resolve("scratch");
        for (int i = 0; i < FILES; i++) {
            Files.writeString(tree.resolve("deep/file" + i), "content of " + i);
        }
        Files.createDirectory(tree.resolve(".failover"));
        Files.writeString(tree.resolve(".failover/note"), "a note");
    }

    private String take() throws InterruptedException {
        return backup.take(tree, EXCLUDED, Map.of(), Duration.ofSeconds(10)).snapshot();
    }

    private Report run(RestoreTest test, String snapshot) throws InterruptedException {
        return test.run(backup, snapshot, tree, EXCLUDED, scratch, Duration.ofSeconds(30), TimeSource.system());
    }

    private void assertRed(RestoreTest test, String snapshot, String why) {
        assertThatThrownBy(() -> run(test, snapshot))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(why);
        assertThat(scratch).doesNotExist();
    }

    /** What was restored or taken is not what it was, and nothing but the bytes shows it. */
    private void flip(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        content[0] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, modified);
    }

    @Test
    @DisplayName("restores all of a small snapshot, finds it equal, and leaves nothing behind")
    void green() throws Exception {
        Files.createDirectories(scratch.resolve("left behind"));
        Report report = run(ALL, take());
        assertThat(report.files()).isEqualTo(FILES).isEqualTo(report.allFiles()).isEqualTo(report.compared());
        assertThat(report.bytes()).isPositive().isEqualTo(report.allBytes());
        assertThat(report.took()).isGreaterThanOrEqualTo(report.restoring()).isPositive();
        assertThat(scratch).doesNotExist();
    }

    @Test
    @DisplayName("restores a sample of a large one")
    void sampled() throws Exception {
        Report report = run(new RestoreTest(60, 1, 10, 10, List.of()), take());
        assertThat(report.files()).isBetween(3L, 6L);
        assertThat(report.allFiles()).isEqualTo(FILES);
        assertRed(new RestoreTest(2, 1, 10, 10, List.of()), take(), "raise sample");
    }

    @Test
    @DisplayName("goes red over one byte that is another in the tree, with size and time kept")
    void flippedInTheTree() throws Exception {
        String snapshot = take();
        flip(tree.resolve("deep/file7"));
        assertRed(ALL, snapshot, "1 of 20 files differ");
        assertRed(ALL, snapshot, "deep/file7");
    }

    @Test
    @DisplayName("goes red over damage of the repository")
    void damaged() throws Exception {
        String snapshot = take();
        backup.damage();
        assertRed(ALL, snapshot, "is damaged");
    }

    @Test
    @DisplayName("bears some changes since, and goes red over too many: they may be an attack")
    void changed() throws Exception {
        String snapshot = take();
        for (int i = 0; i < 2; i++) {
            Files.writeString(tree.resolve("deep/file" + i), "changed, " + i);
        }
        assertThat(run(ALL, snapshot).compared()).isEqualTo(FILES - 2);
        Files.writeString(tree.resolve("deep/file2"), "encrypted");
        assertRed(ALL, snapshot, "3 of 20 files have changed");
    }

    @Test
    @DisplayName("goes red if the tree has another number of files than the snapshot")
    void count() throws Exception {
        String snapshot = take();
        for (int i = 0; i < 2; i++) {
            Files.writeString(tree.resolve("new" + i), "new");
        }
        run(ALL, snapshot);
        Files.writeString(tree.resolve("new2"), "new");
        assertRed(ALL, snapshot, "holds 20 files, and " + tree + " holds 23");
    }

    @Test
    @DisplayName("goes red over a snapshot of nothing, and over a tree that is not there")
    void nothing() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        String snapshot =
                backup.take(empty, Set.of(), Map.of(), Duration.ofSeconds(10)).snapshot();
        assertRed(ALL, snapshot, "holds no file");
        String full = take();
        Files.move(tree, directory.resolve("unmounted"));
        assertThatThrownBy(() -> run(ALL, full))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(tree.toString());
    }

    @Test
    @DisplayName("hands what was restored to a command, and goes red if that does")
    void command() throws Exception {
        String snapshot = take();
        run(
                new RestoreTest(1 << 20, 1, 10, 10, List.of("sh", "-c", "test -f \"$FAILOVER_RESTORED/deep/file3\"")),
                snapshot);
        assertRed(
                new RestoreTest(1 << 20, 1, 10, 10, List.of("sh", "-c", "echo no table; exit 3")),
                snapshot,
                "ended with status 3: no table");
    }

    private DataSet mirrored(boolean verified) throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(source.resolve("page" + i), "page " + i);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_123L));
        }
        DataSet replica = DataSet.of("webroot", directory.resolve("replica"));
        DataMirror mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(LocalFileSync.into(replica.directory()))
                .prepareAtFirstContact(true)
                .build();
        mirror.everything(MirrorListener.NONE);
        if (verified) {
            mirror.verify();
        }
        return replica;
    }

    private Report run(RestoreTest test, DataSet replica) throws InterruptedException {
        String snapshot = backup.take(replica.directory(), EXCLUDED, Map.of(), Duration.ofSeconds(10))
                .snapshot();
        return test.run(backup, snapshot, replica, EXCLUDED, scratch, Duration.ofSeconds(30), TimeSource.system());
    }

    @Test
    @DisplayName("compares with what the source itself read, and says so")
    void bySource() throws Exception {
        Report report = run(ALL, mirrored(true));
        assertThat(report.source().compared()).isEqualTo(FILES);
        assertThat(report.source().asOf()).isPresent();
        assertThat(report.source().sentence()).startsWith("20 of them are what the source read on 2");
    }

    @Test
    @DisplayName("goes red over a replica that was wrong before it was kept, which replica and snapshot agree on")
    void wrongBefore() throws Exception {
        DataSet replica = mirrored(true);
        flip(replica.directory().resolve("page7"));
        assertThatThrownBy(() -> run(ALL, replica))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("1 of 20 files of the snapshot")
                .hasMessageContaining("not what their source read")
                .hasMessageContaining("page7");
    }

    @Test
    @DisplayName("bears that files changed since the source read them")
    void changedSinceRead() throws Exception {
        DataSet replica = mirrored(true);
        for (int i = 0; i < 5; i++) {
            Files.writeString(replica.directory().resolve("page" + i), "a later page " + i);
        }
        assertThat(run(ALL, replica).source().compared()).isEqualTo(FILES - 5);
    }

    @Test
    @DisplayName("says where the source can't be asked, and why")
    void unasked() throws Exception {
        DataSet replica = mirrored(false);
        assertThat(run(ALL, replica).source().sentence())
                .isEqualTo("none was compared with the source: it left no hashes of its own here."
                        + " It does after each verification of its replica: let them be made from time to time");
        assertThat(run(ALL, take()).source().sentence()).contains("no other source than what was kept");
        replica.promote(3);
        assertThat(run(ALL, replica).source().sentence()).contains("is the source itself");
    }
}
