package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A connection to a real OpenSSH server")
class ConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static OpenSshRoute route;

    @TempDir
    private Path temporary;

    private Path source;
    private Path knownHosts;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        route = OpenSshRoute.in(directory, 0);
    }

    @AfterAll
    static void stop() {
        route.close();
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("page"), "content");
        knownHosts = temporary.resolve("known_hosts");
        route.heal();
        route.writeKnownHosts();
    }

    private SftpFileSyncBuilder sync() {
        return Backup.on(route, temporary.resolve("target"));
    }

    private MirrorReport mirror(SftpFileSync sync) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), MirrorListener.NONE);
    }

    private MirrorReport mirror(SftpFileSyncBuilder builder) throws InterruptedException {
        try (SftpFileSync sync = builder.build()) {
            return mirror(sync);
        }
    }

    private static String fingerprint(OpenSshServer server) throws Exception {
        Process keygen = new ProcessBuilder(
                        "ssh-keygen", "-lf", server.hostKey().publicFile().toString())
                .start();
        String said = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.replaceFirst("^\\S+ (\\S+) (?s:.*)$", "$1");
    }

    @Test
    @DisplayName("is refused if the host's key is not known, naming it, and nothing is remembered")
    void unknownHost() throws Exception {
        assertThatThrownBy(() -> mirror(sync().knownHosts(knownHosts)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(fingerprint(route.target()))
                .hasMessageContaining("accept-new-host-keys");
        assertThat(knownHosts).doesNotExist();
        assertThat(temporary.resolve("target")).doesNotExist();
    }

    @Test
    @DisplayName("remembers a new host's key on request, and then knows it")
    void acceptsNew() throws Exception {
        Files.writeString(
                knownHosts,
                "other.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4YQ8n8kP1mC2n0dQm4rV5xg3w2bqk9d0yqk0Vd0m6q");
        assertThat(mirror(sync().knownHosts(knownHosts).acceptNewHostKeys(true)).complete())
                .isTrue();
        assertThat(Files.readAllLines(knownHosts))
                .hasSize(2)
                .contains(route.target().knownHosts());
        assertThat(mirror(sync().knownHosts(knownHosts)).complete()).isTrue();
    }

    @Test
    @DisplayName("stops at a changed key, with both fingerprints, whatever may be accepted")
    void changedKey() throws Exception {
        String before = fingerprint(route.target());
        route.target().replaceHostKey();
        String after = fingerprint(route.target());
        assertThatThrownBy(() -> mirror(sync().acceptNewHostKeys(true)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(before)
                .hasMessageContaining(after)
                .hasMessageContaining("CHANGED");
        assertThat(temporary.resolve("target")).doesNotExist();
    }

    @Test
    @DisplayName("knows hosts whose names are hashed, and refuses keys that are revoked")
    void hashedAndRevoked() throws Exception {
        Files.writeString(knownHosts, route.target().knownHosts() + "\n");
        run("ssh-keygen", "-q", "-H", "-f", knownHosts.toString());
        assertThat(Files.readString(knownHosts)).startsWith("|1|");
        assertThat(mirror(sync().knownHosts(knownHosts)).complete()).isTrue();
        Files.writeString(
                knownHosts,
                route.target().knownHosts() + "\n@revoked * "
                        + route.target().hostKey().publicKey() + "\n");
        assertThatThrownBy(() -> mirror(sync().knownHosts(knownHosts)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("revoked");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is made with any kind of key, of the host and of the account")
    void kindsOfKeys(SshKey.Type type) throws Exception {
        SshKey key = SshKey.in(temporary, "id", type, "");
        try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server"))
                .hostKey(type)
                .authorize(key)
                .start()) {
            Files.writeString(knownHosts, server.knownHosts() + "\n");
            assertThat(mirror(to(server).identities(List.of(key.file()))).complete())
                    .isTrue();
        }
    }

    private SftpFileSyncBuilder to(OpenSshServer server) {
        return SftpFileSync.builder()
                .destination("sftp://" + server.user() + "@127.0.0.1:" + server.port() + temporary.resolve("target"))
                .sshConfig(Path.of("/dev/null"))
                .knownHosts(knownHosts);
    }

    @Test
    @DisplayName("asks for the kind of host key it knows, though the server would rather show another")
    void knownKind() throws Exception {
        SshKey rsa = SshKey.in(temporary, "rsa", SshKey.Type.RSA, "");
        try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server"))
                .authorize(route.key())
                .setting("HostKey " + rsa.file())
                .start()) {
            Files.writeString(knownHosts, "[127.0.0.1]:" + server.port() + " " + rsa.publicKey() + "\n");
            assertThat(mirror(to(server).identities(List.of(route.key().file())))
                            .complete())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("opens encrypted keys with their passphrase, and says so if it is missing or wrong, without it")
    void encryptedKeys() throws Exception {
        SshKey key = SshKey.in(temporary, "id", SshKey.Type.ED25519, "open sesame");
        route.target().authorize(key);
        SftpFileSyncBuilder builder = sync().identities(List.of(key.file()));
        assertThatThrownBy(() -> mirror(builder))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> mirror(builder.passphrase(Secret.of("wrong one"))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("passphrase")
                .hasMessageNotContaining("wrong one");
        assertThat(mirror(builder.passphrase(Secret.of("open sesame"))).complete())
                .isTrue();
    }

    @Test
    @DisplayName("takes keys from an agent, but not where only the identities named may be used")
    void agent() throws Exception {
        Path socket = temporary.resolve("agent");
        Process agent = startAgent(socket);
        try {
            SshKey key = SshKey.in(temporary, "id", SshKey.Type.RSA, "");
            add(key.file(), socket);
            try (Agent keys = Agent.connect(socket, List.of(), false)) {
                var identities = keys.getIdentities().iterator();
                assertThat(identities.hasNext()).isTrue();
                var first = identities.next().getKey();
                byte[] data = {1, 2, 3};
                var signature = keys.sign(null, first, "rsa-sha2-256", data);
                assertThat(signature.getKey()).isEqualTo("rsa-sha2-256");
                var check = java.security.Signature.getInstance("SHA256withRSA");
                check.initVerify(first);
                check.update(data);
                assertThat(check.verify(signature.getValue())).isTrue();
            }
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    @DisplayName("is one login for many runs, and a new one after it was lost, without a failure")
    void oneLogin() throws Exception {
        long before = route.target().logins();
        try (SftpFileSync sync = sync().build()) {
            for (int i = 0; i < 5; i++) {
                mirror(sync);
                sync.writeNote("note", "n" + i, TIMEOUT);
                sync.execute(List.of("/bin/true"), TIMEOUT);
            }
            assertThat(route.target().logins() - before).isEqualTo(1);
            route.target().disconnect();
            Files.writeString(source.resolve("page"), "changed");
            assertThat(mirror(sync).complete()).isTrue();
            assertThat(route.target().logins() - before).isEqualTo(2);
        }
        assertThat(temporary.resolve("target/page")).hasContent("changed");
    }

    @Test
    @DisplayName("that nobody answers is unavailable within the time to connect")
    void connectTimeout() throws Exception {
        route.target().freeze();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> mirror(sync().connectTimeout(Duration.ofMillis(500))))
                .isInstanceOf(UnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("of an account for SFTP only runs no command, and does not pretend to")
    void sftpOnly() throws Exception {
        try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server"))
                .authorize(route.key())
                .sftpOnly()
                .start()) {
            Files.writeString(knownHosts, server.knownHosts() + "\n");
            try (SftpFileSync sync =
                    to(server).identities(List.of(route.key().file())).build()) {
                Path made = temporary.resolve("made");
                assertThatThrownBy(() -> sync.execute(List.of("/usr/bin/touch", made.toString()), TIMEOUT))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("can't run commands");
                assertThat(made).doesNotExist();
                assertThat(mirror(sync).complete()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("for an account that does not speak SFTP, or has a shell that chatters, is refused in words")
    void noSftp() throws Exception {
        for (String forced : List.of("/bin/echo Welcome to this machine", "/bin/false")) {
            try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server" + forced.length()))
                    .authorize(route.key())
                    .setting("ForceCommand " + forced)
                    .start()) {
                Files.writeString(knownHosts, server.knownHosts() + "\n");
                assertThatThrownBy(() ->
                                mirror(to(server).identities(List.of(route.key().file()))))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("SFTP");
            }
        }
    }

    @Test
    @DisplayName("is not made where the ssh_config wants a program run, or leads in a circle")
    void notUnderstood() throws Exception {
        Path config = temporary.resolve("ssh_config");
        for (String text : List.of(
                "Host backup\n  ProxyCommand nc %h %p\n",
                "Host *\n  ProxyCommand ssh -o StrictHostKeyChecking=yes -W %h:%p bastion\n",
                "Host backup\n  ProxyCommand=\"nc\" --proxy=192.0.2.1:3128 %h %p\n",
                "Host backup\n  ProxyJump one\nHost one\n  ProxyJump backup\n")) {
            Files.writeString(config, text);
            assertThatThrownBy(() -> mirror(
                            SftpFileSync.builder().destination("backup:/x").sshConfig(config)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageMatching("(?s).*(ProxyCommand|circle).*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ciphers aes256-cbc",
                "KexAlgorithms diffie-hellman-group1-sha1",
                "HostKeyAlgorithms nonsense",
                "HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com",
                "MACs hmac-md5",
                "Ciphers -*"
            })
    @DisplayName("is not made with other algorithms than those that are asked for, and what can be used is said")
    void algorithms(String line) throws Exception {
        Path config = temporary.resolve("ssh_config");
        Files.writeString(config, line + "\nPort " + route.target().port() + "\n");
        long before = route.target().logins();
        assertThatThrownBy(() -> mirror(SftpFileSync.builder()
                        .destination("127.0.0.1:/x")
                        .sshConfig(config)
                        .identities(List.of(route.key().file()))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(line)
                .hasMessageContaining("what can: ");
        assertThat(route.target().logins()).isEqualTo(before);
    }

    private Path configFor(OpenSshServer server, String lines) throws IOException {
        return Files.writeString(
                temporary.resolve("ssh_config"),
                "Host backup\n  HostName \"127.0.0.1\"\n  Port = %d\n  User = \"%s\"\n  UserKnownHostsFile %s\n%s"
                        .formatted(server.port(), server.user(), knownHosts, lines.indent(2)));
    }

    @Test
    @DisplayName("passes over identities that are not there, and names them if the login is refused")
    void missingIdentity() throws Exception {
        SshKey other = SshKey.in(temporary, "other", SshKey.Type.ED25519, "");
        try (OpenSshServer server = OpenSshServer.in(temporary.resolve("server"))
                .authorize(route.key())
                .start()) {
            Files.writeString(knownHosts, server.knownHosts() + "\n");
            String missing = "IdentityFile " + temporary + "/missing\nIdentitiesOnly yes\nIdentityAgent none\n";
            SftpFileSyncBuilder builder = SftpFileSync.builder().destination("backup:" + temporary.resolve("target"));
            assertThat(mirror(builder.sshConfig(configFor(
                                    server,
                                    missing + "IdentityFile \"" + route.key().file() + "\"\n")))
                            .complete())
                    .isTrue();
            assertThatThrownBy(() -> mirror(
                            builder.sshConfig(configFor(server, missing + "IdentityFile " + other.file() + "\n"))))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("/missing is not there");
            assertThatThrownBy(() -> mirror(builder.sshConfig(configFor(server, missing))))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("no key")
                    .hasMessageContaining("/missing is not there");
            assertThatThrownBy(() ->
                            mirror(builder.sshConfig(configFor(server, "IdentityFile none\nIdentityAgent none\n"))))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageEndingWith(" with: set identity, or an IdentityFile in the ssh-config");
        }
    }

    @Test
    @DisplayName("uses the agent's key where the file named is its public half, or encrypted, and none but that")
    void namedInAgent() throws Exception {
        SshKey key = SshKey.in(temporary, "id", SshKey.Type.ED25519, "open sesame");
        SshKey stranger = SshKey.in(temporary, "stranger", SshKey.Type.ED25519, "");
        Path socket = temporary.resolve("agent");
        Process agent = startAgent(socket);
        try (OpenSshServer server =
                OpenSshServer.in(temporary.resolve("server")).authorize(key).start()) {
            Files.writeString(knownHosts, server.knownHosts() + "\n");
            SftpFileSyncBuilder builder = SftpFileSync.builder().destination("backup:" + temporary.resolve("target"));
            add(stranger.file(), socket);
            String agents = "IdentityAgent \"" + socket + "\"\nIdentitiesOnly yes\n";
            assertThatThrownBy(() ->
                            mirror(builder.sshConfig(configFor(server, agents + "IdentityFile " + key.file() + "\n"))))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("is encrypted");
            Path plain = temporary.resolve("plain");
            Files.copy(key.file(), plain, StandardCopyOption.COPY_ATTRIBUTES);
            run("ssh-keygen", "-q", "-p", "-P", "open sesame", "-N", "", "-f", plain.toString());
            add(plain, socket);
            for (Path named : List.of(key.file(), key.publicFile())) {
                assertThat(mirror(builder.sshConfig(configFor(server, agents + "IdentityFile " + named + "\n")))
                                .complete())
                        .as(named.toString())
                        .isTrue();
            }
            assertThatThrownBy(() -> mirror(builder.sshConfig(
                            configFor(server, agents + "IdentityFile " + stranger.publicFile() + "\n"))))
                    .as("the agent holds the right key, but it is not the one named")
                    .isInstanceOf(RejectedException.class);
        } finally {
            agent.destroyForcibly();
        }
    }

    private static Process startAgent(Path socket) throws IOException, InterruptedException {
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .start();
        for (int i = 0; i < 1000 && !Files.exists(socket); i++) {
            agent.waitFor(10, TimeUnit.MILLISECONDS);
        }
        return agent;
    }

    private static void add(Path key, Path socket) throws IOException, InterruptedException {
        ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.toString());
        add.environment().put("SSH_AUTH_SOCK", socket.toString());
        assertThat(add.start().waitFor()).isZero();
    }

    @Test
    @DisplayName("is looked at before it is needed")
    void inspects() throws Exception {
        try (SftpFileSync sync = sync().build()) {
            assertThat(sync.inspect(TIMEOUT)).singleElement().satisfies(found -> {
                assertThat(found.severity()).isEqualTo(dev.failover.component.Finding.Severity.OK);
                assertThat(found.message()).contains("not there yet");
            });
            assertThat(temporary.resolve("target")).doesNotExist();
            mirror(sync);
            assertThat(sync.inspect(TIMEOUT).get(0).message()).contains("is there");
            route.target().stop();
            assertThat(sync.inspect(TIMEOUT).get(0).severity())
                    .isEqualTo(dev.failover.component.Finding.Severity.ERROR);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor())
                .isZero();
    }
}
