package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SftpServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void source() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        Files.writeString(source.resolve("page"), "page");
        Files.writeString(directory.resolve("config"), "");
    }

    private void mirror(SftpServer server, Path identity, String path) throws InterruptedException {
        try (SftpFileSync sync = SftpFileSync.builder()
                .destination("sftp://demo@" + server.address() + path)
                .sshConfig(directory.resolve("config"))
                .knownHosts(server.knownHosts())
                .identities(List.of(identity))
                .build()) {
            sync.mirror(MirrorRequest.everything(source, 0, Duration.ofSeconds(20)), MirrorListener.NONE);
        }
    }

    @Test
    @DisplayName("a client with the key gets files to below the root, and no further, whatever path it names")
    void root() throws Exception {
        Path root = directory.resolve("root");
        try (SftpServer server = SftpServer.start(LOOPBACK, root, directory.resolve("keys"))) {
            mirror(server, server.identity(), "/www");
            mirror(server, server.identity(), "/../../www/../outside");
        }
        assertThat(root.resolve("www/page")).hasContent("page");
        assertThat(root.resolve("outside/page")).hasContent("page");
        assertThat(directory.resolve("outside")).doesNotExist();
    }

    @Test
    @DisplayName("a client with another key is not let in")
    void stranger() throws Exception {
        try (SftpServer server = SftpServer.start(LOOPBACK, directory.resolve("root"), directory.resolve("keys"));
                SftpServer other = SftpServer.start(LOOPBACK, directory.resolve("r2"), directory.resolve("keys2"))) {
            assertThatThrownBy(() -> mirror(server, other.identity(), "/www")).isInstanceOf(ComponentException.class);
        }
        assertThat(directory.resolve("root/www")).doesNotExist();
    }
}
