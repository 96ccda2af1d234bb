package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's metrics")
@Timeout(120)
class MetricsTest {
    private static final Path MONITORING =
            Path.of("../failover-agent/monitoring").toAbsolutePath();
    private static final String RULES = "failover-rules.yml";
    private static final Pattern METRIC = Pattern.compile("\\bfailover_[a-z_]+");
    /** Of several watchers that decide together, of a drill that was made, and of looks that begin after ten minutes. */
    private static final Set<String> NOT_HERE = Set.of(
            "failover_lease_remaining_seconds",
            "failover_recovery_time_drilled_seconds",
            "failover_recovery_time_objective_seconds",
            "failover_vendor_problems");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    private String get(int port, String path, String accept) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .header("Accept", accept)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(command[0] + ".log").toFile())
                .start();
    }

    private void succeeds(String... command) throws Exception {
        Process process = start(command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve(command[0] + ".log")))
                .isZero();
    }

    private JsonArray query(int prometheus, String expression) {
        String answer =
                get(prometheus, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8), "*/*");
        return answer.startsWith("{")
                ? JsonParser.parseString(answer)
                        .getAsJsonObject()
                        .getAsJsonObject("data")
                        .getAsJsonArray("result")
                : new JsonArray();
    }

    @Test
    @DisplayName("have rules that Prometheus takes, and that alert of made-up days as they should")
    void rules() throws Exception {
        succeeds("promtool", "check", "rules", MONITORING.resolve(RULES).toString());
        succeeds(
                "promtool",
                "test",
                "rules",
                MONITORING.resolve("failover-rules-test.yml").toString());
    }

    @Test
    @DisplayName("are read by a real Prometheus through a failover, with all that the dashboard and the rules ask for")
    void scraped() throws Exception {
        int page = freePort();
        int port = freePort();
        Path scraping =
                Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 500ms, scrape_timeout: 400ms, evaluation_interval: 500ms}
                rule_files: ["%s"]
                scrape_configs: [{job_name: failover, static_configs: [{targets: ["127.0.0.1:%s"]}]}]
                """.formatted(MONITORING.resolve(RULES), page));
        try (World world = new World(directory)) {
            Path config = Files.writeString(
                    world.configuration(), world.yaml() + "listen: \"127.0.0.1:%s\"\n".formatted(page));
            Process prometheus = start(
                    "prometheus",
                    "--config.file=" + scraping,
                    "--storage.tsdb.path=" + directory.resolve("tsdb"),
                    "--web.listen-address=127.0.0.1:" + port);
            try (Running agent =
                    new Running(world.environment(), "run", "-c", config.toString()).awaitOut("www/home: UP")) {
                await(
                        "prod is known to be active",
                        () -> !query(port, "failover_site_active{service=\"www\", site=\"prod\"} == 1")
                                .isEmpty());
                world.prod.kill();
                agent.awaitOut("published");
                await(
                        "the switch is known",
                        () -> !query(
                                        port,
                                        "failover_site_active{job=\"failover\", site=\"home\"} == 1"
                                                + " and on (service) failover_switches_total{cause=\"failover\"} == 1"
                                                + " and on (service) failover_switch_duration_seconds_count == 1")
                                .isEmpty());
                await(
                        "it is an alert",
                        () -> !query(port, "ALERTS{alertname=\"FailoverSwitched\", cause=\"failover\"}")
                                .isEmpty());

                await(
                        "it is known whether a failover would work",
                        () -> !query(port, "failover_ready{service=\"www\"}").isEmpty());
                String text = get(page, "/metrics", "text/plain");
                assertThat(asked())
                        .hasSizeGreaterThan(20)
                        .allSatisfy(metric -> assertThat(text).containsPattern("(?m)^" + metric + "[{ ]"));
                assertThat(text).doesNotContain("127.0.0.", world.phone.url());
                assertThat(get(page, "/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
                        .endsWith("# EOF\n");
                assertThat(agent.stop()).isZero();
            } finally {
                prometheus.destroy();
                assertThat(prometheus.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Metrics that the dashboard and the rules name. */
    private static Set<String> asked() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : List.of(RULES, "failover-dashboard.json")) {
            METRIC.matcher(Files.readString(MONITORING.resolve(file)))
                    .results()
                    .map(MatchResult::group)
                    .forEach(names::add);
        }
        names.removeAll(NOT_HERE);
        return names;
    }
}
