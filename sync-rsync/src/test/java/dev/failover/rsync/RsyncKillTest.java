package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.Onlooker;
import dev.failover.testkit.OpenSshRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system property {@code rsync.kills} says how often, and {@code rsync.seed} by which dice. */
@Tag("long")
@DisplayName("Killed at any moment, rsync")
class RsyncKillTest {
    private static final int KILLS = Integer.getInteger("rsync.kills", 20);
    private static final long SEED = Long.getLong("rsync.seed", 20_261_121);
    private static final int FILES = 12;
    private static final int SMALLEST = 60_000;
    private static final int STEP = 100;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private Path source;
    private Path target;
    private int cutShort;

    /** A file's every byte is its version, and its size follows from that: what is cut, or of two versions, shows. */
    private void write(int file, int version) throws IOException {
        byte[] content = new byte[SMALLEST + STEP * version];
        java.util.Arrays.fill(content, (byte) version);
        Path path = source.resolve("in " + file % 3).resolve("file " + file);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
    }

    private static boolean isWhole(byte[] content) {
        if (content.length == 0) {
            return false;
        }
        for (byte each : content) {
            if (each != content[0]) {
                return false;
            }
        }
        return content.length == SMALLEST + STEP * content[0];
    }

    /** Changes some files, and has one come or go. */
    private void change(int round) throws IOException {
        for (int i = 0; i < 3; i++) {
            write(random.nextInt(FILES), 1 + (round + i) % 100);
        }
        Path fleeting = source.resolve("in 0").resolve("fleeting");
        if (!Files.deleteIfExists(fleeting)) {
            byte[] content = new byte[SMALLEST + STEP];
            java.util.Arrays.fill(content, (byte) 1);
            Files.write(fleeting, content);
        }
    }

    private static List<ProcessHandle> rsyncs(Stream<ProcessHandle> processes) {
        return processes
                .filter(process -> process.info().command().orElse("").endsWith("/rsync"))
                .toList();
    }

    @Test
    @DisplayName(
            "never leaves part of a file under its name, and the next run leaves the target equal, with nothing else in it")
    void killed() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        for (int file = 0; file < FILES; file++) {
            write(file, 1);
        }
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                FileSync sync = Backup.on(route, target).build()) {
            mirror(sync);
            try (Onlooker onlooker = Onlooker.start(this::requireWhole)) {
                for (int round = 0; round < KILLS && !onlooker.hasSeenWrong(); round++) {
                    change(round);
                    killOnce(route, sync, round % 2 == 0);
                    if (round % 6 == 5 || round == KILLS - 1) {
                        assertThat(mirror(sync).complete()).isTrue();
                        assertThat(contents(target))
                                .as("seed %d, round %d", SEED, round)
                                .isEqualTo(contents(source));
                    }
                }
                onlooker.stop(Duration.ofSeconds(30));
            }
        }
        assertThat(cutShort).as("runs that were cut short").isGreaterThan(KILLS / 10);
    }

    @Test
    @DisplayName(
            "in its first mirror never leaves part of a file under its name, and the next run leaves the target equal")
    void firstMirror() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        for (int file = 0; file < FILES; file++) {
            write(file, 1);
        }
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0)) {
            for (int round = 0; round < KILLS / 4; round++) {
                PrivateDirectory.delete(target);
                killFirst(route, round);
                assertThat(contents(target)).isEqualTo(contents(source));
            }
        }
        assertThat(cutShort).as("runs that were cut short").isPositive();
    }

    private void killFirst(OpenSshRoute route, int round) throws Exception {
        try (FileSync sync = Backup.on(route, target).build()) {
            // Without it, the run looks first.
            assertThat(sync.readNote("target", Duration.ofSeconds(60))).isEmpty();
            killOnce(route, sync, round % 2 == 0);
            for (int file = 0; file < FILES; file++) {
                Path path = target.resolve("in " + file % 3).resolve("file " + file);
                assertThat(!Files.exists(path) || isWhole(Files.readAllBytes(path)))
                        .as("round %d: %s is whole, or not there", round, path)
                        .isTrue();
            }
            mirror(sync);
        }
    }

    private MirrorReport mirror(FileSync sync) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 1, Duration.ofSeconds(60)), MirrorListener.NONE);
    }

    /** Kills rsync at one side as soon as it is there, or a moment later. */
    private void killOnce(OpenSshRoute route, FileSync sync, boolean here) throws Exception {
        Background run = Background.start(() -> mirror(sync));
        List<ProcessHandle> victims = List.of();
        while (victims.isEmpty() && !run.isOver()) {
            victims = rsyncs(here ? ProcessHandle.current().descendants() : route.target().sessions().stream());
        }
        long until = System.nanoTime() + (long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(60));
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        // The server side is two processes before long.
        victims = rsyncs(here ? ProcessHandle.current().descendants() : route.target().sessions().stream());
        if (!victims.isEmpty()) {
            victims.get(random.nextInt(victims.size())).destroyForcibly();
        }
        Object outcome = run.await(60);
        if (outcome instanceof UnavailableException) {
            cutShort++;
        } else {
            assertThat(outcome).as("what came of a run that was killed").isInstanceOf(MirrorReport.class);
        }
    }

    private void requireWhole() throws IOException {
        for (int file = 0; file < FILES; file++) {
            Path path = target.resolve("in " + file % 3).resolve("file " + file);
            if (!isWhole(Files.readAllBytes(path))) {
                throw new IOException(path + " is not whole");
            }
        }
        try {
            if (!isWhole(Files.readAllBytes(target.resolve("in 0/fleeting")))) {
                throw new IOException("what was there for a moment is not whole");
            }
        } catch (NoSuchFileException e) {
            // It comes and goes.
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }

    /** All that is there, with each file's version. */
    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                boolean file = Files.isRegularFile(path);
                byte[] bytes = file ? Files.readAllBytes(path) : new byte[0];
                contents.put(root.relativize(path).toString(), file ? bytes[0] + " " + bytes.length : "directory");
            }
        }
        return contents;
    }
}
