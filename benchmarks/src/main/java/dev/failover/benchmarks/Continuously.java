package dev.failover.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** How soon, and at what cost, a change is on the target. */
final class Continuously {
    private static final int SIZE = 4096;

    private final Ground ground;
    private final Path source;
    private final PrintStream out;
    private final int changes;
    private final Random random = new Random(5);
    private int count;

    Continuously(Ground ground, Path source, PrintStream out, int changes) {
        this.ground = ground;
        this.source = source;
        this.out = out;
        this.changes = changes;
    }

    void run(int burst) throws Exception {
        out.printf("## Continuously: one file of 4 KiB, %d times, then %,d at once%n%n", changes, burst);
        Table table = new Table("", "p50, ms", "p95, ms", "processor per change, ms", "burst, s");
        List<Follower> followers = List.of(
                Follower.lsyncd("lsyncd, delay 0", ground, 0, false),
                Follower.lsyncd("lsyncd, delay 0, shared connection", ground, 0, true),
                Follower.ours("failover, sftp", Ground::sftp),
                Follower.ours("failover, rsync", Ground::rsync));
        for (Follower follower : followers) {
            Path target = ground.directory().resolve("followed");
            Trees.delete(target);
            try (Follower.Following following = follower.follow(ground.configuration(), source, target)) {
                Sample latency = latency(target);
                Duration cost = cost(following, target);
                Duration all = burst(target, burst);
                table.row(
                        follower.name(),
                        Table.milliseconds(latency.median()),
                        Table.milliseconds(latency.percentile(95)),
                        Table.milliseconds(cost),
                        Table.seconds(all));
            } finally {
                Trees.delete(source.resolve("burst"));
                Trees.delete(source.resolve(".failover"));
                Files.deleteIfExists(source.resolve("changed.html"));
            }
        }
        table.print(out);
    }

    /** Never of the size before it: lsyncd's rsync overlooks what changes within a second and keeps its size. */
    private byte[] content() {
        byte[] content = new byte[SIZE + count++ % 2];
        random.nextBytes(content);
        return content;
    }

    private Sample latency(Path target) throws Exception {
        Sample sample = new Sample();
        Path changed = source.resolve("changed.html");
        // The first ten warm up.
        for (int i = -10; i < changes; i++) {
            Wait.pause(Duration.ofMillis(150 + random.nextInt(100)));
            byte[] content = content();
            long began = System.nanoTime();
            Files.write(changed, content);
            Wait.until("the change is there", () -> holds(target.resolve("changed.html"), content));
            if (i >= 0) {
                sample.add(Duration.ofNanos(System.nanoTime() - began));
            }
        }
        return sample;
    }

    private static boolean holds(Path file, byte[] content) throws IOException {
        try {
            return Arrays.equals(Files.readAllBytes(file), content);
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    /** Without looking, which would cost too. */
    private Duration cost(Follower.Following following, Path target) throws Exception {
        byte[] last = content();
        Duration before = following.cpu();
        for (int i = 0; i < changes; i++) {
            last = content();
            Files.write(source.resolve("changed.html"), last);
            Wait.pause(Duration.ofMillis(400));
        }
        Duration cost = following.cpu().minus(before).dividedBy(changes);
        byte[] expected = last;
        Wait.until("the last change is there", () -> holds(target.resolve("changed.html"), expected));
        return cost;
    }

    private Duration burst(Path target, int files) throws Exception {
        Path directory = Files.createDirectories(source.resolve("burst"));
        Wait.until("the directory is there", () -> Files.isDirectory(target.resolve("burst")));
        Wait.pause(Duration.ofSeconds(1));
        long began = System.nanoTime();
        for (int i = 0; i < files; i++) {
            Files.write(directory.resolve("file-" + i), content());
        }
        Wait.until("the burst is there", () -> {
            Wait.pause(Duration.ofMillis(5));
            try (var there = Files.list(target.resolve("burst"))) {
                return there.filter(file -> file.getFileName().toString().startsWith("file-"))
                                .count()
                        == files;
            }
        });
        Duration all = Duration.ofNanos(System.nanoTime() - began);
        for (int i = 0; i < files; i++) {
            Path file = Path.of("burst", "file-" + i);
            byte[] expected = Files.readAllBytes(source.resolve(file));
            Wait.until(file + " is equal", () -> holds(target.resolve(file), expected));
        }
        return all;
    }
}
