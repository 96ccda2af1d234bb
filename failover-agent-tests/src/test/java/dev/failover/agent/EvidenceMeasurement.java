package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Running;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.DnsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a failure until the zone's server gives the standby, of services without evidence and of services with five collectors that
 * hang, in turn, by one agent: programs that never end, the vendor's API and the zone's server on loopback.
 *
 * <p>Takes a minute and prints a table, so it is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
@DisplayName("The time of a switch beside which evidence is collected")
@Timeout(300)
class EvidenceMeasurement {
    private static final int PAIRS = 9;
    private static final int COLLECTORS = 5;
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration MOST = Duration.ofMinutes(1);
    /** By how much the medians may differ: what two switches of one service differ by anyway. */
    private static final Duration JITTER = Duration.ofMillis(50);

    /** So that the check that was asked succeeds. */
    private static final Duration TO_ANSWER = Duration.ofMillis(50);

    @TempDir
    Path directory;

    @Test
    @DisplayName("is what it is without, with five collectors that hang")
    void pairs() throws Exception {
        List<WebSite> sites = new ArrayList<>();
        try (DnsServer dns = DnsServer.builder("beerus.fr").start();
                OvhImitation ovh = OvhImitation.start("beerus.fr");
                WebSite standby = new WebSite("127.0.2.1", 0, "welcome")) {
            ovh.onPublish(dns::replaceAll);
            List<RecordSet> records = new ArrayList<>();
            for (int i = 0; i < 2 * PAIRS; i++) {
                sites.add(new WebSite(primary(i), standby.port(), "welcome"));
                records.add(RecordSet.of(key(i), TTL, primary(i)));
            }
            ovh.publish(records);
            try (Running agent = new Running(Map.of(), "run", "-c", configuration(dns, ovh, standby.port()))) {
                for (int i = 0; i < 2 * PAIRS; i++) {
                    agent.awaitOut(name(i) + "/prod: UP").awaitOut(name(i) + "/home: UP");
                }
                measure(sites, dns);
            }
        } finally {
            sites.forEach(WebSite::close);
        }
    }

    private static String primary(int number) {
        return "127.0.1." + (number + 1);
    }

    /** Every second one has evidence collected. */
    private static String name(int number) {
        return (number % 2 == 0 ? "plain" : "evident") + number;
    }

    private static RecordKey key(int number) {
        return new RecordKey(name(number), RecordType.A);
    }

    private String configuration(DnsServer dns, OvhImitation ovh, int port) throws Exception {
        StringBuilder services = new StringBuilder();
        for (int i = 0; i < 2 * PAIRS; i++) {
            services.append("""
                      %1$s:
                        records: [{provider: ovh, name: %1$s, type: A, ttl: 60s}]
                        sites:
                          - {name: prod, address: %2$s, allow-private: true}
                          - {name: home, address: 127.0.2.1, allow-private: true}
                        check: {type: http, url: "http://%1$s.beerus.fr:%3$d/", timeout: 500ms, interval: 500ms, fall: 3, rise: 2}
                    """.formatted(name(i), primary(i), port));
            if (i % 2 == 1) {
                services.append("    evidence:\n      time: 3s\n      collectors:\n");
                for (int c = 0; c < COLLECTORS; c++) {
                    services.append("        hangs%d: {type: command, command: [sleep, infinity]}\n".formatted(c));
                }
            }
        }
        return Files.writeString(directory.resolve("failover.yaml"), """
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
                                services))
                .toString();
    }

    private void measure(List<WebSite> sites, DnsServer dns) throws Exception {
        List<Duration> without = new ArrayList<>();
        List<Duration> with = new ArrayList<>();
        System.out.printf("%n%-6s %12s %12s %14s%n", "pair", "without s", "with s", "difference ms");
        for (int i = 0; i < 2 * PAIRS; i++) {
            (i % 2 == 0 ? without : with).add(failover(i, sites.get(i), dns));
            if (i % 2 == 1) {
                awaitEvidence(i);
                print(String.valueOf(i / 2 + 1), without.get(i / 2), with.get(i / 2));
            }
        }
        Duration plain = median(without);
        Duration evident = median(with);
        print("median", plain, evident);
        System.out.println(
                "from a failure, 50 ms after the last check that succeeded began, until the zone's server gives the standby;"
                        + " with: five programs that never end are asked beside it");
        assertThat(evident.minus(plain).abs()).isLessThan(JITTER);
    }

    private static void print(String pair, Duration without, Duration with) {
        System.out.printf(
                "%-6s %12.3f %12.3f %14.1f%n",
                pair,
                without.toNanos() / 1e9,
                with.toNanos() / 1e9,
                with.minus(without).toNanos() / 1e6);
    }

    private static Duration median(List<Duration> of) {
        return of.stream().sorted().skip(of.size() / 2).findFirst().orElseThrow();
    }

    /** It fails just after it was asked, so that none has to wait longer for the next check than another. */
    private static Duration failover(int number, WebSite site, DnsServer dns) {
        int asked = site.requests().size();
        long limit = System.nanoTime() + MOST.toNanos();
        while (site.requests().size() == asked) {
            pause(limit);
        }
        LockSupport.parkNanos(TO_ANSWER.toNanos());
        long failed = System.nanoTime();
        site.close();
        while (!dns.find(key(number))
                .filter(found -> found.values().contains("127.0.2.1"))
                .isPresent()) {
            pause(limit);
        }
        return Duration.ofNanos(System.nanoTime() - failed);
    }

    private static void pause(long limit) {
        LockSupport.parkNanos(200_000);
        assertThat(System.nanoTime() - limit).as("within a minute").isNegative();
    }

    /** All five were asked, and none of them answered. */
    private void awaitEvidence(int number) throws Exception {
        EvidenceStore store = new EvidenceStore(
                directory.resolve("state/evidence"), EvidenceStore.Keep.defaults(), InstantSource.system());
        await("the evidence has ended", () -> of(store, number).isPresent());
        assertThat(of(store, number).orElseThrow().collectors())
                .hasSize(COLLECTORS)
                .allMatch(asked -> asked.failure().isPresent());
    }

    private static Optional<Manifest> of(EvidenceStore store, int number) {
        return store.list().stream()
                .filter(manifest -> manifest.incident().service().equals(name(number)))
                .filter(manifest -> manifest.ended().isPresent())
                .findFirst();
    }
}
