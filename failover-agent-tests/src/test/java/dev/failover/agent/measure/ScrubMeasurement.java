package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.rsync.RsyncFileSync;
import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.Proof;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long it takes to read a replica back and to compare it with its source: by rsync, over SFTP where the host hashes and where it
 * doesn't, and within a rate, beside rsync alone. Both trees are in memory, and the server is OpenSSH's on loopback.
 *
 * <p>Takes three minutes and prints a table, so it is run on demand: {@code ./verify --measure}. {@code scrub.files} says how many files
 * there are, {@code scrub.bytes} of how many bytes each.
 */
@Tag("measure")
class ScrubMeasurement {
    private static final int FILES = Integer.getInteger("scrub.files", 100_000);
    private static final int BYTES = Integer.getInteger("scrub.bytes", 10_000);
    private static final int IN_DIRECTORY = 100;
    private static final int ROUNDS = 3;
    private static final long RATE = 50 * 1000 * 1000;
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Something of which the time counts. */
    private interface Work {
        void run() throws Exception;
    }

    @Test
    void scrub() throws Exception {
        Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "failover-scrub");
        try (OpenSshRoute route = OpenSshRoute.in(memory, 0)) {
            Path source = tree(memory.resolve("source"));
            Path target = memory.resolve("target");
            FileSync rsync = RsyncFileSync.builder()
                    .destination(OpenSshRoute.HOST + ":" + target)
                    .sshConfig(route.configuration())
                    .build();
            FileSync sftp = SftpFileSync.builder()
                    .destination(OpenSshRoute.HOST + ":" + target)
                    .sshConfig(route.configuration())
                    .build();
            try (rsync;
                    sftp;
                    OpenSshServer alone = OpenSshServer.in(memory.resolve("alone"))
                            .authorize(route.key())
                            .sftpOnly()
                            .start();
                    FileSync readingBack = sftpOnly(alone, route.key(), target, memory)) {
                mirror(source, rsync).everything(MirrorListener.NONE);
                System.out.printf("%n%,d files, %,d MB; s, median of %s%n", FILES, megabytes(), ROUNDS);
                print("rsync --checksum alone", median(() -> plain(route.configuration(), source, target)));
                print("failover, rsync", median(() -> verify(source, rsync)));
                print("failover, sftp, the host hashes", median(() -> verify(source, sftp)));
                print("failover, sftp, read back", median(() -> verify(source, readingBack)));
                print(
                        "the same within %s MB/s".formatted(RATE / 1_000_000),
                        within(source, readingBack, target.resolve(".failover/proof")));
            }
        } finally {
            remove(memory);
        }
    }

    private static long megabytes() {
        return (long) FILES * BYTES / 1_000_000;
    }

    private static void print(String what, double seconds) {
        System.out.printf("| %s | %.1f | %.0f MB/s |%n", what, seconds, megabytes() / seconds);
    }

    private static Path tree(Path root) throws IOException {
        Random random = new Random(1);
        byte[] content = new byte[BYTES];
        FileTime old = FileTime.from(Instant.now().minusSeconds(60));
        for (int i = 0; i < FILES; i++) {
            Path file = root.resolve("d" + i / IN_DIRECTORY + "/f" + i % IN_DIRECTORY);
            if (i % IN_DIRECTORY == 0) {
                Files.createDirectories(file.getParent());
            }
            random.nextBytes(content);
            Files.setLastModifiedTime(Files.write(file, content), old);
        }
        return root;
    }

    /** An account that can't have anything hashed. */
    private static FileSync sftpOnly(OpenSshServer server, SshKey key, Path target, Path memory) throws IOException {
        return SftpFileSync.builder()
                .destination("sftp://%s@127.0.0.1:%s%s".formatted(server.user(), server.port(), target))
                .sshConfig(Files.writeString(memory.resolve("empty"), ""))
                .identities(List.of(key.file()))
                .knownHosts(Files.writeString(memory.resolve("known"), server.knownHosts() + "\n"))
                .build();
    }

    private static DataMirror mirror(Path source, FileSync target) {
        return DataMirror.builder()
                .dataSet(DataSet.of("scrub", source))
                .target(target)
                .prepareAtFirstContact(true)
                .build();
    }

    private static void verify(Path source, FileSync target) throws InterruptedException {
        assertThat(mirror(source, target).verify().files()).isEqualTo(FILES);
    }

    /** As an agent does it, with pauses: from where it begins to where it ends. */
    private static double within(Path source, FileSync target, Path proof) throws Exception {
        // What was proven a moment ago is not proven again.
        Files.delete(proof);
        CountDownLatch proven = new CountDownLatch(1);
        ContinuousMirror mirror = ContinuousMirror.builder()
                .mirror(mirror(source, target))
                .rescan(Duration.ofMinutes(30))
                .verifyEvery(Duration.ofHours(1))
                .verifyRate(RATE)
                .listener(event -> {
                    if (event.kind() == MirrorEvent.Kind.PROVEN) {
                        proven.countDown();
                    }
                })
                .build();
        try (Scheduler scheduler = Scheduler.system()) {
            mirror.start(scheduler);
            assertThat(proven.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Proof found = mirror.status().content().orElseThrow().proof().orElseThrow();
            mirror.stop();
            return Duration.between(found.began(), found.ended()).toMillis() / 1000.0;
        }
    }

    private static void plain(Path configuration, Path source, Path target) throws Exception {
        Process rsync = new ProcessBuilder(
                        "rsync",
                        "-a",
                        "--checksum",
                        "--dry-run",
                        "--exclude=/.failover",
                        "-e",
                        "ssh -F " + configuration,
                        source + "/",
                        OpenSshRoute.HOST + ":" + target + "/")
                .redirectErrorStream(true)
                .start();
        rsync.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(rsync.waitFor()).isZero();
    }

    private static double seconds(Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(Work work) throws Exception {
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(seconds(work));
        }
        Collections.sort(rounds);
        return rounds.get(ROUNDS / 2);
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
