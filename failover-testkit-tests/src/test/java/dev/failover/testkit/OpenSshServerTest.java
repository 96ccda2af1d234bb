package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("OpenSSH's own server")
class OpenSshServerTest {
    @TempDir
    Path directory;

    private SshKey key;
    private final List<OpenSshServer> servers = new ArrayList<>();

    @BeforeEach
    void makeKey() throws Exception {
        key = SshKey.in(directory, "id");
    }

    @AfterEach
    void stopAll() {
        servers.forEach(OpenSshServer::close);
    }

    private OpenSshServer start(OpenSshServerBuilder builder) throws Exception {
        OpenSshServer server = builder.start();
        servers.add(server);
        return server;
    }

    private OpenSshServerBuilder server(String name) {
        return OpenSshServer.in(directory.resolve(name));
    }

    /** What a client says that knows the server's host key, and offers this one; with its status at the end. */
    private String ssh(OpenSshServer server, SshKey identity, String... arguments) throws Exception {
        Path known = Files.createTempFile(directory, "known", ".hosts");
        for (OpenSshServer each : servers) {
            Files.writeString(known, each.knownHosts() + "\n", java.nio.file.StandardOpenOption.APPEND);
        }
        Path configuration = Files.writeString(
                Files.createTempFile(directory, "ssh", ".config"), """
                Host *
                    BatchMode yes
                    ConnectTimeout 5
                    IdentitiesOnly yes
                    IdentityFile %s
                    UserKnownHostsFile %s
                    StrictHostKeyChecking yes
                """.formatted(identity.file(), known));
        List<String> all = new ArrayList<>(List.of("-F", configuration.toString(), "-p", "" + server.port()));
        all.addAll(List.of(arguments));
        Path said = Files.createTempFile(directory, "said", ".txt");
        boolean fine = Program.named("ssh", "openssh-client").succeeds(said, all.toArray(String[]::new));
        return Files.readString(said).strip() + (fine ? "" : " [failed]");
    }

    private String greet(OpenSshServer server, SshKey identity) throws Exception {
        return ssh(server, identity, "127.0.0.1", "echo hello $LOGNAME");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("lets in who has a key authorized, and nobody else")
    void keys(SshKey.Type type) throws Exception {
        OpenSshServer server = start(server("one").hostKey(type).authorize(SshKey.in(directory, "mine", type, "")));
        assertThat(greet(server, new SshKey(directory.resolve("mine")))).isEqualTo("hello " + server.user());
        assertThat(greet(server, key)).contains("Permission denied").endsWith("[failed]");
        assertThat(server.logins()).isEqualTo(1);
        server.authorize(key);
        assertThat(greet(server, key)).isEqualTo("hello " + server.user());
        server.authorizeNobody();
        assertThat(greet(server, key)).contains("Permission denied");
    }

    @Test
    @DisplayName("refuses connections while it is stopped, and serves at the same place afterwards")
    void stops() throws Exception {
        OpenSshServer server = start(server("one").authorize(key));
        server.stop();
        assertThatThrownBy(() -> new Socket("127.0.0.1", server.port())).isInstanceOf(ConnectException.class);
        server.start();
        assertThat(greet(server, key)).isEqualTo("hello " + server.user());
    }

    @Test
    @DisplayName("takes connections and says nothing while it is frozen, sessions included")
    void freezes() throws Exception {
        OpenSshServer server = start(server("one").authorize(key));
        try (Socket open = new Socket("127.0.0.1", server.port())) {
            assertThat(open.getInputStream().readNBytes(4)).isEqualTo("SSH-".getBytes(StandardCharsets.US_ASCII));
            server.freeze();
            open.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
            assertSilent(open);
            try (Socket late = new Socket("127.0.0.1", server.port())) {
                assertSilent(late);
            }
            server.thaw();
            open.setSoTimeout(10_000);
            assertThat(open.getInputStream().readNBytes(100)).hasSize(100);
        }
        assertThat(greet(server, key)).isEqualTo("hello " + server.user());
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(300);
        assertThatThrownBy(() -> {
                    while (socket.getInputStream().read() != '\n') {
                        // The rest of a greeting that was sent before.
                    }
                    socket.getInputStream().read();
                })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    @DisplayName("comes back with another host key, which a client refuses that knows the old one")
    void replacesHostKey() throws Exception {
        OpenSshServer server = start(server("one").authorize(key));
        String before = server.knownHosts();
        server.replaceHostKey();
        assertThat(server.knownHosts()).isNotEqualTo(before);
        assertThat(greet(server, key)).isEqualTo("hello " + server.user());
        Path known = Files.writeString(directory.resolve("old"), before + "\n");
        assertThat(ssh(server, key, "-o", "UserKnownHostsFile=" + known, "127.0.0.1", "true"))
                .contains("REMOTE HOST IDENTIFICATION HAS CHANGED")
                .endsWith("[failed]");
    }

    @Test
    @DisplayName("as a bastion forwards to where it may, runs nothing, and forwards nowhere else")
    void bastion() throws Exception {
        OpenSshServer target = start(server("target").authorize(key));
        OpenSshServer other = start(server("other").authorize(key));
        OpenSshServer bastion = start(server("bastion").authorize(key).forwardingOnlyTo("127.0.0.1:" + target.port()));
        String through = "ProxyCommand=ssh -F %s -o IdentityFile=%s -o UserKnownHostsFile=%s -p %d -W %%h:%%p 127.0.0.1"
                .formatted(
                        "none",
                        key.file(),
                        Files.writeString(directory.resolve("bastions"), bastion.knownHosts() + "\n"),
                        bastion.port());
        assertThat(ssh(target, key, "-o", through, "127.0.0.1", "echo there")).isEqualTo("there");
        assertThat(ssh(other, key, "-o", through, "127.0.0.1", "echo there")).endsWith("[failed]");
        assertThat(ssh(bastion, key, "127.0.0.1", "echo there")).isEqualTo(" [failed]");
    }

    @Test
    @DisplayName("keeps an account to what authorized_keys or a setting restrict it to")
    void restricted() throws Exception {
        OpenSshServer server = start(server("one").authorize("restrict,command=\"echo only this\"", key));
        assertThat(greet(server, key)).isEqualTo("only this");
        OpenSshServer files = start(server("sftp").authorize(key).sftpOnly());
        assertThat(greet(files, key)).endsWith("[failed]").doesNotContain("hello");
    }
}
