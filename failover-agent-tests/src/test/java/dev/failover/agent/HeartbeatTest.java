package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent with a heartbeat")
@Timeout(120)
class HeartbeatTest {
    private final List<String> pings = new CopyOnWriteArrayList<>();
    private final MockWebServer server = new MockWebServer();

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(directory);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                pings.add(request.getTarget() + " "
                        + (request.getBody() == null ? "" : request.getBody().utf8()));
                return new MockResponse.Builder().body("OK").build();
            }
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.close();
        world.close();
    }

    private Path configuration(String every) throws Exception {
        return world.configuration(
                "providers:",
                "heartbeats:\n  hc: {preset: healthchecks, url: \"%s\", every: %s}\nproviders:"
                        .formatted(server.url("/6b1a"), every));
    }

    private Result verb(String... words) {
        return Verbs.run(world.environment(), words);
    }

    @Test
    @DisplayName(
            "begins with the reload that brings it, tells that all is well, why it is not once its journal is damaged, and shows both")
    void tells() throws Exception {
        String config = world.configuration().toString();
        try (Running agent = new Running(world.environment(), "run", "-c", config)) {
            agent.awaitOut("adopted");
            configuration("1h");
            verb("reload", "-c", config);
            await("the first heartbeat", () -> !pings.isEmpty());
            assertThat(pings).hasSize(1).first().asString().startsWith("/6b1a www ");
            await(
                    "it is shown",
                    () -> verb("status", "-c", config).out().contains("heartbeat hc: told that all is well"));

            Path journal = world.stateDirectory().resolve("journal.log");
            Files.writeString(journal, "damaged\n" + Files.readString(journal).substring(8), StandardOpenOption.WRITE);
            configuration("2h");
            assertThat(verb("reload", "-c", config).out()).contains("heartbeat hc");
            await("the heartbeat says why not", () -> pings.size() == 2);
            assertThat(pings.get(1)).startsWith("/6b1a/fail ").contains("journal.log: line 1 does not say");
            await(
                    "it is shown",
                    () -> verb("status", "--json", "-c", config).out().contains("journal.log: line 1 does not say"));
        }
    }

    @Test
    @DisplayName("is checked without a ping, and with --notify by one")
    void checked() throws Exception {
        String config = configuration("1m").toString();
        assertThat(verb("check", "-c", config).out())
                .contains("OK    heartbeat hc: goes to " + server.getHostName() + ":" + server.getPort());
        assertThat(pings).isEmpty();

        assertThat(verb("check", "--notify", "-c", config).out())
                .contains("OK    heartbeat hc: ")
                .contains("took one");
        assertThat(pings).hasSize(1);
        server.close();
        Result refused = verb("check", "--notify", "-c", config);
        assertThat(refused.out()).contains("ERROR heartbeat hc: was not taken: ");
        assertThat(refused.code()).isEqualTo(4);
    }

    @Test
    @DisplayName("is warned of if it goes to a managed name or to a site, also when it tells that all is not well")
    void dependence() throws Exception {
        assertThat(heartbeat("http://localhost:1/", "http://127.0.0.9:1/")).doesNotContain("WARN  heartbeat own");
        assertThat(heartbeat("http://WWW.beerus.fr/alive", "http://%s:1/ill".formatted(World.PROD)))
                .contains("WARN  heartbeat own: WWW.beerus.fr is a name of service www: with it, ")
                .contains("WARN  heartbeat own: %s has the address %s of site prod of service www: with it, "
                        .formatted(World.PROD, World.PROD));
    }

    private String heartbeat(String url, String failUrl) throws Exception {
        Path config = world.configuration(
                "providers:",
                "heartbeats:\n  own: {url: \"%s\", fail-url: \"%s\"}\nproviders:".formatted(url, failUrl));
        return verb("check", "-c", config.toString()).out();
    }
}
