package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.decision.Place;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneSurvey;
import dev.failover.testkit.DnsServer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The looks of a plan")
@Timeout(30)
class RecordLooksTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("ask what a zone says of itself once, however many services are in it")
    void survey() throws Exception {
        try (DnsServer dns = DnsServer.start("beerus.fr");
                Configuration configuration = configuration(dns);
                RecordLooks looks =
                        new RecordLooks(configuration, new StillWaiting(Optional.empty(), System::nanoTime))) {
            ZoneSurvey first = looks.survey("beerus.fr");
            long asked = dns.queries();
            assertThat(asked).isPositive();

            Callable<ZoneSurvey> another = () -> looks.survey("beerus.fr");
            assertThat(looks.results(ofServices(looks, another))).containsOnly(first);
            assertThat(dns.queries()).isEqualTo(asked);
        }
    }

    @Test
    @DisplayName("are made for services whose number is greater than that of looks at a time")
    void services() throws Exception {
        try (DnsServer dns = DnsServer.start("beerus.fr");
                Configuration configuration = configuration(dns);
                RecordLooks looks =
                        new RecordLooks(configuration, new StillWaiting(Optional.empty(), System::nanoTime))) {
            Callable<List<String>> planning = () -> looks.all(Collections.nCopies(3, () -> "found"));
            assertThat(looks.results(ofServices(looks, planning)))
                    .hasSize(100)
                    .containsOnly(List.of("found", "found", "found"));
        }
    }

    @Test
    @DisplayName("say what they cost, of many services")
    void cost() throws Exception {
        try (DnsServer dns = DnsServer.start("beerus.fr");
                Configuration one = configuration(dns);
                RecordLooks looks = new RecordLooks(
                        one.with(Collections.nCopies(
                                Portions.FIRST + 1, one.services().get(0))),
                        new StillWaiting(Optional.empty(), System::nanoTime))) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long much = Duration.ofMillis(20).toNanos();
            looks.begin(() -> {
                        long end = threads.getCurrentThreadCpuTime() + much;
                        while (threads.getCurrentThreadCpuTime() < end) {
                            Thread.onSpinWait();
                        }
                        return true;
                    })
                    .get();
            assertThat(looks.cost()).isGreaterThanOrEqualTo(much);
        }
    }

    @Test
    @DisplayName("that are made ahead, while services are watched, are not made again")
    void ahead() throws Exception {
        try (DnsServer dns = DnsServer.start("beerus.fr");
                Configuration configuration = configuration(dns);
                RecordLooks looks =
                        new RecordLooks(configuration, new StillWaiting(Optional.empty(), System::nanoTime))) {
            Place place = new Place("ovh", new RecordKey("www", RecordType.A));
            looks.lookAhead(List.of(place), List.of());
            long asked = looks.begin(dns::queries).get();
            assertThat(asked).isPositive();

            looks.survey("beerus.fr");
            looks.hints("beerus.fr", "www.beerus.fr");
            List<FoundRecord> found = looks.look(
                    List.of(place),
                    known -> Optional.of(
                            new Publication(known.key(), List.of(new Publication.Served("ns", Optional.empty())))));

            assertThat(found)
                    .singleElement()
                    .satisfies(record -> assertThat(record.failures())
                            .singleElement()
                            .asString()
                            .startsWith("ovh: "));
            assertThat(dns.queries()).isEqualTo(asked);
        }
    }

    private static <T> Map<String, Future<T>> ofServices(RecordLooks looks, Callable<T> work) {
        return IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "www" + i, i -> looks.begin(work)));
    }

    private Configuration configuration(DnsServer dns) throws Exception {
        Path file = Files.writeString(
                directory.resolve("failover.yaml"), """
                state-directory: %s
                dns: {servers: ["%s"]}
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: "http://127.0.0.1:9", application-key: k, application-secret: s, consumer-key: c}
                services:
                  www:
                    records: [{provider: ovh, name: www, type: A}]
                    sites: [{name: prod, address: 203.0.113.10}, {name: home, address: 203.0.113.11}]
                    check: {type: tcp, port: 443}
                """.formatted(directory.resolve("state"), dns.address()));
        return ConfigurationReader.read(file, Map.of());
    }
}
