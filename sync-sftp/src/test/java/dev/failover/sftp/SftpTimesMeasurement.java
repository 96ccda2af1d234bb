package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How long mirroring takes, and how long rsync and OpenSSH's sftp take for the same tree and server in the same run. They
 * begin with a login each time; ours keeps its own, and is measured from there, once the JVM is warm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SftpTimesMeasurement {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int RUNS = Integer.getInteger("sftp.runs", 5);
    private static final int WARM_UP = 3;

    private Path root;
    private Hops hops;

    private interface Work {
        void run() throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        // In memory where there is some: a disk's mood is not what is measured.
        Path memory = Path.of("/dev/shm");
        root = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "sftp-times")
                : Files.createTempDirectory("sftp-times");
        hops = new Hops(root, 0);
        System.out.printf(
                "%-58s %8s %8s %8s %9s%n", "work, medians of " + RUNS + " (s)", "ours", "rsync", "sftp", "our CPU");
    }

    @AfterAll
    void stop() throws Exception {
        hops.close();
        run("rm", "-rf", root.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Seconds of one run each, prepared anew, and of the CPU this JVM had. */
    private static double[][] times(int runs, Work prepare, Work work) throws Exception {
        double[] wall = new double[runs];
        double[] cpu = new double[runs];
        for (int i = 0; i < runs; i++) {
            prepare.run();
            long cpuBefore = cpu();
            long begin = System.nanoTime();
            work.run();
            wall[i] = (System.nanoTime() - begin) / 1e9;
            cpu[i] = (cpu() - cpuBefore) / 1e9;
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        return new double[][] {wall, cpu};
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static void print(String work, double[][] ours, double rsync, double sftp) {
        System.out.printf(
                Locale.ROOT,
                "%-58s %8.3f %8s %8s %9.3f   %s%n",
                work,
                median(ours[0]),
                rsync < 0 ? "" : String.format(Locale.ROOT, "%.3f", rsync),
                sftp < 0 ? "" : String.format(Locale.ROOT, "%.3f", sftp),
                median(ours[1]),
                rsync < 0 ? "" : String.format(Locale.ROOT, "ours / rsync %.2f", median(ours[0]) / rsync));
    }

    private Path tree(String name, int files, int directories, int smallest, int largest) throws IOException {
        Path tree = root.resolve(name);
        Random random = new Random(1);
        for (int i = 0; i < files; i++) {
            Path directory = tree.resolve("d" + i % directories % 20 + "/e" + i % directories);
            if (i < directories) {
                Files.createDirectories(directory);
            }
            byte[] content = new byte[smallest + (largest > smallest ? random.nextInt(largest - smallest) : 0)];
            random.nextBytes(content);
            Path file = directory.resolve("file" + i);
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + i * 1000L));
        }
        return tree;
    }

    private MirrorReport mirror(SftpFileSync sync, Path source) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 1_000_000, TIMEOUT), MirrorListener.NONE);
    }

    private void rsync(Path source, Path target) throws Exception {
        run("rsync", "-a", "--delete", "-e", "ssh -F " + hops.configuration(), source + "/", "backup:" + target + "/");
    }

    private void put(Path source, Path target) throws Exception {
        Path batch = Files.writeString(root.resolve("batch"), "put -Rp " + source + " " + target + "\n");
        run("sftp", "-q", "-F", hops.configuration().toString(), "-b", batch.toString(), "backup");
    }

    private static void delete(Path path) throws Exception {
        run("rm", "-rf", path.toString());
    }

    @Test
    void connecting() throws Exception {
        double[][] ours = times(1, () -> {}, this::connect);
        print("connect, the first time of the JVM", ours, -1, -1);
        print("connect", times(RUNS, () -> {}, this::connect), -1, -1);
    }

    private void connect() throws InterruptedException {
        try (SftpFileSync sync = hops.to(root.resolve("none")).build()) {
            sync.readNote("none", TIMEOUT);
        }
    }

    @Test
    void firstMirror() throws Exception {
        Path source = tree("site", 10_000, 500, 1000, 39_000);
        Path target = root.resolve("site-target");
        for (boolean force : new boolean[] {true, false}) {
            try (SftpFileSync sync = hops.to(target).fsync(force).build()) {
                if (force) {
                    double[][] cold = times(1, () -> sync.readNote("none", TIMEOUT), () -> mirror(sync, source));
                    print("first mirror, 10,000 files, 200 MB, JVM cold", cold, -1, -1);
                }
                times(WARM_UP, () -> delete(target), () -> mirror(sync, source));
                double[][] ours = times(RUNS, () -> delete(target), () -> mirror(sync, source));
                double[][] rsync = times(RUNS, () -> delete(target), () -> rsync(source, target));
                double[][] sftp = times(1, () -> delete(target), () -> put(source, target));
                print("first mirror" + (force ? "" : ", without fsync"), ours, median(rsync[0]), median(sftp[0]));
                delete(target);
                mirror(sync, source);
                double[][] again = times(RUNS, () -> {}, () -> mirror(sync, source));
                print(
                        "nothing changed, 10,000",
                        again,
                        median(times(RUNS, () -> {}, () -> rsync(source, target))[0]),
                        -1);
            }
        }
        delete(source);
        delete(target);
    }

    @Test
    void nothingChanged() throws Exception {
        Path source = tree("wide", 100_000, 1000, 200, 2000);
        Path target = root.resolve("wide-target");
        run("cp", "-a", source.toString(), target.toString());
        try (SftpFileSync sync = hops.to(target).build()) {
            times(
                    WARM_UP,
                    () -> {},
                    () -> assertThat(mirror(sync, source).transferredFiles()).isZero());
            double[][] ours = times(RUNS, () -> {}, () -> mirror(sync, source));
            print(
                    "nothing changed, 100,000 files",
                    ours,
                    median(times(RUNS, () -> {}, () -> rsync(source, target))[0]),
                    -1);
        }
        delete(source);
        delete(target);
    }

    @Test
    void oneLargeFile() throws Exception {
        Path source = Files.createDirectory(root.resolve("large"));
        byte[] part = new byte[1024 * 1024];
        try (var out = Files.newOutputStream(source.resolve("file"))) {
            Random random = new Random(2);
            for (int i = 0; i < 256; i++) {
                random.nextBytes(part);
                out.write(part);
            }
        }
        Path target = root.resolve("large-target");
        try (SftpFileSync sync = hops.to(target).build()) {
            times(WARM_UP, () -> delete(target), () -> mirror(sync, source));
            double[][] ours = times(RUNS, () -> delete(target), () -> mirror(sync, source));
            double[][] rsync = times(RUNS, () -> delete(target), () -> rsync(source, target));
            double[][] sftp = times(RUNS, () -> delete(target), () -> put(source, target));
            print("one file of 256 MiB", ours, median(rsync[0]), median(sftp[0]));
        }
        delete(source);
        delete(target);
    }

    @Test
    void farAway() throws Exception {
        Path source = tree("small", 200, 10, 4096, 4096);
        Path target = root.resolve("small-target");
        try (DelayedPort far = new DelayedPort(hops.target().port(), Duration.ofMillis(20))) {
            Path known = Files.writeString(
                    root.resolve("far-hosts"),
                    "[127.0.0.1]:" + far.port() + " " + hops.target().hostKey().publicKey() + "\n");
            try (SftpFileSync sync = SftpFileSync.builder()
                    .destination("sftp://" + hops.target().user() + "@127.0.0.1:" + far.port() + target)
                    .sshConfig(Path.of("/dev/null"))
                    .identities(List.of(hops.key().file()))
                    .knownHosts(known)
                    .build()) {
                times(WARM_UP, () -> delete(target), () -> mirror(sync, source));
                double[][] ours = times(RUNS, () -> delete(target), () -> mirror(sync, source));
                String ssh = "ssh -F " + hops.configuration() + " -o UserKnownHostsFile=" + known + " -p " + far.port();
                double[][] rsync = times(
                        RUNS,
                        () -> delete(target),
                        () -> run("rsync", "-a", "--delete", "-e", ssh, source + "/", "backup:" + target + "/"));
                print("200 small files, a round trip of 20 ms away", ours, median(rsync[0]), -1);
            }
        }
    }

    @Test
    void oneChange() throws Exception {
        Path source = tree("live", 1000, 50, 1000, 39_000);
        Path target = root.resolve("live-target");
        Path changed = Path.of("d0/e0/file0");
        Random random = new Random(3);
        int changes = 200;
        try (SftpFileSync sync = hops.to(target).build()) {
            mirror(sync, source);
            List<Double> walls = new ArrayList<>();
            Work change = () -> {
                byte[] content = new byte[4096];
                random.nextBytes(content);
                Files.write(source.resolve(changed), content);
            };
            MirrorRequest one = MirrorRequest.everything(source, 0, TIMEOUT).only(Set.of(changed));
            times(500, change, () -> sync.mirror(one, MirrorListener.NONE));
            long cpuBefore = cpu();
            for (int i = 0; i < changes; i++) {
                change.run();
                long begin = System.nanoTime();
                sync.mirror(one, MirrorListener.NONE);
                walls.add((System.nanoTime() - begin) / 1e6);
            }
            double cpu = (cpu() - cpuBefore) / 1e6 / changes;
            Collections.sort(walls);
            System.out.printf(
                    Locale.ROOT,
                    "one file of 4 KiB, named: p50 %.2f ms, p95 %.2f ms, CPU %.2f ms%n",
                    walls.get(changes / 2),
                    walls.get(changes * 95 / 100),
                    cpu);
            assertThat(Files.mismatch(source.resolve(changed), target.resolve(changed)))
                    .isNegative();
        }
    }
}
