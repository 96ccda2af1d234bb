package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.sync.SourceHashes.Entry;
import dev.failover.testkit.ManualScheduler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a source reads of its own files")
class SourceHashesTest {
    private static final Marker OURS = new Marker("webroot", "a1", 7);
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00.5Z");

    @TempDir
    Path root;

    private void file(String name, Instant modified) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.setLastModifiedTime(Files.writeString(file, "hello"), FileTime.from(modified));
    }

    private SourceHashes read(Instant now) throws InterruptedException {
        return SourceHashes.read(
                DataSet.of("webroot", root),
                OURS,
                Exclusions.of(List.of("/cache")),
                new VirtualTime(new ManualScheduler(now)));
    }

    @Test
    @DisplayName("is all of few, but what is excluded, reserved or so young that it may change within its second")
    void all() throws Exception {
        file("a: page/with a, name", OLD);
        file("cache/page", OLD);
        file(".failover/note", OLD);
        file("young", OLD.plusSeconds(99));
        SourceHashes hashes = read(OLD.plusSeconds(100));
        assertThat(hashes.files())
                .isEqualTo(Map.of(
                        "a: page/with a, name",
                        new Entry(
                                5,
                                OLD.getEpochSecond(),
                                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")));
        assertThat(SourceHashes.parse(hashes.text())).isEqualTo(hashes);
    }

    @Test
    @DisplayName("fits into a note, however many files there are and however long their names")
    void bounded() throws Exception {
        for (int i = 0; i < 300; i++) {
            file("\u00e9".repeat(100) + i, OLD);
        }
        SourceHashes hashes = read(OLD.plusSeconds(100));
        assertThat(hashes.files()).hasSizeBetween(50, 250);
        assertThat(hashes.text().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(NoteRules.MAX_BYTES);
    }

    @Test
    @DisplayName("is believed only as it was written, and of the present source")
    void believed() throws Exception {
        DataSet replica = DataSet.of("webroot", root);
        NoteFiles notes = new NoteFiles(root);
        notes.write(Marker.TARGET, OURS.text());
        assertThat(replica.sourceHashes()).isEmpty();
        SourceHashes hashes = new SourceHashes("a1", 7, OLD, Map.of());
        notes.write(SourceHashes.NOTE, hashes.text());
        assertThat(replica.sourceHashes()).contains(hashes);
        notes.write(Marker.TARGET, new Marker("webroot", "b2", 8).text());
        assertThat(replica.sourceHashes()).isEmpty();
        for (String line :
                List.of("./../up: 1 1 " + "0".repeat(64), "./page: 1 1 short", "./page: x 1 " + "0".repeat(64))) {
            assertThatThrownBy(() -> SourceHashes.parse(hashes.text() + line + "\n"))
                    .as(line)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
