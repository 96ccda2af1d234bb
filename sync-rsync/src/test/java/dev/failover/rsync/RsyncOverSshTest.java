package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Over ssh, through two bastions, rsync")
class RsyncOverSshTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path source;
    private Path target;
    private OpenSshRoute route;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        Files.writeString(source.resolve("page"), "one");
        route = OpenSshRoute.in(directory, 2);
    }

    @AfterEach
    void stop() {
        route.close();
    }

    private MirrorReport mirror(FileSync sync) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), MirrorListener.NONE);
    }

    private static String fingerprint(SshKey key) throws Exception {
        byte[] blob = Base64.getDecoder().decode(key.publicKey().replaceFirst(".* ", ""));
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(blob));
    }

    private long rsyncs() {
        return ProcessHandle.current()
                        .descendants()
                        .filter(RsyncOverSshTest::isRsync)
                        .count()
                + route.target().sessions().stream()
                        .filter(RsyncOverSshTest::isRsync)
                        .count();
    }

    private static boolean isRsync(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/rsync");
    }

    @Test
    @DisplayName("shares one login for everything, which ends with close()")
    void oneLogin() throws Exception {
        try (RsyncFileSync sync = Backup.on(route, target).build()) {
            assertThat(sync.readNote("note", TIMEOUT)).as("of no target yet").isEmpty();
            for (int i = 0; i < 3; i++) {
                Files.writeString(source.resolve("page"), "version " + i);
                mirror(sync);
            }
            sync.writeNote("note", "text", TIMEOUT);
            assertThat(sync.readNote("note", TIMEOUT)).contains("text");
            sync.execute(List.of("true"), TIMEOUT);
            assertThat(route.target().logins()).isEqualTo(1);
        }
        Awaitility.await().until(() -> route.target().sessions().isEmpty());
        assertThat(route.servers().get(1).sessions()).isEmpty();
    }

    @Test
    @DisplayName("logs in each time, if that is wanted")
    void manyLogins() throws Exception {
        try (RsyncFileSync sync =
                Backup.on(route, target).sharedConnection(false).build()) {
            mirror(sync);
            mirror(sync);
            assertThat(route.target().logins()).as("a look and two runs").isEqualTo(3);
        }
    }

    @Test
    @DisplayName("makes a lost connection anew")
    void connectsAgain() throws Exception {
        try (RsyncFileSync sync = Backup.on(route, target).build()) {
            mirror(sync);
            for (OpenSshServer server : route.servers()) {
                server.disconnect();
                Files.writeString(source.resolve("page"), "after " + server);
                // The first call may be the one to find out.
                Awaitility.await()
                        .ignoreExceptionsInstanceOf(UnavailableException.class)
                        .until(() -> mirror(sync).complete());
                assertThat(target.resolve("page")).hasContent("after " + server);
            }
            assertThat(route.target().logins())
                    .as("the first, and one after each disconnection")
                    .isEqualTo(1 + route.servers().size());
        }
    }

    @Test
    @DisplayName("stops when a host key has changed, at any hop, and says both fingerprints")
    void changedHostKey() throws Exception {
        for (OpenSshServer server : route.servers()) {
            String before = fingerprint(server.hostKey());
            server.replaceHostKey();
            try (RsyncFileSync sync =
                    Backup.on(route, target).acceptNewHostKeys(true).build()) {
                assertThatThrownBy(() -> mirror(sync))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining(before)
                        .hasMessageContaining(fingerprint(server.hostKey()))
                        .hasMessageContaining(route.knownHosts().toString());
            }
            route.writeKnownHosts();
        }
        assertThat(target).doesNotExist();
    }

    @Test
    @DisplayName("believes an unknown host key only if it was asked to, whatever the user's configuration says")
    void unknownHostKey() throws Exception {
        Files.writeString(route.knownHosts(), "");
        Files.writeString(
                route.configuration(),
                "StrictHostKeyChecking no\nNoHostAuthenticationForLocalhost yes\n"
                        + Files.readString(route.configuration()));
        try (RsyncFileSync sync = Backup.on(route, target).build()) {
            assertThatThrownBy(() -> mirror(sync))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("accept-new-host-keys");
        }
        assertThat(route.knownHosts()).hasContent("");
        try (RsyncFileSync sync =
                Backup.on(route, target).acceptNewHostKeys(true).build()) {
            assertThat(mirror(sync).complete()).isTrue();
        }
        assertThat(Files.readAllLines(route.knownHosts())).hasSameSizeAs(route.servers());
    }

    @Test
    @DisplayName("uses a key with a passphrase if an agent has it, and is refused otherwise")
    void agent() throws Exception {
        SshKey locked = SshKey.in(directory, "locked", SshKey.Type.RSA, "a passphrase");
        route.target().authorizeNobody();
        route.target().authorize(locked);
        Path socket = directory.resolve("agent");
        Path configuration = Files.writeString(
                directory.resolve("with-agent"),
                Files.readString(route.configuration()).replaceFirst("IdentityFile .*", "IdentityFile " + locked.file())
                        + "Host *\n    IdentityAgent " + socket + "\n");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try (RsyncFileSync sync =
                Backup.on(route, target).sshConfig(configuration).build()) {
            Awaitility.await().until(() -> Files.exists(socket));
            assertThatThrownBy(() -> mirror(sync))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("passphrase");
            addToAgent(socket, locked);
            assertThat(mirror(sync).complete()).isTrue();
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    private void addToAgent(Path socket, SshKey key) throws Exception {
        Path ask = Files.writeString(directory.resolve("ask"), "#!/bin/sh\necho 'a passphrase'\n");
        assertThat(ask.toFile().setExecutable(true)).isTrue();
        ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.file().toString());
        add.environment().put("SSH_AUTH_SOCK", socket.toString());
        add.environment().put("SSH_ASKPASS", ask.toString());
        add.environment().put("SSH_ASKPASS_REQUIRE", "force");
        add.environment().put("DISPLAY", "none");
        Process process = add.redirectInput(new java.io.File("/dev/null"))
                .inheritIO()
                .redirectInput(new java.io.File("/dev/null"))
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    @DisplayName("is ended at both sides when it is interrupted, with all it has started")
    void interrupted() throws Exception {
        Files.write(source.resolve("large"), new byte[3_000_000]);
        try (RsyncFileSync sync =
                Backup.on(route, target).bandwidthLimit("100k").build()) {
            Background run = Background.start(() -> mirror(sync));
            Awaitility.await().until(() -> route.target().sessions().stream().anyMatch(RsyncOverSshTest::isRsync));
            run.interrupt();
            assertThat(run.await(3)).isInstanceOf(InterruptedException.class);
            Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> rsyncs() == 0);
        }
    }

    @Test
    @DisplayName("removes what a killed run left, beside every file, without counting that as deletions")
    void leftovers() throws Exception {
        Files.createDirectories(target.resolve("gone/.~tmp~"));
        Files.createDirectories(target.resolve(".~tmp~"));
        Files.createDirectories(source.resolve("gone"));
        Files.writeString(source.resolve("gone/kept"), "kept");
        Files.writeString(target.resolve("gone/.~tmp~/file"), "par");
        Files.writeString(target.resolve(".~tmp~/page"), "o");
        Files.writeString(target.resolve(".page.Ab12Cd"), "on");
        try (RsyncFileSync sync = Backup.on(route, target).build()) {
            MirrorRequest request = MirrorRequest.everything(source, 0, TIMEOUT);
            assertThat(sync.mirror(request, MirrorListener.NONE).complete()).isTrue();
            try (var files = Files.walk(target)) {
                assertThat(files.map(file -> target.relativize(file).toString()))
                        .containsExactlyInAnyOrder("", "page", "gone", "gone/kept");
            }
            Files.writeString(target.resolve("a file of somebody's"), "x");
            assertThatThrownBy(() -> sync.mirror(request, MirrorListener.NONE)).isInstanceOf(RejectedException.class);
        }
    }

    @Test
    @DisplayName("keeps hard links on request, and never takes a name of a partial run for a comment")
    void options() throws Exception {
        Files.createLink(source.resolve("same"), source.resolve("page"));
        Files.writeString(source.resolve("#note"), "not a comment");
        Files.writeString(source.resolve(";note"), "nor this");
        try (RsyncFileSync sync = Backup.on(route, target)
                .hardLinks(true)
                .numericIds(true)
                .checksum(true)
                .compress(true)
                .build()) {
            mirror(sync);
            assertThat(Files.getAttribute(target.resolve("same"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(target.resolve("page"), "unix:ino"));
            Files.writeString(source.resolve("#note"), "changed");
            Files.delete(source.resolve(";note"));
            sync.mirror(
                    MirrorRequest.everything(source, 1, TIMEOUT).only(Set.of(Path.of("#note"), Path.of(";note"))),
                    MirrorListener.NONE);
            assertThat(target.resolve("#note")).hasContent("changed");
            assertThat(target.resolve(";note")).doesNotExist();
        }
    }

    @Test
    @DisplayName("says what a check finds, of both versions, the way and the target, and changes nothing")
    void inspection() throws Exception {
        try (RsyncFileSync sync = Backup.on(route, target).build()) {
            assertThat(sync.inspect(TIMEOUT)).extracting(Finding::severity).containsOnly(Finding.Severity.OK);
            assertThat(sync.inspect(TIMEOUT).toString()).contains("on this machine", "rsync there is 3.");
            assertThat(target).doesNotExist();
        }
        try (RsyncFileSync sync = Backup.on(route, directory.resolve("no/such")).build()) {
            assertThat(sync.inspect(TIMEOUT))
                    .last()
                    .extracting(Finding::severity)
                    .isNotEqualTo(Finding.Severity.OK);
        }
        try (RsyncFileSync sync =
                Backup.on(route, target).rsyncProgram("/no/such/rsync").build()) {
            assertThat(sync.inspect(TIMEOUT)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
                assertThat(finding.message()).contains("/no/such/rsync", "install");
            });
        }
    }

    @Test
    @DisplayName("does not mirror a directory into itself")
    void within() {
        RsyncFileSync sync =
                RsyncFileSync.builder().destination(source + "/copy").build();
        assertThatThrownBy(() -> mirror(sync)).isInstanceOf(RejectedException.class);
        sync.close();
    }
}
