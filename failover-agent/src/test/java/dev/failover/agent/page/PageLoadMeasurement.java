package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.History;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.testkit.InMemoryDnsProvider;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What readers of the page cost the threads that decide, and what a page of a thousand services takes.
 *
 * <p>Prints a table, and is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
@DisplayName("The page under load")
@Timeout(120)
class PageLoadMeasurement {
    private static final int READERS = 200;
    private static final int SLOW = 40;
    private static final int SERVICES = 1000;
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** A watcher probes each second at most: a twentieth of that would hardly be seen. */
    private static final double MOST_MILLIS_LATER = 50;

    private static final double MOST_MILLIS_PER_PAGE = 500;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    @DisplayName(
            "costs the threads that decide nothing: 200 readers of events, 40 that never finish to ask, and others")
    void loop() throws Exception {
        InMemoryDnsProvider zone = InMemoryDnsProvider.of("example.org");
        Service www = Service.builder("www")
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", "203.0.113.10"))
                .site(Site.of("home", "198.51.100.7"))
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofMillis(200))
                        .timeout(Duration.ofMillis(200))
                        .build())
                .check((address, timeout) -> Health.up("fine"))
                .build();
        List<Socket> sockets = new ArrayList<>();
        try (Failover failover = Failover.builder()
                        .mode(Mode.ACT)
                        .stateDirectory(directory)
                        .provider("dns", zone)
                        .service(www)
                        .authorities(zone.authorities())
                        .build();
                Served served = Served.of(Scene.QUIET)) {
            failover.start();
            lateness(failover, Duration.ofSeconds(2), () -> {});
            List<Double> quiet = lateness(failover, LOOK, () -> {});
            long before = heap();
            for (int i = 0; i < READERS; i++) {
                sockets.add(ask(served, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            for (int i = 0; i < SLOW; i++) {
                sockets.add(ask(served, "GET / HTT"));
            }
            long after = heap();
            List<Double> loaded = lateness(failover, LOOK, () -> {
                served.readers.changed();
                get(served);
            });
            assertThat(served.readers.count()).isEqualTo(READERS);
            System.out.printf(
                    "the threads that decide answer, in ms: quiet p50 %.2f p99 %.2f max %.2f; with %s readers of events, %s slow"
                            + " ones and a page after another p50 %.2f p99 %.2f max %.2f; heap %+d KiB%n",
                    part(quiet, 0.5),
                    part(quiet, 0.99),
                    part(quiet, 1),
                    READERS,
                    SLOW,
                    part(loaded, 0.5),
                    part(loaded, 0.99),
                    part(loaded, 1),
                    (after - before) >> 10);
            assertThat(part(loaded, 0.99)).isLessThan(part(quiet, 0.99) + MOST_MILLIS_LATER);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket ask(Served served, String words) throws IOException {
        Socket socket = new Socket("127.0.0.1", served.port());
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** How long the threads that decide take to come to a question, in milliseconds, sorted. */
    private static List<Double> lateness(Failover failover, Duration lasting, Runnable meanwhile) throws Exception {
        List<Double> found = new ArrayList<>();
        long end = System.nanoTime() + lasting.toNanos();
        while (System.nanoTime() < end) {
            meanwhile.run();
            long asked = System.nanoTime();
            failover.responds().get(10, TimeUnit.SECONDS);
            found.add((System.nanoTime() - asked) / 1e6);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        Collections.sort(found);
        return found;
    }

    private static double part(List<Double> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
    }

    private int get(Served served) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(served.url("/"))).build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body()
                    .length;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Test
    @DisplayName("has a thousand services on one page soon")
    void manyServices() throws Exception {
        Facts one = Scene.LATCHED.facts();
        List<ServiceView> services = new ArrayList<>();
        Map<String, History> histories = new HashMap<>();
        for (int i = 0; i < SERVICES; i++) {
            String name = "service-" + i;
            JsonObject view = Documents.of(one.services().get(0));
            view.addProperty("service", name);
            services.add(Documents.read(view, ServiceView.class));
            histories.put(name, one.history("www"));
            histories.put(Facts.key(name, "prod"), one.history("www", "prod"));
            histories.put(Facts.key(name, "home"), one.history("www", "home"));
        }
        StatusDocument status = new StatusDocument(
                one.status().agent(),
                services,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Facts facts = new Facts("all of them", one.at(), status, histories, Map.of());
        try (Served served = new Served(() -> facts, Show.OPERATOR, Optional.empty())) {
            List<Double> took = new ArrayList<>();
            int bytes = 0;
            for (int i = 0; i < 150; i++) {
                long asked = System.nanoTime();
                bytes = get(served);
                if (i >= 50) {
                    took.add((System.nanoTime() - asked) / 1e6);
                }
            }
            Collections.sort(took);
            System.out.printf(
                    "the page of %s services: p50 %.1f ms, p99 %.1f ms, %s KiB%n",
                    SERVICES, part(took, 0.5), part(took, 0.99), bytes >> 10);
            assertThat(part(took, 0.99)).isLessThan(MOST_MILLIS_PER_PAGE);
        }
    }
}
