package dev.failover.examples.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.ConflictException;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordType;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.control.ControlReply.Result;
import dev.failover.health.Health;
import dev.failover.storage.StateDirectory;
import dev.failover.testkit.InMemoryDnsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The control endpoint")
@Timeout(30)
class ControlServerTest {
    @TempDir
    Path directory;

    private Configuration configuration;
    private Failover failover;
    private ControlServer server;

    @BeforeEach
    void start() {
        InMemoryDnsProvider zone = InMemoryDnsProvider.of("example.org");
        Service www = Service.builder("www")
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", "203.0.113.10"))
                .check((address, timeout) -> Health.up("fine"))
                .build();
        configuration = new Configuration(
                directory, List.of(), List.of(), Map.of("dns", zone), Map.of(), List.of(www), Map.of(), Map.of());
        failover = configuration
                .failover(Mode.ACT)
                .authorities((name, key, timeout) ->
                        new Publication(key, List.of(new Publication.Served("ns1", zone.published(key)))))
                .build();
        server = ControlServer.start(directory, new Requests(failover, configuration));
    }

    @AfterEach
    void stop() {
        server.close();
        failover.close();
    }

    private RunningAgent agent() {
        return RunningAgent.find(directory).orElseThrow();
    }

    @Test
    @DisplayName("answers those who can read its file, which only its owner can")
    void answers() throws IOException {
        assertThat(Files.getPosixFilePermissions(directory.resolve("control")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        ControlReply paused = agent().ask(ControlRequest.pause("", "anna", "works"));
        assertThat(paused.result()).isEqualTo(Result.DONE);
        ControlReply status = agent().ask(ControlRequest.status());
        assertThat(status.document()
                        .getAsJsonArray("services")
                        .get(0)
                        .getAsJsonObject()
                        .get("service")
                        .getAsString())
                .isEqualTo("www");
        assertThat(agent().ask(ControlRequest.pause("nope", "anna", "")).result())
                .isEqualTo(Result.INVALID);
    }

    private String say(String line) throws IOException {
        int port = ControlFile.read(directory).orElseThrow().port();
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("answers nothing to anybody else, and survives what they send")
    void strangers() throws IOException {
        String token = ControlFile.read(directory).orElseThrow().token();
        assertThat(say("GET / HTTP/1.1\r\n\r\n")).isEmpty();
        assertThat(say("{}\n")).isEmpty();
        assertThat(say("null\n")).isEmpty();
        assertThat(say("{\"token\":\"wrong\",\"request\":{\"verb\":\"STATUS\"}}\n"))
                .isEmpty();
        assertThat(say("{\"token\":\"" + token + "\",\"request\":{\"verb\":\"NONSENSE\"}}\n"))
                .isEmpty();
        assertThat(say("[".repeat(100_000) + "\n")).isEmpty();
        assertThat(agent().ask(ControlRequest.status()).result()).isEqualTo(Result.DONE);
    }

    @Test
    @DisplayName("is gone when it is closed; whoever still holds the directory is said not to answer")
    void closed() {
        server.close();
        assertThat(directory.resolve("control")).doesNotExist();
        assertThatThrownBy(() -> agent().ask(ControlRequest.status()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid());
        failover.close();
        assertThat(RunningAgent.find(directory)).isEmpty();
        assertThat(StateDirectory.owner(directory)).isEmpty();
    }
}
