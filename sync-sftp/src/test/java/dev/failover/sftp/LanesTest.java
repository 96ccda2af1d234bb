package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Many files over several channels")
class LanesTest {
    private static final int FILES = 400;

    @TempDir
    private Path temporary;

    private Path source;
    private Path target;
    private SshKey key;

    @BeforeEach
    void make() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        key = SshKey.in(temporary, "id");
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content of " + i);
        }
    }

    private OpenSshServer server(String... settings) throws Exception {
        var builder = OpenSshServer.in(temporary.resolve("server")).authorize(key);
        for (String setting : settings) {
            builder.setting(setting);
        }
        OpenSshServer server = builder.start();
        Files.writeString(temporary.resolve("known"), server.knownHosts() + "\n");
        return server;
    }

    private SftpFileSync sync(OpenSshServer server) {
        return SftpFileSync.builder()
                .destination("sftp://" + server.user() + "@127.0.0.1:" + server.port() + target)
                .identities(List.of(key.file()))
                .knownHosts(temporary.resolve("known"))
                .build();
    }

    private MirrorReport mirror(SftpFileSync sync, MirrorListener listener) throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 10, Duration.ofSeconds(60)), listener);
    }

    private void assertEqual() throws IOException {
        try (var there = Files.list(target)) {
            assertThat(there.filter(path -> !path.endsWith(".failover"))).hasSize(FILES);
        }
        for (int i = 0; i < FILES; i++) {
            assertThat(target.resolve("file" + i)).hasContent("content of " + i);
        }
    }

    /** As when the server is killed between two looks at the connection. */
    @Test
    @DisplayName("are not given to a connection that is ending, which is then a lost one")
    void ending() throws Exception {
        try (OpenSshServer server = server()) {
            SshSettings settings = new SshSettings(
                    Destination.parse("sftp://" + server.user() + "@127.0.0.1:" + server.port() + target),
                    Optional.empty(),
                    List.of(key.file()),
                    Optional.empty(),
                    Optional.of(temporary.resolve("known")),
                    false,
                    Duration.ofSeconds(20));
            try (SshConnector connector = new SshConnector(settings);
                    SshConnection connection =
                            connector.connect(Deadline.after(Duration.ofSeconds(30), "a test", TimeSource.system()))) {
                connection.session().close(true);
                assertThatThrownBy(() -> connection.register(new Subsystem(1024)))
                        .isInstanceOf(ConnectionLostException.class);
            }
        }
    }

    @Test
    @DisplayName("go over as many as they are worth, which are closed after the run; a few files go over one")
    void opensAndCloses() throws Exception {
        try (OpenSshServer server = server();
                SftpFileSync sync = sync(server)) {
            sync.readNote("connected", Duration.ofSeconds(10));
            int alone = server.sessions().size();
            AtomicInteger most = new AtomicInteger();
            mirror(sync, progress -> most.accumulateAndGet(server.sessions().size(), Math::max));
            assertEqual();
            assertThat(most.get() - alone).isEqualTo(7);
            Awaitility.await().until(() -> server.sessions().size() == alone);
            Files.writeString(source.resolve("file1"), "content of a change");
            mirror(sync, progress -> most.set(server.sessions().size()));
            assertThat(most).hasValue(alone);
            assertThat(server.logins()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("list many directories over some, even if nothing is to be sent")
    void listing() throws Exception {
        try (OpenSshServer server = server();
                SftpFileSync sync = sync(server)) {
            mirror(sync, MirrorListener.NONE);
            long few = begun(server);
            mirror(sync, MirrorListener.NONE);
            assertThat(begun(server)).isEqualTo(few);
            for (int i = 0; i < 256; i++) {
                Path directory = Files.createDirectory(source.resolve("directory" + i));
                Files.writeString(directory.resolve("of" + i), "content");
            }
            mirror(sync, MirrorListener.NONE);
            long before = begun(server);
            MirrorReport report = mirror(sync, MirrorListener.NONE);
            assertThat(report.complete()).isTrue();
            assertThat(report.transferredFiles()).isZero();
            assertThat(begun(server) - before).isEqualTo(3);
        }
    }

    private static long begun(OpenSshServer server) throws IOException {
        return server.log()
                .lines()
                .filter(line -> line.contains("Starting session: subsystem 'sftp'"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @DisplayName("make do with as few as the server grants, and use them all")
    void fewGranted(int sessions) throws Exception {
        try (OpenSshServer server = server("MaxSessions " + sessions);
                SftpFileSync sync = sync(server)) {
            sync.readNote("connected", Duration.ofSeconds(10));
            int alone = server.sessions().size();
            AtomicInteger last = new AtomicInteger();
            MirrorReport report =
                    mirror(sync, progress -> last.set(server.sessions().size()));
            assertThat(report.complete()).isTrue();
            assertThat(last.get() - alone).isEqualTo(sessions - 1);
            assertEqual();
            Files.writeString(source.resolve("file1"), "content of a change");
            assertThat(mirror(sync, MirrorListener.NONE).transferredFiles()).isEqualTo(1);
            assertThat(server.logins()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("are cut as one when a channel is, and the next run makes it good")
    void oneIsLost() throws Exception {
        try (OpenSshServer server = server();
                SftpFileSync sync = sync(server)) {
            AtomicLong killed = new AtomicLong();
            assertThatThrownBy(() -> mirror(sync, progress -> {
                        if (killed.get() == 0) {
                            // What was started last is a channel of its own.
                            ProcessHandle one =
                                    server.sessions().get(server.sessions().size() - 1);
                            killed.set(one.pid());
                            one.destroyForcibly();
                        }
                    }))
                    .isInstanceOf(UnavailableException.class);
            assertThat(mirror(sync, MirrorListener.NONE).complete()).isTrue();
            assertEqual();
        }
    }
}
