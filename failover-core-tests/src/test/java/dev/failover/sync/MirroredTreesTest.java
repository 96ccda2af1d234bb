package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.LocalFileSync;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A continuous mirror on real directories, on the machine's own time")
class MirroredTreesTest {
    private static final int STORM = Integer.getInteger("failover.storm.files", 3_000);
    private static final long SECONDS = 60L + STORM / 500L;

    @TempDir
    Path temporary;

    private final Scheduler scheduler = Scheduler.system();
    private final BlockingQueue<MirrorEvent> events = new LinkedBlockingQueue<>();
    private Path source;
    private Path target;
    private ContinuousMirror continuous;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        Files.writeString(source.resolve("index.html"), "<html>");
        DataMirror mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(LocalFileSync.into(target))
                .maxDeletes(100_000)
                .maxShrink(100)
                .build();
        mirror.prepare();
        continuous = ContinuousMirror.builder()
                .mirror(mirror)
                // So that only what was seen is mirrored: a test that waits for this fails.
                .rescan(Duration.ofHours(1))
                .listener(events::add)
                .build();
        continuous.start(scheduler);
        awaitEqual();
    }

    @AfterEach
    void stop() {
        continuous.stop();
        scheduler.close();
    }

    /** Compares after each run, until both are equal or no run was made for long. */
    private void awaitEqual() throws Exception {
        Map<String, String> wanted = described(source);
        while (!wanted.equals(described(target))) {
            assertThat(events.poll(SECONDS, TimeUnit.SECONDS))
                    .as("a run; the target differs still")
                    .isNotNull();
            wanted = described(source);
        }
    }

    private static Map<String, String> described(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        if (!Files.isDirectory(root)) {
            return all;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                Path relative = root.relativize(path);
                if (!relative.startsWith(FileSync.RESERVED)
                        && !String.valueOf(relative.getFileName()).startsWith(".failover-")) {
                    all.put(relative.toString(), Files.isDirectory(path) ? "directory" : Files.readString(path));
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // It changes while it is looked at; it is looked at again.
            all.put("changing", e.toString());
        }
        return all;
    }

    @Test
    @DisplayName("follows writes, deletions, renames and directories filled at once")
    void follows() throws Exception {
        Files.writeString(source.resolve("index.html"), "<html lang=en>");
        awaitEqual();
        Files.createDirectories(source.resolve("a/b/c"));
        Files.writeString(source.resolve("a/b/c/page"), "filled at once");
        awaitEqual();
        Files.move(source.resolve("a/b"), source.resolve("moved"));
        awaitEqual();
        Files.writeString(source.resolve("moved/c/page"), "changed after the move");
        awaitEqual();
        Files.delete(source.resolve("moved/c/page"));
        Files.delete(source.resolve("moved/c"));
        awaitEqual();
        Files.createSymbolicLink(source.resolve("link"), Path.of("index.html"));
        awaitEqual();
    }

    @Test
    @DisplayName("loses nothing in a storm of files made, changed, moved and deleted")
    void storm() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < STORM; i++) {
            Path directory = source.resolve("d" + i % 50);
            Files.createDirectories(directory);
            Path file = directory.resolve("f" + i);
            Files.writeString(file, "file " + i);
            switch (random.nextInt(6)) {
                case 0 -> Files.delete(file);
                case 1 -> Files.move(file, source.resolve("moved" + i));
                case 2 -> Files.writeString(file, "changed");
                default -> {
                    // It stays as it is.
                }
            }
        }
        awaitEqual();
    }
}
