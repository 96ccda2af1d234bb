package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
