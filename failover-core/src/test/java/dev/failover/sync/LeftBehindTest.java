package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftBehindTest {
    /** Later than any file of these tests was really made: their status times are the machine's own. */
    private final Instant moment = Instant.now().plus(Duration.ofHours(1));

    @TempDir
    Path root;

    private DataSet dataSet;

    @BeforeEach
    void prepare() {
        dataSet = DataSet.of("webroot", root);
        dataSet.prepare();
    }

    private void file(String name, Instant modified) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private LeftBehind found(Instant moment, String... excluded) throws Exception {
        return LeftBehind.since(dataSet, Exclusions.of(List.of(excluded)), moment)
                .orElseThrow();
    }

    @Test
    void whatWasWrittenSinceIsNamedAndWhatIsNeverMirroredIsNot() throws Exception {
        file("old", moment.minusMillis(1));
        file("orders/new", moment.plusMillis(1));
        file("cache/new", moment.plusMillis(1));
        file(".failover/versions/new", moment.plusMillis(1));

        assertThat(found(moment, "/cache/")).isEqualTo(new LeftBehind(1, List.of(Path.of("orders/new"))));
        assertThat(found(moment).files()).isEqualTo(2);
    }

    /** {@code mv} keeps the time of modification. */
    @Test
    void aFileThatCameUnderItsNameSinceCounts() throws Exception {
        file("moved", Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(found(Instant.now().minus(Duration.ofHours(1))).some()).containsExactly(Path.of("moved"));
    }

    @Test
    void manyAreCountedAndSomeNamed() throws Exception {
        for (int i = 0; i < 25; i++) {
            file("file" + i, moment.plusMillis(1));
        }

        assertThat(found(moment).files()).isEqualTo(25);
        assertThat(found(moment).some()).hasSize(10);
    }

    @Test
    void nothingCanBeToldOnceAnotherSourceHasTakenItOver() throws Exception {
        file("new", moment.plusMillis(1));
        Files.writeString(root.resolve(".failover").resolve(Marker.TARGET), new Marker("webroot", "another", 7).text());

        assertThat(LeftBehind.since(dataSet, Exclusions.NONE, moment)).isEmpty();
        dataSet.promote(8);
        assertThat(LeftBehind.since(dataSet, Exclusions.NONE, moment)).isPresent();
    }
}
