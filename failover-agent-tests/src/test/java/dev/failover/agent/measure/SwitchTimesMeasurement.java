package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.DnsServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the agent takes from a fault until the zone's server gives the standby, beside the least that its checks allow:
 * the scenario's own settings, the agent as a process of its own, the vendor's API and the zone's server on loopback.
 *
 * <p>Takes over a minute and prints a table, so it is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
class SwitchTimesMeasurement {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int FALL = 10;
    private static final Duration MAX_OVERHEAD = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private record Row(FaultySite.Fault fault, Duration total, Duration phase, Duration floor, Duration overhead) {}

    @Test
    void theScenariosOwnSettings() throws Exception {
        Map<FaultySite.Fault, FaultySite> sites = new EnumMap<>(FaultySite.Fault.class);
        int port = freePort();
        try (DnsServer dns = DnsServer.start("beerus.fr");
                OvhImitation ovh = OvhImitation.start("beerus.fr");
                FaultySite standby =
                        new FaultySite(InetAddress.getByName("127.0.2.1"), port, FaultySite.Fault.HTTP_500)) {
            ovh.onPublish(dns::replaceAll);
            List<RecordSet> records = new ArrayList<>();
            for (FaultySite.Fault fault : FaultySite.Fault.values()) {
                sites.put(fault, new FaultySite(InetAddress.getByName(primary(fault)), port, fault));
                records.add(RecordSet.of(key(fault), Duration.ofSeconds(60), primary(fault)));
            }
            ovh.publish(records);
            Process agent = agent(dns, ovh, port);
            try {
                awaitChecks(sites);
                List<Row> rows = measure(sites, dns, standby);
                print(rows);
                assertThat(rows).allSatisfy(row -> assertThat(row.overhead()).isLessThan(MAX_OVERHEAD));
            } finally {
                agent.destroy();
                agent.waitFor(10, TimeUnit.SECONDS);
            }
        } finally {
            for (FaultySite site : sites.values()) {
                site.close();
            }
        }
    }

    private static String primary(FaultySite.Fault fault) {
        return "127.0.1." + fault.number;
    }

    private static RecordKey key(FaultySite.Fault fault) {
        return new RecordKey("www" + fault.number, RecordType.A);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.1.1"))) {
            return socket.getLocalPort();
        }
    }

    private Process agent(DnsServer dns, OvhImitation ovh, int port) throws Exception {
        StringBuilder services = new StringBuilder();
        for (FaultySite.Fault fault : FaultySite.Fault.values()) {
            services.append("""
                      %1$s:
                        records: [{provider: ovh, name: %1$s, type: A, ttl: 60s}]
                        sites:
                          - {name: prod, address: %2$s, allow-private: true}
                          - {name: home, address: 127.0.2.1, allow-private: true}
                        check: {type: http, url: "http://%1$s.beerus.fr:%3$d/", timeout: 2s, interval: 5s, fall: 10, rise: 1}
                    """.formatted(key(fault).name(), primary(fault), port));
        }
        Path file = directory.resolve("failover.yaml");
        Files.writeString(file, """
                state-directory: %s
                dns: {servers: ["%s"]}
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: "%s", application-key: %s, application-secret: %s, consumer-key: %s}
                services:
                %s""".formatted(
                        directory.resolve("state"),
                        dns.address(),
                        ovh.endpoint(),
                        OvhImitation.APPLICATION_KEY,
                        OvhImitation.APPLICATION_SECRET,
                        OvhImitation.CONSUMER_KEY,
                        services));
        return new ProcessBuilder("../failover", "run", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile())
                .start();
    }

    /** Two rounds of checks: every verdict is reached, and the rate is steady. */
    private static void awaitChecks(Map<FaultySite.Fault, FaultySite> sites) {
        Map<FaultySite.Fault, Long> first = new EnumMap<>(FaultySite.Fault.class);
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        for (FaultySite site : sites.values()) {
            while (site.lastAsked() == 0) {
                pause(deadline);
            }
            first.put(site.fault(), site.lastAsked());
        }
        for (FaultySite site : sites.values()) {
            while (site.lastAsked() - first.get(site.fault()) < INTERVAL.toNanos() * 3 / 2) {
                pause(deadline);
            }
        }
    }

    private static void pause(long deadline) {
        LockSupport.parkNanos(1_000_000);
        if (System.nanoTime() - deadline > 0) {
            throw new AssertionError("the agent does not check, or does not switch");
        }
    }

    private static List<Row> measure(Map<FaultySite.Fault, FaultySite> sites, DnsServer dns, FaultySite standby)
            throws Exception {
        Map<FaultySite.Fault, Long> failed = new EnumMap<>(FaultySite.Fault.class);
        Map<FaultySite.Fault, Long> seen = new EnumMap<>(FaultySite.Fault.class);
        for (FaultySite site : sites.values()) {
            failed.put(site.fault(), site.fail());
        }
        DnsAuthorities authorities = DnsAuthorities.asking(List.of(dns.address()));
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (seen.size() < sites.size()) {
            for (FaultySite.Fault fault : FaultySite.Fault.values()) {
                if (!seen.containsKey(fault)) {
                    Publication answer = authorities.look("beerus.fr", key(fault), Duration.ofSeconds(1));
                    if (answer.agreed()
                            .filter(set -> set.values().contains("127.0.2.1"))
                            .isPresent()) {
                        seen.put(fault, System.nanoTime());
                    }
                }
            }
            pause(deadline);
        }
        assertThat(standby.lastAsked()).as("the standby is probed all along").isPositive();
        List<Row> rows = new ArrayList<>();
        for (FaultySite site : sites.values()) {
            long firstFailing = site.lastAsked() + INTERVAL.toNanos();
            Duration floor = INTERVAL.multipliedBy(FALL - 1L).plus(site.fault().timesOut ? TIMEOUT : Duration.ZERO);
            long at = seen.get(site.fault());
            rows.add(new Row(
                    site.fault(),
                    Duration.ofNanos(at - failed.get(site.fault())),
                    Duration.ofNanos(firstFailing - failed.get(site.fault())),
                    floor,
                    Duration.ofNanos(at - firstFailing).minus(floor)));
        }
        return rows;
    }

    private static void print(List<Row> rows) {
        System.out.printf("%n%-36s %10s %10s %10s %12s%n", "primary", "total s", "phase s", "floor s", "overhead ms");
        for (Row row : rows) {
            System.out.printf(
                    "%-36s %10.3f %10.3f %10.3f %12.1f%n",
                    row.fault().text,
                    row.total().toNanos() / 1e9,
                    row.phase().toNanos() / 1e9,
                    row.floor().toNanos() / 1e9,
                    row.overhead().toNanos() / 1e6);
        }
        System.out.println(
                "total: fault to the standby's address at the zone's server; phase: fault to the first failing"
                        + " check;%nfloor: (fall-1) x interval, plus the timeout where checks time out; overhead: the rest, the"
                                .formatted()
                        + " vendor's calls included");
    }
}
