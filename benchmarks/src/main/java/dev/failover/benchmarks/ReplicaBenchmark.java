package dev.failover.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures the file transports beside rsync, lsyncd, lftp, rclone and OpenSSH's sftp, all against one OpenSSH server on
 * loopback, and prints tables. Compare within one run only: absolute times are those of the machine.
 */
public final class ReplicaBenchmark {
    private ReplicaBenchmark() {}

    /** @param arguments where the trees are to be; then {@code --quick} for a tenth of everything, or nothing */
    public static void main(String[] arguments) throws Exception {
        boolean quick = arguments.length == 2 && arguments[1].equals("--quick");
        if (arguments.length != (quick ? 2 : 1)) {
            throw new IllegalArgumentException("a directory, and perhaps --quick, was expected");
        }
        int part = quick ? 10 : 1;
        int runs = quick ? 1 : 3;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "replica-benchmark");
        try (Ground ground = new Ground(directory.resolve("ground"))) {
            OneShots oneShots = new OneShots(ground, directory, out, runs);
            oneShots.first(10_000 / part);
            new Continuously(ground, directory.resolve("site"), out, 100 / part).run(1000 / part);
            oneShots.nothing(100_000 / part);
            oneShots.big(256 / part);
            oneShots.far(200, Duration.ofMillis(20));
        } finally {
            Trees.delete(directory);
        }
        System.exit(0);
    }
}
