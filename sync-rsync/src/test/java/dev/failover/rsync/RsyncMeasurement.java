package dev.failover.rsync;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long one changed file and a first mirror take, next to rsync itself over a login of its own and over a shared connection, in
 * one run and taking turns, on loopback.
 *
 * <p>Prints a table, and is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
class RsyncMeasurement {
    private static final int CHANGES = 40;
    private static final int MIRRORS = 3;
    private static final int DIRECTORIES = 500;
    private static final int FILES = 10_000;
    private static final int BYTES = 20_000;

    private final Random random = new Random(7);

    @TempDir
    Path directory;

    private static void run(List<String> words, String input) throws Exception {
        Path typed = Files.writeString(Files.createTempFile("typed", ""), input);
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(typed.toFile())
                    .redirectOutput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError(words + " failed");
            }
        } finally {
            Files.delete(typed);
        }
    }

    private byte[] some(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path tree() throws Exception {
        Path source = directory.resolve("source");
        for (int i = 0; i < FILES; i++) {
            Path file = source.resolve("section " + i % DIRECTORIES).resolve("page " + i);
            Files.createDirectories(file.getParent());
            Files.write(file, some(BYTES));
        }
        return source;
    }

    @Test
    void besideRsyncItself() throws Exception {
        Path source = tree();
        try (Hops hops = new Hops(directory, 0)) {
            Path socket = directory.resolve("s");
            String own = "ssh -F " + hops.configuration();
            String shared = own + " -o ControlPath=" + socket;
            run(
                    List.of(
                            "ssh",
                            "-F",
                            hops.configuration().toString(),
                            "-M",
                            "-N",
                            "-f",
                            "-S",
                            socket.toString(),
                            "backup"),
                    "");
            try {
                changes(hops, source, own, shared);
                mirrors(hops, source, own, shared);
            } finally {
                run(
                        List.of(
                                "ssh",
                                "-F",
                                hops.configuration().toString(),
                                "-S",
                                socket.toString(),
                                "-O",
                                "exit",
                                "backup"),
                        "");
            }
        }
    }

    private void changes(Hops hops, Path source, String own, String shared) throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        try (FileSync sync = hops.to(directory.resolve("a")).build()) {
            MirrorRequest everything = MirrorRequest.everything(source, 0, Duration.ofMinutes(2));
            sync.mirror(everything, MirrorListener.NONE);
            for (int i = -3; i < CHANGES; i++) {
                Path changed = Path.of("section 1", "page 1");
                Files.write(source.resolve(changed), some(4096));
                List<String> rsync = List.of(
                        "rsync",
                        "-a",
                        "--from0",
                        "--files-from=-",
                        "--delete-missing-args",
                        source + "/",
                        "backup:" + directory + "/b/");
                boolean counts = i >= 0;
                measure(
                        times,
                        "this module",
                        counts,
                        () -> sync.mirror(everything.only(Set.of(changed)), MirrorListener.NONE));
                measure(times, "rsync, shared connection", counts, () -> plain(rsync, shared, changed + "\0"));
                measure(times, "rsync -e ssh", counts, () -> plain(rsync, own, changed + "\0"));
            }
        }
        print("one file of 4 KiB changed", times);
    }

    private void mirrors(Hops hops, Path source, String own, String shared) throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int i = 0; i < MIRRORS; i++) {
            String round = "/first" + i;
            MirrorRequest everything = MirrorRequest.everything(source, 0, Duration.ofMinutes(2));
            List<String> rsync = List.of("rsync", "-a", "--delete", source + "/", "backup:" + directory + round);
            try (FileSync sync = hops.to(directory.resolve(round.substring(1))).build()) {
                measure(times, "this module", true, () -> sync.mirror(everything, MirrorListener.NONE));
                measure(times, "  nothing changed", true, () -> sync.mirror(everything, MirrorListener.NONE));
            }
            measure(times, "rsync, shared connection", true, () -> plain(rsync, shared, "", "s/"));
            measure(times, "  nothing changed, rsync, shared connection", true, () -> plain(rsync, shared, "", "s/"));
            measure(times, "rsync -e ssh", true, () -> plain(rsync, own, "", "o/"));
        }
        print("first mirror of " + FILES + " files, " + FILES / 1000 * BYTES / 1000 + " MB", times);
    }

    private static Object plain(List<String> rsync, String shell, String input, String... below) throws Exception {
        List<String> words = new ArrayList<>(rsync);
        words.add(1, "-e");
        words.add(2, shell);
        for (String suffix : below) {
            words.set(words.size() - 1, words.get(words.size() - 1) + suffix);
        }
        run(words, input);
        return words;
    }

    private static void measure(Map<String, List<Double>> times, String what, boolean counts, Callable<?> call)
            throws Exception {
        long began = System.nanoTime();
        call.call();
        if (counts) {
            times.computeIfAbsent(what, name -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
        }
    }

    private static void print(String title, Map<String, List<Double>> times) {
        System.out.printf("%n%-46s %8s %8s %7s%n", title, "p50", "p95", "ratio");
        double first = Double.NaN;
        for (Map.Entry<String, List<Double>> each : times.entrySet()) {
            List<Double> sorted = each.getValue().stream().sorted().toList();
            double median = sorted.get(sorted.size() / 2);
            first = Double.isNaN(first) ? median : first;
            System.out.printf(
                    Locale.ROOT,
                    "%-46s %6.3f s %6.3f s %7.2f%n",
                    each.getKey(),
                    median,
                    sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * 0.95))),
                    median / first);
        }
    }
}
