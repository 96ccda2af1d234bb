package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What would keep a data set from being promoted")
class DataSetTest {
    /** Nobody may make a file in it, not even root. */
    private static final Path NOT_WRITABLE = Path.of("/proc/self");

    @TempDir
    Path directory;

    private List<Path> tree() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted().toList();
        }
    }

    @Test
    @DisplayName("is nothing where a promotion succeeds, and finding that out changes nothing")
    void nothing() throws Exception {
        DataSet replica = DataSet.of("webroot", directory);
        List<Path> before = tree();
        assertThat(replica.hindrance()).isEmpty();
        assertThat(tree()).isEqualTo(before);
        replica.promote(3);
        assertThat(replica.hindrance()).isEmpty();
        replica.promote(4);
    }

    @Test
    @DisplayName("is a directory that is not there, that may not be written to, or something else in its place")
    void something() throws Exception {
        assertHindered(DataSet.of("webroot", directory.resolve("absent")), "is not a directory");
        assertHindered(
                DataSet.of("webroot", NOT_WRITABLE), "can't be written to by " + System.getProperty("user.name"));
        Path reserved = Files.writeString(directory.resolve(".failover"), "a file");
        assertHindered(DataSet.of("webroot", directory), reserved.toString());
    }

    @Test
    @DisplayName("is a marker that is not understood")
    void marker() throws Exception {
        Path reserved = Files.createDirectory(directory.resolve(".failover"));
        Files.writeString(reserved.resolve("source"), "nonsense");
        assertHindered(DataSet.of("webroot", directory), "source");
    }

    private static void assertHindered(DataSet dataSet, String why) {
        assertThat(dataSet.hindrance())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains(why));
        assertThatThrownBy(() -> dataSet.promote(1)).isInstanceOf(ComponentException.class);
    }
}
