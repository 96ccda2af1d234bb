package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.OpenSshServerBuilder;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/sync-sftp.md")
class DocumentationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    /** The lines of the one block that begins so, without the first. */
    private static List<String> block(String first) throws IOException {
        String page = Files.readString(Path.of("../docs/sync-sftp.md"));
        int begin = page.indexOf("```\n" + first + "\n");
        assertThat(begin).as(first).isNotNegative();
        String block = page.substring(begin + 4 + first.length() + 1, page.indexOf("```", begin + 4));
        // Where keys are is the fixture's own business.
        return block.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("AuthorizedKeysFile"))
                .toList();
    }

    private static OpenSshServerBuilder with(OpenSshServerBuilder server, List<String> lines) {
        lines.forEach(server::setting);
        return server;
    }

    @Test
    @DisplayName("has a bastion and a confined account that mirroring gets through, and nothing else")
    void leastRights() throws Exception {
        if (!System.getProperty("user.name").equals("root") || !Files.isWritable(Path.of("/srv"))) {
            Assumptions.abort("NOT TESTED: only root can confine an account to a directory");
        }
        Path root = Files.createTempDirectory(Path.of("/srv"), "failover-test");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(root.resolve("www"));
        try {
            mirrorInto(root);
        } finally {
            assertThat(new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor())
                    .isZero();
        }
    }

    private void mirrorInto(Path root) throws Exception {
        SshKey targetKey = SshKey.in(temporary, "id_backup");
        SshKey bastionKey = SshKey.in(temporary, "id_bastion");
        List<String> confined = block("Match User replica").stream()
                .map(line -> line.replace("/srv/replica", root.toString()))
                .toList();
        try (OpenSshServer target = with(OpenSshServer.in(temporary.resolve("target-server")), confined)
                .authorize(targetKey)
                .start()) {
            List<String> forwarding = block("Match User jump").stream()
                    .map(line -> line.replace("192.168.1.20:22", "127.0.0.1:" + target.port()))
                    .toList();
            try (OpenSshServer bastion = with(OpenSshServer.in(temporary.resolve("bastion-server")), forwarding)
                    .authorize(bastionKey)
                    .start()) {
                mirrorThrough(bastion, target, root);
            }
        }
    }

    private void mirrorThrough(OpenSshServer bastion, OpenSshServer target, Path root) throws Exception {
        Path knownHosts =
                Files.write(temporary.resolve("known_hosts"), List.of(bastion.knownHosts(), target.knownHosts()));
        Path configuration = temporary.resolve("ssh_config");
        Files.writeString(
                configuration,
                ("Host backup\n" + String.join("\n", block("Host backup")) + "\n")
                        .replace("192.168.1.20", "127.0.0.1\n  Port " + target.port())
                        .replace("home.example.net", "127.0.0.1")
                        .replace("Port 2222", "Port " + bastion.port())
                        .replace("User replica", "User " + target.user())
                        .replace("User jump", "User " + bastion.user())
                        .replace("/etc/failover/known_hosts", knownHosts.toString())
                        .replace("/etc/failover", temporary.toString()));
        Path source = Files.createDirectories(temporary.resolve("source/deep")).getParent();
        Files.writeString(source.resolve("deep/page"), "content");
        try (SftpFileSync sync = SftpFileSync.builder()
                .destination("backup:/www")
                .sshConfig(configuration)
                .build()) {
            assertThat(sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE)
                            .complete())
                    .isTrue();
            assertThat(root.resolve("www/deep/page")).hasContent("content");
            assertThatThrownBy(() -> sync.execute(List.of("/bin/true"), TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("can't run commands");
        }
        assertThat(bastion.logins()).isEqualTo(1);
        assertThat(target.logins()).isEqualTo(1);
    }
}
