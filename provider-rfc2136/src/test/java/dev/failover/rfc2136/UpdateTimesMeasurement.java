package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Secret;
import dev.failover.dns.DnsExchange;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/**
 * How long an update takes against BIND and Knot on loopback, for 1 and for 1,000 record sets, next to {@code nsupdate} and {@code
 * knsupdate}, in one run and taking turns. The provider's time is that of {@code apply}: the update and the look at what is served.
 * A tool's is its own round trip, reading included, without the start of its process: the time of a script with many updates
 * less that of a script with one.
 *
 * <p>Prints a table and takes half a minute, so it is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
class UpdateTimesMeasurement {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ROUNDS = 10;
    private static final int UPDATES = 10;
    private static final int WARM_UP = 3;

    @TempDir
    Path directory;

    /** Somebody who replaces record sets of a zone, several times in a row. */
    private interface Client {
        String name();

        /** @return nanoseconds for each update */
        double replace(List<List<RecordChange>> updates) throws Exception;
    }

    @Test
    void besideTheToolsThatComeWithTheServers() throws Exception {
        System.out.printf("%-6s %6s %-24s %9s %9s%n", "server", "sets", "client", "median", "slowest");
        for (Callable<RealServer> each :
                List.<Callable<RealServer>>of(() -> new Bind(directory), () -> new Knot(directory))) {
            try (RealServer server = each.call()) {
                for (int sets : new int[] {1, 1000}) {
                    measure(server, sets);
                }
            }
        }
    }

    private void measure(RealServer server, int sets) throws Exception {
        server.reset(
                RealServer.ZONE,
                IntStream.range(0, sets)
                        .mapToObj(i -> RealServerTest.numbered("host", i, "10.0"))
                        .toList());
        List<Client> clients =
                new ArrayList<>(List.of(new Provider(server), new MessageAlone(server), new Tool(server, "nsupdate")));
        if (sets == 1) {
            // It does not abbreviate names, and so can't get 1,000 prerequisites into a message.
            clients.add(new Tool(server, "knsupdate"));
        }
        Map<Client, List<Double>> times = new LinkedHashMap<>();
        int network = 0;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Client client : clients) {
                List<List<RecordChange>> updates = new ArrayList<>();
                for (int i = 0; i < UPDATES; i++) {
                    int next = (network + 1) % 250;
                    updates.add(RealServerTest.many(sets, "host", "10." + network, "10." + next));
                    network = next;
                }
                double took = client.replace(updates);
                if (round >= 0) {
                    times.computeIfAbsent(client, any -> new ArrayList<>()).add(took);
                }
                RecordSet last = updates.get(UPDATES - 1).get(sets - 1).desired();
                assertThat(server.look(RealServer.ZONE, last.key()).agreed())
                        .as(client.name())
                        .hasValue(last);
            }
        }
        times.forEach((client, took) -> {
            List<Double> sorted = took.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %6d %-24s %6.1f ms %6.1f ms%n",
                    server.getClass().getSimpleName(),
                    sets,
                    client.name(),
                    sorted.get(ROUNDS / 2) / 1e6,
                    sorted.get(ROUNDS - 1) / 1e6);
        });
    }

    /** What is measured. */
    private static final class Provider implements Client {
        private final Rfc2136DnsProvider provider;

        Provider(RealServer server) {
            provider = RealServer.provider(RealServer.ZONE, server.port(), Key.FAILOVER)
                    .build();
        }

        @Override
        public String name() {
            return "provider: apply";
        }

        @Override
        public double replace(List<List<RecordChange>> updates) throws Exception {
            long began = System.nanoTime();
            for (List<RecordChange> changes : updates) {
                provider.apply(changes, TIMEOUT);
            }
            return (double) (System.nanoTime() - began) / updates.size();
        }
    }

    /** The update message and its answer alone: what the provider can't do without. */
    private static final class MessageAlone implements Client {
        private final PrimaryServer primary;

        MessageAlone(RealServer server) {
            Name name = Records.name(Key.FAILOVER.name());
            Secret secret = Secret.of(Key.FAILOVER.secret());
            InstantSource clock = InstantSource.system();
            primary = new PrimaryServer(
                    DnsExchange.with(server.address()),
                    new TsigKey(name, Key.FAILOVER.algorithm(), secret, clock),
                    clock);
        }

        @Override
        public String name() {
            return "provider: message alone";
        }

        @Override
        public double replace(List<List<RecordChange>> updates) throws Exception {
            long began = System.nanoTime();
            for (List<RecordChange> changes : updates) {
                List<Step> steps = changes.stream()
                        .map(change -> Step.of(change, RealServer.ZONE))
                        .toList();
                Reply reply = primary.ask(new Request(Updates.message(RealServer.ZONE, steps)), Deadline.in(TIMEOUT));
                assertThat(reply.rcode()).isZero();
            }
            return (double) (System.nanoTime() - began) / updates.size();
        }
    }

    /** A tool, told the same prerequisites and changes. */
    private final class Tool implements Client {
        private final RealServer server;
        private final String program;

        Tool(RealServer server, String program) {
            this.server = server;
            this.program = RealServer.program(program);
        }

        @Override
        public String name() {
            return Path.of(program).getFileName().toString();
        }

        @Override
        public double replace(List<List<RecordChange>> updates) throws Exception {
            long one = run(updates.subList(0, 1));
            long others = run(updates.subList(1, updates.size()));
            return (double) (others - one) / (updates.size() - 2);
        }

        private long run(List<List<RecordChange>> updates) throws Exception {
            String script = script(updates);
            long began = System.nanoTime();
            RealServer.run(directory, script, program);
            return System.nanoTime() - began;
        }

        private String script(List<List<RecordChange>> updates) {
            StringBuilder script = new StringBuilder("server 127.0.0.1 %d\nzone %s.\nkey %s:%s %s\n"
                    .formatted(
                            server.port(),
                            RealServer.ZONE,
                            Key.FAILOVER.algorithm(),
                            Key.FAILOVER.name(),
                            Key.FAILOVER.secret()));
            for (List<RecordChange> changes : updates) {
                for (RecordChange change : changes) {
                    script.append("prereq yxrrset %1$s. A %2$s\nupdate delete %1$s. A\nupdate add %1$s. 300 A %3$s\n"
                            .formatted(
                                    change.key().in(RealServer.ZONE),
                                    change.expected()
                                            .orElseThrow()
                                            .values()
                                            .iterator()
                                            .next(),
                                    change.desired().values().iterator().next()));
                }
                script.append("send\n");
            }
            return script.toString();
        }
    }
}
