package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.LocalFileSync;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What watching costs, without the cost of a network: between two directories of this machine. */
@DisplayName("Measured: watching a tree")
class ContinuousMirrorMeasurement {
    @TempDir
    Path temporary;

    @Test
    @DisplayName("registering 10,000 directories")
    void registration() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("root"));
        for (int i = 0; i < 10_000; i++) {
            Files.createDirectories(root.resolve("d" + i / 100 + "/e" + i % 100));
        }
        for (int round = 0; round < 5; round++) {
            try (Scheduler scheduler = Scheduler.system()) {
                CountDownLatch ready = new CountDownLatch(1);
                DirectoryWatch watch = new DirectoryWatch(scheduler, root, Exclusions.NONE);
                long before = heap();
                long began = System.nanoTime();
                watch.start(new TreeWatch.Listener() {
                    @Override
                    public void ready() {
                        ready.countDown();
                    }

                    @Override
                    public void changed(Path path) {}

                    @Override
                    public void blind(String why) {
                        System.out.println(why);
                    }
                });
                assertThat(ready.await(1, TimeUnit.MINUTES)).isTrue();
                long took = System.nanoTime() - began;
                long after = heap();
                watch.close();
                System.out.printf(
                        "10,101 directories watched after %d ms, with %.1f MiB; the JDK's service alone takes %d ms%n",
                        took / 1_000_000, (after - before) / 1048576.0, alone(root) / 1_000_000);
            }
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** What a list of watches costs, in nanoseconds, without knowing them by name. */
    private static long alone(Path root) throws IOException {
        long began = System.nanoTime();
        try (WatchService service = root.getFileSystem().newWatchService();
                Stream<Path> all = Files.walk(root)) {
            for (Path directory : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            return System.nanoTime() - began;
        }
    }

    @Test
    @DisplayName("one small file, idle, until it is there")
    void latency() throws Exception {
        Path source = Files.createDirectory(temporary.resolve("source"));
        Path target = temporary.resolve("target");
        Files.writeString(source.resolve("page"), "x");
        DataMirror mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(LocalFileSync.into(target))
                .build();
        mirror.prepare();
        CountDownLatch first = new CountDownLatch(1);
        List<Long> micros = new ArrayList<>();
        ContinuousMirror continuous = ContinuousMirror.builder()
                .mirror(mirror)
                .rescan(Duration.ofHours(1))
                .listener(event -> first.countDown())
                .build();
        try (Scheduler scheduler = Scheduler.system()) {
            continuous.start(scheduler);
            assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < 200; i++) {
                LockSupport.parkNanos(50_000_000);
                Path file = source.resolve("page");
                String content = i + "x".repeat(4096);
                long began = System.nanoTime();
                Files.writeString(file, content);
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                while (!Files.readString(target.resolve("page")).equals(content)) {
                    assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
                }
                micros.add((System.nanoTime() - began) / 1000);
            }
        }
        Collections.sort(micros);
        System.out.printf(
                "a change is there after: p50 %d us, p95 %d us, most %d us%n",
                micros.get(100), micros.get(190), micros.get(199));
    }
}
