package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A directory of the source")
class HeldDirectoriesTest {
    @TempDir
    private Path temporary;

    private final List<String> entered = new ArrayList<>();
    private Path source;
    private SourceTree tree;

    @BeforeEach
    void make() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        for (String directory : List.of("a/b", "c")) {
            Files.createDirectories(source.resolve(directory));
            for (int i = 0; i < 20; i++) {
                Files.writeString(source.resolve(directory + "/file" + i), directory + " " + i);
            }
        }
        tree = new SourceTree(source) {
            @Override
            DirectoryStream<Path> enter(String path) throws IOException {
                entered.add(path);
                return super.enter(path);
            }
        };
    }

    private static String content(HeldDirectories held, String path) throws IOException {
        try (var in = held.open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("is entered once for all of its files, whose order does not matter")
    void once() throws Exception {
        try (HeldDirectories held = new HeldDirectories(tree)) {
            for (int i = 0; i < 20; i++) {
                for (String directory : List.of("a/b", "c")) {
                    String path = directory + "/file" + i;
                    assertThat(content(held, path)).isEqualTo(directory + " " + i);
                    assertThat(held.isStill(path, tree.entry(path))).isTrue();
                    entered.remove(entered.size() - 1);
                }
            }
            assertThat(entered).containsExactly("a/b", "c");
        }
    }

    @Test
    @DisplayName("is entered anew when another has taken its place, and not through a link in its place, or above")
    void replaced() throws Exception {
        try (HeldDirectories held = new HeldDirectories(tree)) {
            Entry was = held.entry("a/b/file1");
            Files.move(source.resolve("a"), source.resolve("was"));
            assertThat(held.isStill("a/b/file1", was)).isFalse();
            Files.createDirectories(source.resolve("a/b"));
            Files.writeString(source.resolve("a/b/file1"), "another's");
            assertThat(content(held, "a/b/file1")).isEqualTo("another's");
            Files.move(source.resolve("a"), source.resolve("second"));
            Files.createSymbolicLink(source.resolve("a"), Path.of("was"));
            assertThatThrownBy(() -> held.open("a/b/file1")).isInstanceOf(NotDirectoryException.class);
            Files.delete(source.resolve("a"));
            Files.createDirectory(source.resolve("a"));
            Files.createSymbolicLink(source.resolve("a/b"), Path.of("../was/b"));
            assertThatThrownBy(() -> held.entry("a/b/file1")).isInstanceOf(NotDirectoryException.class);
        }
    }

    @Test
    @DisplayName("is left when others are entered, and at the end")
    void left() throws Exception {
        List<Integer> open = new ArrayList<>();
        try (HeldDirectories held = new HeldDirectories(tree)) {
            for (int i = 0; i < 50; i++) {
                Files.createDirectory(source.resolve("directory" + i));
                Files.createFile(source.resolve("directory" + i + "/file"));
                held.entry("directory" + i + "/file");
                open.add(openInSource());
            }
            assertThat(open).contains(2, 64).allMatch(count -> count <= 64);
        }
        assertThat(openInSource()).isZero();
    }

    /** As by an upload that goes on until the run has taken all replies that were due when it failed. */
    @Test
    @DisplayName("is not entered any more once they were left: nothing is known of its files then")
    void afterwards() throws Exception {
        HeldDirectories held = new HeldDirectories(tree);
        Entry scanned = held.entry("a/b/file1");
        held.close();
        assertThat(held.isStill("a/b/file1", scanned)).isFalse();
        assertThatThrownBy(() -> held.open("c/file1")).isInstanceOf(IOException.class);
        assertThat(openInSource()).isZero();
    }

    /** Has a file in each directory, and lets the others be opened only once the version of the first was refused. */
    private static final class Refusing implements ScriptedServer.Script {
        private final Queue<Integer> waiting = new ArrayDeque<>();
        private boolean opened;
        private boolean refused;
        private int looks;

        @Override
        public boolean answer(int type, int number, ScriptedServer.Answers answers) throws IOException {
            // The first look is at the mark of the last run; then at a file, and at what it is in, by turns.
            boolean isThere = type == Protocol.LSTAT && ++looks > 1;
            if (isThere) {
                answers.attributes(number, looks % 2 == 0 ? 0100644 : 0040755);
                return true;
            }
            if (type == Protocol.OPEN && opened && !refused) {
                waiting.add(number);
                return true;
            }
            opened |= type == Protocol.OPEN;
            if (type == Protocol.EXTENDED && !refused) {
                refused = true;
                answers.status(number, Protocol.FAILURE, "too many links");
                while (!waiting.isEmpty()) {
                    answers.handle(waiting.remove(), "h");
                }
                return true;
            }
            return false;
        }

        @Override
        public List<byte[]> extensions() {
            return Stream.of(Protocol.HARD_LINK, "1", Protocol.POSIX_RENAME, "1")
                    .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                    .toList();
        }
    }

    @Test
    @DisplayName("is left by a run that failed while many files were on their way")
    void failedRun() throws Exception {
        Set<Path> files = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Path file = Path.of("of" + i, "file");
            Files.createDirectory(source.resolve(file).getParent());
            Files.writeString(source.resolve(file), "content");
            files.add(file);
        }
        try (ScriptedServer server = new ScriptedServer(temporary, new Refusing());
                SftpFileSync sync = server.target().build()) {
            MirrorRequest request = MirrorRequest.everything(source, 0, Duration.ofSeconds(30))
                    .keeping(new Versions(10, Duration.ofDays(1)))
                    .only(files);
            assertThatThrownBy(() -> sync.mirror(request, MirrorListener.NONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("keeping a version of /target/of0/file");
            assertThat(openInSource()).isZero();
        }
    }

    private int openInSource() throws IOException {
        int count = 0;
        try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                // One of them is what is being listed, and gone by the time it is looked at.
                count += Files.isSymbolicLink(file)
                                && Files.readSymbolicLink(file).startsWith(source)
                        ? 1
                        : 0;
            }
        }
        return count;
    }
}
