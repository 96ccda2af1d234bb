package dev.failover.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long users are sent to a site that has failed: by this library, HAProxy, gdnsd, PowerDNS and a plain loop in Java, in one
 * run, and prints tables. In a network namespace of its own, so that packets can be dropped; that takes root.
 */
public final class FailoverTimesBenchmark {
    private static final String INSIDE = "FAILOVER_BENCHMARK_NETWORK";
    /** The switchers that can be so fast are measured at this pace. */
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofMillis(150), 3, 3);

    /** Debian's packages, by a program of theirs. */
    private static final Map<String, String> PACKAGES = new LinkedHashMap<>();

    static {
        PACKAGES.put("unshare", "util-linux");
        PACKAGES.put("ip", "iproute2");
        PACKAGES.put("nft", "nftables");
        PACKAGES.put("named", "bind9");
        PACKAGES.put("haproxy", "haproxy");
        PACKAGES.put("gdnsd", "gdnsd");
        PACKAGES.put("pdns_server", "pdns-server pdns-backend-bind");
    }

    private FailoverTimesBenchmark() {}

    /** @param arguments {@code --quick} for as little as shows that it works, or nothing */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        if (!given.isEmpty() && !given.equals(List.of("--quick"))) {
            throw new IllegalArgumentException("--quick or nothing was expected, not " + given);
        }
        String missing = String.join(
                " ",
                PACKAGES.keySet().stream()
                        .filter(program -> !Program.isInstalled(program))
                        .map(PACKAGES::get)
                        .toList());
        if (!missing.isEmpty()) {
            System.err.println("The peers are not all here: apt-get install --no-install-recommends " + missing);
            System.exit(2);
        }
        System.exit(System.getenv(INSIDE) == null ? again(arguments) : measured(!given.isEmpty()));
    }

    /** The same in a network of its own. */
    private static int again(String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "--",
                ProcessHandle.current().info().command().orElse("java")));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FailoverTimesBenchmark.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(INSIDE, "private");
        return builder.start().waitFor();
    }

    private static int measured(boolean quick) throws Exception {
        Program.run("ip", "link", "set", "lo", "up");
        Program.run("nft", "add", "table", "inet", "benchmark");
        Program.run("nft", "add chain inet benchmark input { type filter hook input priority 0 ; }");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Files.createTempDirectory("failover-times");
        try (Website primary = new Website("127.0.0.2");
                Website backup = new Website("127.0.0.3")) {
            FailoverTimes times = new FailoverTimes(primary, backup);
            natives(times, directory, primary, backup, quick ? 1 : 2);
            int processes = quick ? 1 : 5;
            for (Fault fault : Fault.values()) {
                for (int i = 0; i < processes; i++) {
                    Path here = directory.resolve(fault + "-" + i);
                    try (JavaSwitcher plain =
                            JavaSwitcher.plain(Files.createDirectories(here.resolve("plain")), primary, backup, PACE)) {
                        rounds(times, fault, plain);
                    }
                    try (JavaSwitcher ours = JavaSwitcher.ours(
                            Files.createDirectories(here.resolve("library")), primary, backup, PACE)) {
                        rounds(times, fault, ours);
                    }
                }
            }
            times.print(out);
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    private static void natives(FailoverTimes times, Path directory, Website primary, Website backup, int rounds)
            throws Exception {
        try (NativeSwitcher haproxy = NativeSwitcher.haproxy(directory.resolve("haproxy"), primary, backup, PACE);
                NativeSwitcher gdnsd = NativeSwitcher.gdnsd(directory.resolve("gdnsd"), primary, backup);
                NativeSwitcher powerDns = NativeSwitcher.powerDns(directory.resolve("powerdns"), primary, backup)) {
            List<NativeSwitcher> all = List.of(haproxy, gdnsd, powerDns);
            times.begin(all);
            for (Fault fault : Fault.values()) {
                for (int i = 0; i < rounds; i++) {
                    times.round(fault, all, false);
                }
            }
        }
    }

    private static void rounds(FailoverTimes times, Fault fault, Switcher switcher) throws Exception {
        times.begin(List.of(switcher));
        for (int i = 0; i < 3; i++) {
            times.round(fault, List.of(switcher), i == 0);
        }
    }
}
