package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.OpenSshServerBuilder;
import dev.failover.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Verifying over SFTP")
class ReadBackTest {
    @TempDir
    private Path temporary;

    private Path source;
    private Path target;
    private Path asked;
    private SshKey key;

    @BeforeEach
    void tree() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        asked = Files.createFile(temporary.resolve("asked"));
        key = SshKey.in(temporary, "id");
        for (int i = 0; i < 5; i++) {
            Files.writeString(source.resolve("it's page " + i), "page " + i);
        }
    }

    /** Where every command is written down before it is run by a shell, whose programs are only those given. */
    private OpenSshServer shell(String programs) throws Exception {
        Path shell = Files.writeString(temporary.resolve("shell"), """
                #!/bin/sh
                case "$SSH_ORIGINAL_COMMAND" in
                  *sftp-server*|internal-sftp|"") exec /usr/lib/openssh/sftp-server ;;
                esac
                echo "$SSH_ORIGINAL_COMMAND" >> %s
                PATH=%s exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
                """.formatted(asked, programs));
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxr-xr-x"));
        return builder().setting("ForceCommand " + shell).start();
    }

    private OpenSshServerBuilder builder() throws Exception {
        return OpenSshServer.in(Files.createDirectory(temporary.resolve("server")))
                .authorize(key);
    }

    private SftpFileSync to(OpenSshServer server) throws Exception {
        Path knownHosts = Files.writeString(temporary.resolve("known_hosts"), server.knownHosts() + "\n");
        return SftpFileSync.builder()
                .destination("sftp://%s@127.0.0.1:%s%s".formatted(server.user(), server.port(), target))
                .sshConfig(Files.writeString(temporary.resolve("ssh_config"), ""))
                .identities(List.of(key.file()))
                .knownHosts(knownHosts)
                .build();
    }

    private MirrorRequest request() throws Exception {
        MirrorRequest everything = MirrorRequest.everything(source, 0, Duration.ofSeconds(60));
        try (var names = Files.list(source)) {
            return everything.only(Set.copyOf(names.map(source::relativize).toList()));
        }
    }

    private void damage(String name) throws Exception {
        Path file = target.resolve(name);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, "Page" + Files.readString(file).substring(4));
        Files.setLastModifiedTime(file, modified);
    }

    private void findsTheDamage(SftpFileSync sync) throws Exception {
        sync.mirror(MirrorRequest.everything(source, 0, Duration.ofSeconds(60)), MirrorListener.NONE);
        damage("it's page 3");
        assertThat(sync.verify(request(), Stretch.ALL)).containsExactly(Path.of("it's page 3"));
        assertThat(target.resolve("it's page 3")).hasContent("page 3");
        assertThat(sync.verify(request(), Stretch.ALL)).isEmpty();
    }

    @Test
    @DisplayName("has files hashed where they lie, if the account has a shell with sha256sum")
    void hashes() throws Exception {
        try (OpenSshServer server = shell("/usr/bin:/bin");
                SftpFileSync sync = to(server)) {
            findsTheDamage(sync);
            List<String> lines = Files.readAllLines(asked);
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).contains("sha256sum -- ").contains("page 4");
        }
    }

    @Test
    @DisplayName("has a stretch hashed where it lies")
    void stretches() throws Exception {
        try (OpenSshServer server = shell("/usr/bin:/bin");
                SftpFileSync sync = to(server)) {
            sync.mirror(MirrorRequest.everything(source, 0, Duration.ofSeconds(60)), MirrorListener.NONE);
            damage("it's page 3");
            MirrorRequest one = request().only(Set.of(Path.of("it's page 3")));
            assertThat(sync.verify(one, new Stretch(1, 5))).isEmpty();
            assertThat(sync.verify(one, new Stretch(0, 1))).hasSize(1);
            assertThat(Files.readAllLines(asked))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("tail -c +").contains("| sha256sum"));
        }
    }

    @Test
    @DisplayName("reads files back where there is no sha256sum, and asks for it once")
    void noProgram() throws Exception {
        try (OpenSshServer server = shell("/nowhere");
                SftpFileSync sync = to(server)) {
            findsTheDamage(sync);
            assertThat(Files.readAllLines(asked)).hasSize(1);
        }
    }

    @Test
    @DisplayName("reads files back where the account has SFTP alone")
    void noShell() throws Exception {
        try (OpenSshServer server = builder().sftpOnly().start();
                SftpFileSync sync = to(server)) {
            findsTheDamage(sync);
        }
    }

    @Test
    @DisplayName("sends nothing again on the word of a hash alone")
    void wrongHash() throws Exception {
        Path programs = Files.createDirectory(temporary.resolve("programs"));
        Path liar = Files.writeString(
                programs.resolve("sha256sum"),
                "#!/bin/sh\nshift\nfor f; do echo '%s  '$f; done\n".formatted("0".repeat(64)));
        Files.setPosixFilePermissions(liar, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (OpenSshServer server = shell(programs + ":/usr/bin:/bin");
                SftpFileSync sync = to(server)) {
            findsTheDamage(sync);
        }
    }
}
