package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.FileSync.Verifying;
import dev.failover.sync.ProofNote.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The next files of a source")
class SourcePortionTest {
    private static final long ONE_SMALL_FILE = 20_000;

    @TempDir
    Path source;

    private Exclusions exclusions = Exclusions.NONE;
    private Verifying verifying = Verifying.STRETCHES;

    @BeforeEach
    void tree() throws Exception {
        for (String name : List.of("b/two", "b/one", "b/deep/er", "a", "c", ".failover/source", "b.txt")) {
            write(name, 10);
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
        Files.createDirectory(source.resolve("empty"));
    }

    private void write(String name, int bytes) throws Exception {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private SourcePortion after(Optional<Place> place, long most) throws Exception {
        return SourcePortion.of(source, exclusions, place, verifying, most);
    }

    private SourcePortion after(String path) throws Exception {
        return after(Optional.of(new Place(Path.of(path), OptionalLong.empty())), 1 << 20);
    }

    private static List<String> names(SourcePortion portion) {
        return portion.files().stream().map(Path::toString).toList();
    }

    @Test
    @DisplayName("are all files but what is reserved, each once, in one order whatever the portions")
    void all() throws Exception {
        SourcePortion whole = after(Optional.empty(), 1 << 20);
        assertThat(names(whole)).containsExactly("a", "b/deep/er", "b/one", "b/two", "b.txt", "c");
        assertThat(whole.isLast()).isTrue();
        assertThat(whole.bytes()).isEqualTo(60);
        List<String> oneByOne = new ArrayList<>();
        SourcePortion portion = after(Optional.empty(), ONE_SMALL_FILE);
        for (oneByOne.addAll(names(portion)); !portion.isLast(); oneByOne.addAll(names(portion))) {
            assertThat(portion.files()).hasSize(1);
            portion = after(portion.reached(), ONE_SMALL_FILE);
        }
        assertThat(oneByOne).isEqualTo(names(whole));
    }

    @Test
    @DisplayName("go on after a place that is gone, or became something else")
    void afterWhatIsGone() throws Exception {
        assertThat(names(after("b/none"))).containsExactly("b/one", "b/two", "b.txt", "c");
        assertThat(names(after("b"))).startsWith("b/deep/er");
        assertThat(names(after("b.txt/inside"))).containsExactly("b.txt", "c");
        assertThat(names(after("nothing/at/all"))).isEmpty();
        assertThat(after("nothing/at/all").isLast()).isTrue();
    }

    @Test
    @DisplayName("are without what is excluded")
    void excluded() throws Exception {
        exclusions = Exclusions.of(List.of("/b/", "*.txt"));
        assertThat(names(after(Optional.empty(), 1 << 20))).containsExactly("a", "c");
    }

    @Test
    @DisplayName("are a stretch of a large one, which is gone on with; or all of it, where it can't be cut")
    void large() throws Exception {
        write("b/two", 250_000);
        Place before = new Place(Path.of("b/one"), OptionalLong.empty());
        SourcePortion first = after(Optional.of(before), 100_000);
        assertThat(names(first)).containsExactly("b/two");
        assertThat(first.stretch()).isEqualTo(new Stretch(0, 100_000));
        assertThat(first.filesEnded()).isZero();
        SourcePortion second = after(first.reached(), 100_000);
        assertThat(second.stretch()).isEqualTo(new Stretch(100_000, 100_000));
        SourcePortion third = after(second.reached(), 100_000);
        assertThat(names(third)).containsExactly("b/two");
        assertThat(third.stretch().from()).isEqualTo(200_000);
        assertThat(third.bytes()).isEqualTo(50_000);
        assertThat(third.filesEnded()).isEqualTo(1);
        assertThat(names(after(third.reached(), 100_000))).containsExactly("b.txt", "c");
        verifying = Verifying.WHOLE_FILES;
        SourcePortion whole = after(Optional.of(before), 100_000);
        assertThat(names(whole)).containsExactly("b/two");
        assertThat(whole.stretch()).isEqualTo(Stretch.ALL);
        assertThat(whole.bytes()).isEqualTo(250_000);
    }

    @Test
    @DisplayName("pass over a large one that shrank below where it was left")
    void shrunken() throws Exception {
        Place within = new Place(Path.of("b/two"), OptionalLong.of(100_000));
        SourcePortion next = after(Optional.of(within), 100_000);
        assertThat(names(next)).containsExactly("b/two");
        assertThat(next.bytes()).isZero();
        assertThat(names(after(next.reached(), 100_000))).containsExactly("b.txt", "c");
    }

    @Test
    @DisplayName("are at most a thousand, also out of a directory with more names than are kept")
    void many() throws Exception {
        for (int i = 0; i < 10_050; i++) {
            Files.createFile(source.resolve("b/%05d".formatted(i)));
        }
        List<String> found = new ArrayList<>();
        SourcePortion portion = after(Optional.empty(), 1L << 40);
        for (found.addAll(names(portion)); !portion.isLast(); found.addAll(names(portion))) {
            assertThat(portion.files()).hasSizeLessThanOrEqualTo(1000);
            portion = after(portion.reached(), 1L << 40);
        }
        assertThat(found).doesNotHaveDuplicates().hasSize(10_056);
    }
}
