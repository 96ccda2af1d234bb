package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Running;
import dev.failover.s3.S3Imitation;
import dev.failover.testkit.OpenSshRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The status page of a running agent")
@Timeout(120)
class StatusPageTest {
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private World world;
    private int port;
    private Path config;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory);
        port = freePort();
        config = configuration(
                "listen: \"127.0.0.1:%s\"\npage: {title: beerus.fr, token: \"%s\"}\n".formatted(port, TOKEN));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Path configuration(String page) throws IOException {
        return Files.writeString(
                world.configuration(),
                world.yaml() + page + "export: {directory: \"%s\"}\n".formatted(directory.resolve("public")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Running run() throws InterruptedException {
        return new Running(world.environment(), "run", "-c", config.toString()).awaitOut("www/home: UP");
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int act(String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/act"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form + "&by=anna&reason=works&token=" + TOKEN))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("shows a failover, as files too, acts as the verbs do, and knows after a restart what was")
    void follows() throws Exception {
        Path files = directory.resolve("public");
        try (Running agent = run()) {
            await("it is reachable", () -> get("/").contains("www is reachable"));
            JsonObject said = JsonParser.parseString(get("/api/v1/status")).getAsJsonObject();
            JsonObject asked = JsonParser.parseString(
                            Verbs.run(world.environment(), "status", "--json", "-c", config.toString())
                                    .out())
                    .getAsJsonObject();
            assertThat(said.keySet()).isEqualTo(asked.keySet());
            assertThat(said.get("agent")).isEqualTo(asked.get("agent"));
            await("it is exported", () -> Files.exists(files.resolve("index.html")));
            await("as reachable", () -> read(files.resolve("index.html")).contains("www is reachable"));

            assertThat(act("verb=pause&service=www")).isEqualTo(200);
            await("the pause is shown", () -> get("/").contains("Paused by anna since"));
            assertThat(Verbs.run(world.environment(), "status", "-c", config.toString())
                            .out())
                    .contains("paused by anna");
            assertThat(act("verb=resume&service=www")).isEqualTo(200);

            world.prod.kill();
            agent.awaitOut("published");
            await("the switch is shown", () -> get("/").contains("prod → home"));
            await("it is exported", () -> read(files.resolve("status.json")).contains("\"standby\":true"));
            JsonObject exported =
                    JsonParser.parseString(read(files.resolve("status.json"))).getAsJsonObject();
            assertThat(Instant.parse(exported.get("validUntil").getAsString()))
                    .isAfter(Instant.parse(exported.get("asOf").getAsString()));
            await("its end is told", () -> read(files.resolve("feed.atom")).contains("www was not reachable"));
            assertThat(files.resolve("badge/www.svg")).exists();
            assertThat(get("/readyz")).isEqualTo("ready\n");
            assertThat(agent.stop()).isZero();
        }
        assertThat(get("/healthz")).isEmpty();
        try (Running again = run()) {
            await("the outage is still known", () -> get("/public").contains("www was not reachable"));
            assertThat(again.stop()).isZero();
        }
    }

    @Test
    @DisplayName(
            "is at a host and in a bucket too; one of them that fails is named in the status, and holds up nothing")
    void elsewhere() throws Exception {
        Path there = directory.resolve("hoster");
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                S3Imitation s3 = new S3Imitation()) {
            Files.writeString(
                    config,
                    world.yaml()
                            + """
                    export:
                      directory: "%s"
                      sftp: {destination: "%s:%s", ssh-config: "%s"}
                      s3: {endpoint: "%s", region: %s, bucket: %s, access-key-id: %s, secret-access-key: "%s"}
                    """.formatted(
                                            directory.resolve("public"),
                                            OpenSshRoute.HOST,
                                            there,
                                            route.configuration(),
                                            s3.endpoint(),
                                            S3Imitation.REGION,
                                            S3Imitation.BUCKET,
                                            S3Imitation.KEY_ID,
                                            S3Imitation.SECRET));
            assertThat(Verbs.run(world.environment(), "check", "-c", config.toString())
                            .out())
                    .containsPattern("OK +export to sftp: .*logged in")
                    .containsPattern("OK +export to s3: bucket .* knows the key")
                    .doesNotContain(S3Imitation.SECRET);
            try (Running agent = run()) {
                await(
                        "it is in the bucket",
                        () -> s3.content("index.html")
                                .filter(page -> page.contains("www is reachable"))
                                .isPresent());
                await(
                        "it is at the host",
                        () -> Files.exists(there.resolve("index.html"))
                                && read(there.resolve("index.html")).contains("www is reachable"));
                await("the status says so", () -> !status().contains("not there yet"));

                s3.secret("another");
                world.prod.kill();
                agent.awaitOut("published");
                await(
                        "it is at the host",
                        () -> read(there.resolve("status.json")).contains("\"standby\":true"));
                await(
                        "the status says why it is not in the bucket",
                        () -> status().contains("check secret-access-key"));
                assertThat(status())
                        .containsPattern("export to directory .*: as of")
                        .containsPattern("export to sftp .*: as of")
                        .doesNotContain(S3Imitation.SECRET);
                s3.heal();
                await(
                        "it is in the bucket",
                        () -> s3.content("status.json")
                                .filter(said -> said.contains("\"standby\":true"))
                                .isPresent());

                Files.writeString(
                        config, world.yaml() + "export: {directory: \"%s\"}\n".formatted(directory.resolve("public")));
                assertThat(Verbs.run(world.environment(), "reload", "-c", config.toString())
                                .out())
                        .contains("page status changed: export.s3.access-key-id")
                        .doesNotContain(S3Imitation.SECRET);
                await("it goes there no more", () -> !status().contains("export to s3"));
                assertThat(status()).contains("export to directory").doesNotContain("export to sftp");
                assertThat(agent.stop()).isZero();
            }
        }
    }

    private String status() {
        return Verbs.run(world.environment(), "status", "-c", config.toString()).out();
    }

    @Test
    @DisplayName(
            "moves with a reload, waits for a port that somebody else has, goes with a reload and comes with another")
    void reloads() throws Exception {
        try (Running agent = run()) {
            await("it is there", () -> get("/healthz").equals("alive\n"));
            int before = port;
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = taken.getLocalPort();
                configuration("listen: \"127.0.0.1:%s\"\n".formatted(port));
                assertThat(Verbs.run(world.environment(), "reload", "-c", config.toString())
                                .out())
                        .contains("page status changed: listen, page.title, page.token");
                int after = port;
                port = before;
                await("it is gone", () -> get("/healthz").isEmpty());
                port = after;
            }
            await("it is there", () -> get("/healthz").equals("alive\n"));
            assertThat(act("verb=pause&service=www")).isEqualTo(403);

            Files.writeString(config, world.yaml());
            Verbs.run(world.environment(), "reload", "-c", config.toString());
            await("it is gone", () -> get("/healthz").isEmpty());
            configuration("listen: \"127.0.0.1:%s\"\n".formatted(port));
            Verbs.run(world.environment(), "reload", "-c", config.toString());
            await("it is there", () -> get("/healthz").equals("alive\n"));
            assertThat(agent.stop()).isZero();
        }
    }

    @Test
    @DisplayName("is judged by `check`")
    void check() throws Exception {
        Map<String, String> environment = world.environment();
        assertThat(Verbs.run(environment, "check", "-c", config.toString()).out())
                .containsPattern("OK +listen: +127.0.0.1:" + port + " is free")
                .containsPattern("OK +export: +.*public can be made");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Verbs.run(environment, "check", "-c", config.toString()).out())
                    .containsPattern("ERROR +listen: +127.0.0.1:" + taken.getLocalPort()
                            + " can't be had: Address already in use");
        }
        Files.writeString(directory.resolve("public"), "no directory");
        configuration("listen: 0.0.0.0:%s\npage: {show: operator, token: %s}\n".formatted(port, TOKEN));
        assertThat(Verbs.run(environment, "check", "-c", config.toString()).out())
                .containsPattern(
                        "WARN +listen: +whoever reaches 0.0.0.0:" + port + " sees all.*token is sent in the clear")
                .containsPattern("ERROR +export: .*public is not a directory")
                .doesNotContain(TOKEN);
    }
}
