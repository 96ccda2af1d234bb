package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.failover.agent.control.ControlReply.Result;
import dev.failover.component.ConflictException;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private StartedFailover watcher;
    private ControlServer server;

    @BeforeEach
    void start() {
        watcher = StartedFailover.in(directory);
        server = ControlServer.start(directory, watcher.requests(), TimeSource.system());
    }

    @AfterEach
    void stop() {
        server.close();
        watcher.close();
    }

    private RunningAgent agent() {
        return RunningAgent.find(directory, TimeSource.system()).orElseThrow();
    }

    @Test
    @DisplayName("answers at a socket that only its owner can use")
    void answers() throws IOException {
        assertThat(Files.getPosixFilePermissions(socket())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
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

    private Path socket() {
        return directory.resolve("control");
    }

    private String say(String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(StandardCharsets.UTF_8.encode(line));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // It hung up in the middle.
            return "";
        }
    }

    @Test
    @DisplayName("answers nothing to nonsense, hears no more than a few KiB of it, and survives")
    void nonsense() throws IOException {
        assertThat(say("GET / HTTP/1.1\r\n\r\n")).isEmpty();
        assertThat(say("{}\n")).isEmpty();
        assertThat(say("null\n")).isEmpty();
        assertThat(say("{\"verb\":\"NONSENSE\"}\n")).isEmpty();
        assertThat(say("[".repeat(8000) + "\n")).isEmpty();
        assertThat(say("x".repeat(16 << 20))).isEmpty();
        assertThat(say("{\"verb\":\"STATUS\",\"reason\":\"" + "x".repeat(9000) + "\"}\n"))
                .isEmpty();
        assertThat(say("{\"verb\":\"STATUS\"}\n")).contains("\"www\"");
        assertThat(agent().ask(ControlRequest.status()).result()).isEqualTo(Result.DONE);
    }

    @Test
    @DisplayName("is not shut by those who say nothing, nor by those who don't listen")
    void silence() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            // As many as are let in, and as wait: the next one is not.
            ControlSocket socket = ControlSocket.of(directory);
            for (Optional<SocketChannel> next = socket.connect(); next.isPresent(); next = socket.connect()) {
                silent.add(next.get());
            }
            assertThat(silent).hasSizeGreaterThan(100);
            assertThat(agent().ask(ControlRequest.pause("www", "anna", "")).result())
                    .isEqualTo(Result.DONE);
        } finally {
            for (SocketChannel each : silent) {
                each.close();
            }
        }
    }

    @Test
    @DisplayName("cuts and cleans what it is told before that goes anywhere")
    void cleaned() throws IOException {
        String evil = "an\u001b]0;owned\u0007na\n2026 WARN forged \u202e\u009b31m";
        agent().ask(ControlRequest.pause("www", evil, evil + "x".repeat(5000)));
        JsonObject pause = agent().ask(ControlRequest.status())
                .document()
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("pause");
        assertThat(pause.get("by").getAsString()).isEqualTo("anna 2026 WARN forged");
        assertThat(pause.get("reason").getAsString())
                .startsWith("anna 2026 WARN forged")
                .hasSizeLessThan(510)
                .matches("\\P{C}*");
        assertThat(say("{\"verb\":\"PAUSE\",\"service\":\"www\",\"by\":\"a\\u001b[31mnna\",\"reason\":\"\"}\n"))
                .contains("DONE");
        assertThat(agent().ask(ControlRequest.status()).document().toString()).contains("\"by\":\"anna\"");
    }

    @Test
    @DisplayName("takes the place of what a killed agent left behind, whatever that is")
    void stale() throws IOException {
        server.close();
        ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        killed.bind(UnixDomainSocketAddress.of(socket()));
        killed.close();
        assertThat(socket()).exists();
        assertThatThrownBy(() -> agent().ask(ControlRequest.status())).hasMessageContaining("it does not listen");
        server = ControlServer.start(directory, watcher.requests(), TimeSource.system());
        assertThat(agent().ask(ControlRequest.status()).result()).isEqualTo(Result.DONE);
        server.close();
        Files.writeString(socket(), "{\"port\":1,\"token\":\"of an older version\"}");
        server = ControlServer.start(directory, watcher.requests(), TimeSource.system());
        assertThat(agent().ask(ControlRequest.status()).result()).isEqualTo(Result.DONE);
    }

    @Test
    @DisplayName("needs a directory whose path is short enough, and says by how much it is not")
    void longPath() {
        Path deep = directory.resolve("x".repeat(100 - directory.toString().length()));
        assertThatThrownBy(() -> ControlSocket.of(deep))
                .isInstanceOf(IOException.class)
                .hasMessage(deep + " is 6 bytes too long for a socket below it; choose a shorter state-directory");
        assertThatThrownBy(() -> ControlServer.start(deep, watcher.requests(), TimeSource.system()))
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("choose a shorter state-directory");
    }

    @Test
    @DisplayName("is gone when it is closed; whoever still holds the directory is said not to answer")
    void closed() {
        server.close();
        assertThat(socket()).doesNotExist();
        assertThatThrownBy(() -> agent().ask(ControlRequest.status()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid());
        watcher.close();
        assertThat(RunningAgent.find(directory, TimeSource.system())).isEmpty();
        assertThat(StateDirectory.owner(directory)).isEmpty();
    }
}
