package dev.failover.benchmarks;

import dev.failover.http.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Measures the agent as a process: what it takes to start and to watch, how long its verbs take, and when the last of many services is
 * sent elsewhere whose sites die at once. Prints tables.
 */
public final class AgentBenchmark {
    private static final Duration SETTLED = Duration.ofSeconds(40);
    private static final int RUNS_OF_A_VERB = 3;
    private static final int DNS_PORT = 5411;

    private final Path directory;
    private final Duration measured;
    private final Table watching = new Table(
            "services", "start (s)", "CPU µs per check", "threads", "RSS (MB)", "status (s)", "check (s)", "plan (s)");
    private final Table outage =
            new Table("services", "at the latest possible (s)", "last decided (s)", "last served elsewhere (s)");
    private final Table idle = new Table("watches ten targets", "CPU ms per minute", "threads", "RSS (MB)");

    private AgentBenchmark(Path directory, Duration measured) {
        this.directory = directory;
        this.measured = measured;
    }

    /** @param arguments {@code --quick} for fewer services and shorter times, or nothing */
    public static void main(String[] arguments) throws Exception {
        boolean quick = List.of(arguments).equals(List.of("--quick"));
        if (arguments.length > 0 && !quick) {
            throw new IllegalArgumentException("--quick or nothing was expected");
        }
        Path directory = Files.createTempDirectory("agent-benchmark");
        try {
            AgentBenchmark benchmark = new AgentBenchmark(directory, Duration.ofSeconds(quick ? 10 : 60));
            benchmark.idle();
            benchmark.many(1);
            benchmark.many(quick ? 100 : 1_000);
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            benchmark.watching.print(out);
            benchmark.outage.print(out);
            benchmark.idle.print(out);
        } finally {
            Trees.delete(directory);
        }
        System.exit(0);
    }

    private void many(int count) throws Exception {
        Path here = Files.createDirectories(directory.resolve("many-" + count));
        List<String> services =
                IntStream.range(0, count).mapToObj("www%d"::formatted).toList();
        try (Website primary = new Website("127.1.0.1");
                Website standby = new Website("127.1.0.2");
                BindZone zone = BindZone.start(here.resolve("zone"), DNS_PORT, services, primary.address());
                AgentProcess agent =
                        AgentProcess.start(here, zone, services, List.of(primary.address(), standby.address()))) {
            watching.row(watching(count, agent));
            outage.row(outage(services, primary, standby, agent));
        }
    }

    private String[] watching(int count, AgentProcess agent) throws Exception {
        Wait.pause(SETTLED);
        double checks = 2.0 * count * measured.toMillis() / AgentProcess.INTERVAL.toMillis();
        double micros = cost(agent.process()).toNanos() / 1e3 / checks;
        return new String[] {
            String.format(Locale.ROOT, "%,d", count),
            Table.seconds(agent.start()),
            String.format(Locale.ROOT, "%.0f", micros),
            String.valueOf(ProcessStatus.threads(agent.process())),
            String.valueOf(ProcessStatus.residentMebibytes(agent.process())),
            Table.seconds(verb(agent, "status")),
            Table.seconds(verb(agent, "check")),
            Table.seconds(verb(agent, "plan"))
        };
    }

    /** What it costs while nothing happens. */
    private Duration cost(ProcessHandle process) {
        Duration before = ProcessorTime.of(process);
        Wait.pause(measured);
        return ProcessorTime.of(process).minus(before);
    }

    private static Duration verb(AgentProcess agent, String verb) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < RUNS_OF_A_VERB; i++) {
            times.add(agent.verb(verb));
        }
        return times.stream().sorted().toList().get(RUNS_OF_A_VERB / 2);
    }

    private static String[] outage(List<String> services, Website primary, Website standby, AgentProcess agent)
            throws Exception {
        Instant died = Instant.now();
        primary.fail(Fault.KILLED);
        SimpleResolver server = new SimpleResolver("127.0.0.1");
        server.setPort(DNS_PORT);
        for (String service : services) {
            Wait.until(service + " is served elsewhere", () -> isAt(standby.address(), service, server));
        }
        Duration served = Duration.between(died, Instant.now());
        Instant decided = Instant.EPOCH;
        for (Json entry :
                Json.parse(agent.output("history", "--json")).get("entries").items()) {
            Instant at = Instant.parse(entry.get("at").text());
            if (entry.get("kind").text().equals("switched") && at.isAfter(decided)) {
                decided = at;
            }
        }
        // Two intervals after the first that fails, which begins within one.
        Duration most = AgentProcess.INTERVAL.multipliedBy(AgentProcess.FALL);
        return new String[] {
            String.format(Locale.ROOT, "%,d", services.size()),
            "≤ " + Table.seconds(most),
            Table.seconds(Duration.between(died, decided)),
            Table.seconds(served)
        };
    }

    private static boolean isAt(String address, String service, SimpleResolver server) throws IOException {
        Lookup lookup = new Lookup("%s.%s.".formatted(service, BindZone.ZONE), Type.A);
        lookup.setResolver(server);
        lookup.setCache(null);
        return List.of(lookup.run()).stream()
                .anyMatch(record ->
                        ((ARecord) record).getAddress().getHostAddress().equals(address));
    }

    private void idle() throws Exception {
        Path here = Files.createDirectories(directory.resolve("idle"));
        List<String> sites =
                IntStream.rangeClosed(1, 10).mapToObj("127.1.0.%d"::formatted).toList();
        List<Website> websites = new ArrayList<>();
        try {
            for (String site : sites) {
                websites.add(new Website(site));
            }
            try (Program gdnsd = IdleGdnsd.start(here.resolve("gdnsd"), sites)) {
                idle("gdnsd", gdnsd.handle());
            }
            try (BindZone zone = BindZone.start(here.resolve("zone"), DNS_PORT, List.of("www0"), sites.get(0));
                    AgentProcess agent = AgentProcess.start(here, zone, List.of("www0"), sites)) {
                idle("**the agent**", agent.process());
            }
        } finally {
            for (Website website : websites) {
                website.close();
            }
        }
    }

    private void idle(String by, ProcessHandle process) throws IOException {
        Wait.pause(SETTLED);
        double perMinute = cost(process).toMillis() * 60e3 / measured.toMillis();
        idle.row(
                by,
                String.format(Locale.ROOT, "%.0f", perMinute),
                String.valueOf(ProcessStatus.threads(process)),
                String.valueOf(ProcessStatus.residentMebibytes(process)));
    }
}
