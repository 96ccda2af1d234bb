package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.Backup.StoredFile;
import dev.failover.backup.Backup.Taken;
import dev.failover.component.RejectedException;
import dev.failover.testkit.BackupContract.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link Backup} promises while nothing is wrong. */
abstract class BackupKeepingRules extends BackupRules {
    private static final Path ALL = Path.of("");

    BackupKeepingRules(BackupContract contract) {
        super(contract);
    }

    private Backup backup() throws Exception {
        return contract.backup(contract.repository());
    }

    @Test
    @DisplayName("a tree with its files, directories, links, modes and times, whatever they are called")
    void wholeTree() throws Exception {
        write("deep/er/nested/page", "x".repeat(200_000));
        write("empty", "");
        for (String name : List.of(
                "a b",
                "d\u00e9j\u00e0 \u5bb6",
                "star*",
                "what?",
                "[a-c]",
                "back\\slash",
                "quo\"te",
                "-dash",
                "#x",
                "$HOME")) {
            write("odd/" + name, "of " + name);
        }
        Files.createDirectory(tree.resolve("no files"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("deep/er"));
        Files.createSymbolicLink(tree.resolve("broken"), Path.of("/nowhere/at all"));
        Files.setPosixFilePermissions(tree.resolve("empty"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(
                tree.resolve("index.html"), FileTime.from(Instant.parse("2001-02-03T04:05:06.123456Z")));
        Backup backup = backup();
        Taken taken = take(backup);
        assertThat(restore(backup, taken.snapshot())).satisfies(restored -> {
            assertThat(FileTree.scan(restored, ALL)).isEqualTo(FileTree.scan(tree, ALL));
            for (Path file : FileTree.scan(tree, ALL).keySet()) {
                if (Files.isRegularFile(tree.resolve(file))) {
                    assertThat(restored.resolve(file)).hasSameBinaryContentAs(tree.resolve(file));
                }
            }
        });
    }

    @Test
    @DisplayName("what it was told of a snapshot: its tags, when, and how many files and bytes")
    void told() throws Exception {
        write("deep/page", "12345");
        Repository repository = contract.repository();
        Backup backup = contract.backup(repository);
        assertThat(backup.list(contract.timeout())).as("snapshots at first").isEmpty();
        Instant before = Instant.now().minusSeconds(2);
        Taken first = take(backup);
        assertThat(first.files()).isEqualTo(2);
        assertThat(first.bytes()).isEqualTo(10);
        assertThat(first.unreadable()).isZero();
        Taken second = take(backup);
        for (Backup client : List.of(backup, contract.backup(repository))) {
            List<Snapshot> listed = client.list(contract.timeout());
            assertThat(listed).extracting(Snapshot::id).containsExactly(first.snapshot(), second.snapshot());
            assertThat(listed).allSatisfy(snapshot -> {
                assertThat(snapshot.tags()).containsAllEntriesOf(TAGS);
                assertThat(snapshot.taken()).isBetween(before, Instant.now().plusSeconds(2));
            });
        }
    }

    @Test
    @DisplayName("nothing of what is excluded at the root, and what is called the same below it")
    void excluded() throws Exception {
        write(".failover/target", "a note");
        write("deep/.failover/page", "none");
        write("a*b", "excluded by name");
        write("axb", "no pattern");
        Backup backup = backup();
        Taken taken = backup.take(tree, Set.of(".failover", "a*b"), TAGS, contract.timeout());
        Path restored = restore(backup, taken.snapshot());
        assertThat(restored.resolve(".failover")).doesNotExist();
        assertThat(restored.resolve("a*b")).doesNotExist();
        assertThat(restored.resolve("axb")).hasContent("no pattern");
        assertThat(restored.resolve("deep/.failover/page")).hasContent("none");
    }

    @Test
    @DisplayName("what a tree holds that is itself a link")
    void linkedTree() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("current"), tree);
        Backup backup = backup();
        Taken taken = backup.take(link, Set.of(), TAGS, contract.timeout());
        assertThat(restore(backup, taken.snapshot()).resolve("index.html")).hasContent("hello");
    }

    @Test
    @DisplayName("the state of then, whatever becomes of the tree")
    void stateOfThen() throws Exception {
        Backup backup = backup();
        Taken first = take(backup);
        write("index.html", "changed, and longer");
        write("new", "new");
        Taken second = take(backup);
        Files.delete(tree.resolve("index.html"));
        assertThat(restore(backup, first.snapshot()).resolve("index.html")).hasContent("hello");
        assertThat(restore(backup, first.snapshot()).resolve("new")).doesNotExist();
        assertThat(restore(backup, second.snapshot()).resolve("index.html")).hasContent("changed, and longer");
    }

    @Test
    @DisplayName("a list of its files: path, size and time to the microsecond")
    void contents() throws Exception {
        write("deep/star*", "123");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("index.html"));
        Instant modified = Instant.parse("2001-02-03T04:05:06.123456Z");
        Files.setLastModifiedTime(tree.resolve("index.html"), FileTime.from(modified));
        Files.setLastModifiedTime(tree.resolve("deep/star*"), FileTime.from(modified));
        Backup backup = backup();
        Taken taken = take(backup);
        List<StoredFile> found = new ArrayList<>();
        backup.contents(taken.snapshot(), found::add, contract.timeout());
        assertThat(found)
                .containsExactlyInAnyOrder(
                        new StoredFile("index.html", 5, modified), new StoredFile("deep/star*", 3, modified));
    }

    @Test
    @DisplayName("each of its files apart: those that are asked for are restored, and no other")
    void someFiles() throws Exception {
        write("deep/[a-c]", "1");
        write("deep/a", "2");
        write("deep/star*", "3");
        write("deep/starry", "4");
        Backup backup = backup();
        Taken taken = take(backup);
        Path restored = restore(backup, taken.snapshot(), "deep/[a-c]", "deep/star*");
        assertThat(FileTree.scan(restored, ALL).keySet())
                .containsExactlyInAnyOrder(Path.of("deep"), Path.of("deep/[a-c]"), Path.of("deep/star*"));
        assertThat(restored.resolve("deep/star*")).hasContent("3");
    }

    @Test
    @DisplayName("what is not told to go: the others stay, and can be restored")
    void expires() throws Exception {
        Backup backup = backup();
        String first = take(backup).snapshot();
        write("index.html", "second");
        String second = take(backup).snapshot();
        write("index.html", "third!");
        String third = take(backup).snapshot();
        backup.expire(List.of(), contract.timeout());
        assertThat(backup.list(contract.timeout())).hasSize(3);
        backup.expire(List.of(first, third), contract.timeout());
        backup.expire(List.of(first), contract.timeout());
        assertThat(backup.list(contract.timeout())).extracting(Snapshot::id).containsExactly(second);
        assertThat(restore(backup, second).resolve("index.html")).hasContent("second");
        backup.verify(Depth.CONTENT, contract.timeout());
        assertThatThrownBy(() -> restore(backup, first)).isInstanceOf(RejectedException.class);
    }
}
