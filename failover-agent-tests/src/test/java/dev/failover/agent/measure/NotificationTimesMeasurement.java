package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.webhook.WebhookNotifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes from a verdict until a channel has accepted the message, TLS included, and from the failure of the first channel
 * until the second has: channels and library in one process, over loopback.
 *
 * <p>Takes a minute and prints a table, so it is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
class NotificationTimesMeasurement {
    private static final String PROD = "203.0.113.10";
    private static final String HOME = "198.51.100.7";
    private static final Duration TO_THE_FIRST = Duration.ofSeconds(2);
    private static final Duration TO_THE_SECOND = Duration.ofSeconds(30);
    /** After a refusal the second speaks in no time, but for its own TLS. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    /** How a channel answers. */
    private enum Answer {
        ACCEPTS,
        REFUSES,
        HANGS
    }

    private static final class Channel implements AutoCloseable {
        final MockWebServer server = new MockWebServer();
        final List<Instant> answered = new CopyOnWriteArrayList<>();
        final List<String> accepted = new CopyOnWriteArrayList<>();
        final WebhookNotifier notifier;

        Channel(Answer answer) throws IOException {
            HeldCertificate certificate = new HeldCertificate.Builder()
                    .addSubjectAlternativeName("localhost")
                    .build();
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslContext()
                    .getSocketFactory());
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    answered.add(Instant.now());
                    if (answer == Answer.ACCEPTS) {
                        accepted.add(
                                request.getBody() == null
                                        ? ""
                                        : request.getBody().utf8());
                    }
                    return switch (answer) {
                        case ACCEPTS -> new MockResponse.Builder().build();
                        case REFUSES -> new MockResponse.Builder().code(403).build();
                        case HANGS ->
                            new MockResponse.Builder()
                                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                                    .build();
                    };
                }
            });
            server.start();
            notifier = WebhookNotifier.builder()
                    .url(Secret.of(server.url("/").toString()))
                    .trustStore(TrustStore.of(new HandshakeCertificates.Builder()
                            .addTrustedCertificate(certificate.certificate())
                            .build()
                            .trustManager()))
                    .build();
        }

        @Override
        public void close() {
            notifier.close();
            server.close();
        }
    }

    private record Times(Duration fromVerdict, Duration fromFailure, int messages) {}

    @Test
    void times() throws Exception {
        run(Answer.ACCEPTS, 1); // Warms the JVM up.
        System.out.printf(
                "%n%-32s %9s %16s %16s %9s%n", "first channel", "services", "verdict s", "failure s", "messages");
        for (Answer first : Answer.values()) {
            for (int services : first == Answer.ACCEPTS ? new int[] {1, 1000} : new int[] {1}) {
                Times times = run(first, services);
                System.out.printf(
                        "%-32s %9s %16.3f %16.3f %9s%n",
                        first,
                        services,
                        times.fromVerdict.toMillis() / 1e3,
                        times.fromFailure.toMillis() / 1e3,
                        times.messages);
                if (first == Answer.ACCEPTS) {
                    assertThat(times.fromVerdict).isLessThan(services == 1 ? TO_THE_FIRST : TO_THE_SECOND);
                }
                assertThat(times.fromFailure).isLessThan(first == Answer.REFUSES ? AT_ONCE : TO_THE_SECOND);
            }
        }
        System.out.println(
                "verdict: from the first verdict DOWN until the first message was accepted by any channel; failure: from the"
                        + " answer of the first channel, or from the end of its 10 s, until the second accepted");
    }

    private Times run(Answer answer, int services) throws Exception {
        Path state = directory.resolve(answer + "-" + services + "-" + System.nanoTime());
        List<Instant> verdicts = new CopyOnWriteArrayList<>();
        boolean[] down = {false};
        InMemoryDnsProvider.Builder zone = InMemoryDnsProvider.builder("example.org");
        zone.records(IntStream.range(0, services)
                .mapToObj(i -> RecordSet.of(new RecordKey("s" + i, RecordType.A), Duration.ofSeconds(60), PROD))
                .toArray(RecordSet[]::new));
        InMemoryDnsProvider dns = zone.build();
        try (Channel first = new Channel(answer);
                Channel second = new Channel(Answer.ACCEPTS)) {
            Failover.Builder builder = Failover.builder()
                    .stateDirectory(state)
                    .provider("dns", dns)
                    .authorities(dns.authorities())
                    .notifier("first", first.notifier)
                    .notifier("second", second.notifier)
                    .listener(event -> {
                        if (event instanceof FailoverEvent.VerdictChanged changed
                                && changed.verdict() == Verdict.DOWN) {
                            verdicts.add(changed.at());
                        }
                    });
            IntStream.range(0, services).forEach(i -> builder.service(service("s" + i, down)));
            try (Failover failover = builder.build()) {
                failover.start();
                for (int i = 0; i < services; i++) {
                    failover.status(
                                    "s" + i,
                                    status -> status.state().assignment().isPresent())
                            .get(2, TimeUnit.MINUTES);
                }
                TimeUnit.SECONDS.sleep(3);
                down[0] = true;
                await(() -> !first.accepted.isEmpty() || !second.accepted.isEmpty());
                Instant accepted = (first.accepted.isEmpty() ? second : first).answered.get(0);
                // All verdicts, and what is told of them; publishing is told later.
                await(() -> verdicts.size() >= services);
                TimeUnit.SECONDS.sleep(services == 1 ? 0 : 20);
                first.accepted.stream()
                        .filter(body -> services > 1)
                        .map(body -> body.replaceAll(".*\"title\": *\"([^\"]*)\".*", "  $1"))
                        .forEach(System.out::println);
                Duration fromFailure = answer == Answer.ACCEPTS
                        ? Duration.ZERO
                        : Duration.between(
                                first.answered.get(0).plusSeconds(answer == Answer.HANGS ? 10 : 0), accepted);
                return new Times(
                        Duration.between(verdicts.get(0), accepted),
                        fromFailure,
                        first.accepted.size() + second.accepted.size());
            }
        }
    }

    private static Service service(String name, boolean[] down) {
        return Service.builder(name)
                .record("dns", name, RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", PROD))
                .site(Site.of("home", HOME))
                .check((address, timeout) ->
                        down[0] && address.getHostAddress().equals(PROD) ? Health.down("dead") : Health.up("fine"))
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofSeconds(5))
                        .fastInterval(Duration.ofSeconds(1))
                        .timeout(Duration.ofMillis(900))
                        .fall(3)
                        .rise(1)
                        .build())
                .notify("first", "second")
                .build();
    }

    private static void await(java.util.function.BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
