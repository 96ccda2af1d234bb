package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A site that sends heartbeats")
@Timeout(120)
class SiteHeartbeatTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String PROD = "{name: prod, address: 127.0.0.2, ";

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Path configuration(String listen) throws Exception {
        Path file =
                world.configuration(PROD, PROD + "check: {type: heartbeat, silence: 3s, token: %s}, ".formatted(TOKEN));
        return Files.writeString(file, Files.readString(file) + listen);
    }

    private static boolean isHeard(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> beat(int port, String... header) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/heartbeat"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody());
        if (header.length > 0) {
            request.headers(header);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("is UP as long as it does, to whoever knows its token, and DOWN once it is silent; then it is left")
    void beats() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = configuration("listen: \"127.0.0.1:%s\"\npage: {show: public}\n".formatted(port));
        assertThat(Verbs.run(world.environment(), "check", "-c", config.toString())
                        .out())
                .contains("OK    service www, site prod: sends heartbeats, which only a running agent hears");
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("www/home: UP");
            await("it listens", () -> isHeard(port));
            assertThat(beat(port).statusCode()).isEqualTo(401);
            assertThat(beat(port, "Authorization", "Bearer " + TOKEN + "x").statusCode())
                    .isEqualTo(403);
            HttpResponse<String> heard = beat(port, "Authorization", "bearer " + TOKEN);
            assertThat(heard.statusCode()).isEqualTo(200);
            assertThat(heard.body()).isEqualTo("heard\n");
            agent.awaitOut("www/prod: UP");
            agent.awaitOut("www/prod: DOWN");
            agent.awaitOut("published");
            assertThat(agent.stop()).isZero();
        }
    }

    @Test
    @DisplayName("needs somebody who listens, and is not taken for all sites")
    void refused() throws Exception {
        assertThat(Verbs.run(
                                world.environment(),
                                "check",
                                "-c",
                                configuration("").toString())
                        .err())
                .contains("listen: is missing: where are heartbeats of sites to be heard? Like 127.0.0.1:8423");
        Path all = world.configuration(
                "check: {type: http,", "check: {type: heartbeat, silence: 3s, token: %s, #".formatted(TOKEN));
        Files.writeString(all, Files.readString(all).replaceAll("#.*", "interval: 5s}"));
        assertThat(Verbs.run(world.environment(), "check", "-c", all.toString()).err())
                .contains(
                        "services.www.check: is of the one site that beats or feeds a replica, and would be taken for all; give it to that site");
        Path replica = world.configuration(PROD, PROD + "check: {type: replica, data-set: a, silence: 1s}, ");
        assertThat(Verbs.run(world.environment(), "check", "-c", replica.toString())
                        .err())
                .contains("services.www.sites.0.check.directory: is missing")
                .contains("services.www.sites.0.check.silence: unknown setting");
    }
}
