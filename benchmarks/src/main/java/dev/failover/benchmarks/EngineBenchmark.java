package dev.failover.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Measures what checks cost beside those of HAProxy, against the same targets on loopback, and prints a table. Compare within one run
 * only: absolute times are those of the machine.
 */
public final class EngineBenchmark {
    /** A program without compilers has begun all its checks by then, an interval later. */
    private static final Duration BEGUN = Duration.ofSeconds(10);

    private final Path directory;
    /** Of a JVM: until its compilers have seen enough. */
    private final Duration warmUp;

    private final Duration measured;
    private final Table table = new Table(
            "checks",
            "by",
            "CPU µs per check",
            "checks/s",
            "p99 off by, ms",
            "failed",
            "abstained",
            "threads",
            "RSS MB");

    private EngineBenchmark(Path directory, Duration warmUp, Duration measured) {
        this.directory = directory;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** @param arguments {@code --quick} for the smallest load and shorter times, or nothing */
    public static void main(String[] arguments) throws Exception {
        boolean quick = List.of(arguments).equals(List.of("--quick"));
        if (arguments.length > 0 && !quick) {
            throw new IllegalArgumentException("--quick or nothing was expected");
        }
        Path directory = Files.createTempDirectory("engine-benchmark");
        try {
            EngineBenchmark benchmark = new EngineBenchmark(
                    directory, Duration.ofSeconds(quick ? 8 : 22), Duration.ofSeconds(quick ? 5 : 10));
            Duration second = Duration.ofSeconds(1);
            benchmark.measure(new CheckLoad(1_000, second, CheckLoad.Transport.TCP));
            if (!quick) {
                benchmark.measure(new CheckLoad(5_000, second, CheckLoad.Transport.TCP));
                benchmark.measure(new CheckLoad(10_000, second.multipliedBy(5), CheckLoad.Transport.TCP));
                benchmark.measure(new CheckLoad(500, second, CheckLoad.Transport.TLS));
                benchmark.measure(new CheckLoad(500, second, CheckLoad.Transport.RESUMED_TLS));
            }
            benchmark.table.print(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        } finally {
            Trees.delete(directory);
        }
        System.exit(0);
    }

    /** Starts what is measured, once there are targets. */
    private interface Start {
        Checker checker() throws IOException;
    }

    private void measure(CheckLoad load) throws Exception {
        measure(load, "HAProxy", () -> new HaproxyChecker(directory, load));
        if (load.transport().isTls()) {
            measure(load, "the JDK's SSLEngine alone", () -> new JavaChecker(HandshakeProcess.class, load));
        } else {
            measure(load, "the JDK's Selector alone", () -> new JavaChecker(SelectorProcess.class, load));
        }
        // It remembers the sessions of a few sites only, as a check of one service has them.
        if (load.transport() != CheckLoad.Transport.RESUMED_TLS) {
            measure(load, "one check for all", () -> own(load, true, false));
        }
        measure(load, "one check per service", () -> own(load, false, false));
        if (load.transport().isTls()) {
            measure(load, "one per service, by Conscrypt", () -> own(load, false, true));
        }
    }

    private Checker own(CheckLoad load, boolean isShared, boolean byConscrypt) throws IOException {
        return new JavaChecker(
                EngineProcess.class,
                load,
                directory.resolve("trusted.p12").toString(),
                String.valueOf(isShared),
                String.valueOf(byConscrypt));
    }

    private void measure(CheckLoad load, String by, Start start) throws Exception {
        try (Arrivals arrivals = new Arrivals();
                HaproxyTargets targets = new HaproxyTargets(directory, arrivals);
                Checker checker = start.checker()) {
            Wait.pause((checker.isCompiled() ? BEGUN : warmUp).plus(load.interval()));
            targets.checkRunning();
            arrivals.begin(load.interval());
            Duration before = ProcessorTime.of(checker.process());
            long failed = checker.failures();
            long abstained = checker.abstentions();
            Wait.pause(measured);
            Duration spent = ProcessorTime.of(checker.process()).minus(before);
            int count = arrivals.count();
            table.row(
                    load.toString(),
                    by,
                    decimals(spent.toNanos() / 1e3 / Math.max(1, count), 0),
                    decimals(count / (measured.toMillis() / 1e3), 0),
                    decimals(arrivals.percentile99().toNanos() / 1e6, 1),
                    String.valueOf(checker.failures() - failed),
                    String.valueOf(checker.abstentions() - abstained),
                    String.valueOf(ProcessStatus.threads(checker.process())),
                    String.valueOf(ProcessStatus.residentMebibytes(checker.process())));
        }
    }

    private static String decimals(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
