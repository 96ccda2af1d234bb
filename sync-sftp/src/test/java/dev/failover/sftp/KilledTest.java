package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.Onlooker;
import dev.failover.testkit.OpenSshRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file's content is one byte repeated, and says by it which version it is: a mixed or short one was seen half-written. */
@Tag("long")
@DisplayName("Whichever side is killed, at any moment,")
class KilledTest {
    private static final int KILLS = Integer.getInteger("sftp.kills", 12);
    private static final int FILES = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private final Random random = new Random(Long.getLong("sftp.seed", 20261121));

    private static int size(int file) {
        return file < 3 ? 1_500_000 * (file + 1) : 1000 * (file + 1);
    }

    private Path source() {
        return temporary.resolve("source");
    }

    private Path target() {
        return temporary.resolve("target");
    }

    /** Changes every file, each of which keeps its size. */
    private void change(int round) throws IOException {
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[size(i)];
            Arrays.fill(content, (byte) round);
            Path file = source().resolve("d" + i % 3 + "/file" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(round)));
        }
    }

    @Test
    @DisplayName("no final name ever holds a part of a file, and the next run leaves the target equal and nothing else")
    void killed() throws Exception {
        Files.createDirectories(source());
        try (OpenSshRoute route = OpenSshRoute.in(temporary, 0);
                Onlooker onlooker = Onlooker.start(this::requireWhole)) {
            killSessions(route, KILLS - KILLS / 10);
            killClients(route, KILLS / 10);
            onlooker.stop(Duration.ofSeconds(60));
        }
    }

    /** The server's side; the client is the same all along, as an agent is. */
    private void killSessions(OpenSshRoute route, int kills) throws Exception {
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        long before = route.target().logins();
        // A shot falls into a run, however fast the machine: within the time that the latest whole one took.
        int micros = 20_000;
        try (SftpFileSync sync = Backup.on(route, target()).build()) {
            for (int number = 1; number <= kills; number++) {
                change(number);
                long began = System.nanoTime();
                Runnable kill = number % 3 == 0
                        ? () -> killOne(route)
                        : () -> route.target().disconnect();
                Future<?> shot = killer.schedule(kill, random.nextInt(micros), TimeUnit.MICROSECONDS);
                try {
                    mirror(sync);
                    micros = (int) Math.max(1000, (System.nanoTime() - began) / 1000);
                } catch (UnavailableException e) {
                    // Cut in its middle; or the connection was made anew within the run, and nobody noticed.
                }
                shot.get(30, TimeUnit.SECONDS);
                recover(sync);
            }
        } finally {
            killer.shutdownNow();
        }
        assertThat(route.target().logins() - before)
                .as("logins, as each of %d kills costs the connection", kills)
                .isGreaterThan(kills / 2);
    }

    /** One channel of several, if there are: what was started last. */
    private static void killOne(OpenSshRoute route) {
        List<ProcessHandle> sessions = route.target().sessions();
        if (!sessions.isEmpty()) {
            sessions.get(sessions.size() - 1).destroyForcibly();
        }
    }

    /** The client's side, with its connection. */
    private void killClients(OpenSshRoute route, int kills) throws Exception {
        for (int kill = 1; kill <= kills; kill++) {
            change(100 + kill);
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MirrorChild.class.getName(),
                            route.configuration().toString(),
                            source().toString(),
                            target().toString())
                    .redirectErrorStream(true)
                    .start();
            try {
                // Once it has mirrored, it has a connection: from then on any moment is a moment of a run.
                child.getInputStream().read();
                change(150 + kill);
                child.waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS);
            } finally {
                child.destroyForcibly().waitFor();
            }
            try (SftpFileSync sync = Backup.on(route, target()).build()) {
                recover(sync);
            }
        }
    }

    private void mirror(SftpFileSync sync) throws InterruptedException {
        sync.mirror(MirrorRequest.everything(source(), 100, TIMEOUT), MirrorListener.NONE);
    }

    private void recover(SftpFileSync sync) throws Exception {
        mirror(sync);
        List<String> left = new ArrayList<>();
        try (var all = Files.walk(target())) {
            for (Path path : all.filter(this::isMirrored).toList()) {
                Path original = source().resolve(target().relativize(path));
                if (!Files.exists(original) || Files.mismatch(original, path) >= 0) {
                    left.add(target().relativize(path).toString());
                }
            }
        }
        assertThat(left).as("files that are left over, or differ").isEmpty();
        try (var files = Files.walk(target())) {
            assertThat(files.filter(this::isMirrored).count()).isEqualTo(FILES);
        }
    }

    private boolean isMirrored(Path path) {
        return Files.isRegularFile(path) && !path.equals(target().resolve(".failover/looked"));
    }

    private void requireWhole() throws IOException {
        for (int i = 0; i < FILES; i++) {
            try {
                Onlooker.requireUniform(target().resolve("d" + i % 3 + "/file" + i), size(i));
            } catch (NoSuchFileException e) {
                // Not yet there.
            }
        }
    }
}
