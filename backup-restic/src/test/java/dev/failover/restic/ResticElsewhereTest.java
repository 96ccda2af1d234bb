package dev.failover.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.RestoreTest;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.s3.S3Imitation;
import dev.failover.testkit.TcpLine;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A repository of restic that is elsewhere")
class ResticElsewhereTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final RestoreTest ALL = new RestoreTest(1 << 26, 1, 10, 10, List.of());

    @TempDir
    Path directory;

    private Path tree;
    private ResticRepository here;

    @BeforeEach
    void make() throws Exception {
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("page"), "hello");
        here = new ResticRepository(directory);
    }

    private String take(Backup backup) throws InterruptedException {
        return backup.take(tree, Set.of(), Map.of(), TIMEOUT).snapshot();
    }

    private void proves(Backup backup, String snapshot) throws InterruptedException {
        assertThat(ALL.run(backup, snapshot, tree, Set.of(), directory.resolve("scratch"), TIMEOUT, TimeSource.system())
                        .compared())
                .isPositive();
    }

    private static List<String> ids(Backup backup) throws InterruptedException {
        return backup.list(TIMEOUT).stream().map(Snapshot::id).toList();
    }

    private void noise() throws IOException {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
    }

    /** What a writer and, apart from it, a keeper may do. */
    private void assertAddsOnly(Backup writer, Backup keeper) throws Exception {
        String first = take(writer);
        // restic itself would go on trying for longer.
        assertThatThrownBy(() -> writer.expire(List.of(first), Duration.ofSeconds(25)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("refuses this to the account");
        assertThat(ids(keeper)).containsExactly(first);
        Files.writeString(tree.resolve("page"), "changed");
        String second = take(writer);
        keeper.expire(List.of(first), TIMEOUT);
        assertThat(ids(writer)).containsExactly(second);
        proves(writer, second);
    }

    private ResticBackupBuilder overSftp(BackupHost host, int port) throws IOException {
        return here.builder().repository("sftp:backup:" + here.directory()).environment("PATH", host.path(port));
    }

    @Test
    @DisplayName("over SFTP, by an account for nothing else, takes, restores and expires")
    void sftp() throws Exception {
        try (BackupHost host = new BackupHost(directory.resolve("host"), "internal-sftp")) {
            Backup backup = overSftp(host, host.port()).build();
            String first = take(backup);
            Files.writeString(tree.resolve("page"), "changed");
            String second = take(backup);
            backup.expire(List.of(first), TIMEOUT);
            assertThat(ids(backup)).containsExactly(second);
            proves(backup, second);
        }
    }

    @Test
    @DisplayName("over SFTP keeps what was there when the connection is cut, and the next call needs no human")
    void cut() throws Exception {
        try (BackupHost host = new BackupHost(directory.resolve("host"), "internal-sftp")) {
            String first = take(here.backup());
            noise();
            try (TcpLine line = TcpLine.cut(host.port(), 500_000)) {
                Backup backup = overSftp(host, line.port()).build();
                assertThatThrownBy(() -> take(backup)).isInstanceOf(UnavailableException.class);
                assertThat(ids(here.backup())).containsExactly(first);
                String second = take(backup);
                assertThat(ids(backup)).containsExactly(first, second);
                proves(backup, second);
            }
            here.backup().verify(Depth.CONTENT, TIMEOUT);
        }
    }

    @Test
    @DisplayName("behind a key whose only command is an rclone that appends, is added to, and expires from there alone")
    void appendOnlyAccount() throws Exception {
        try (BackupHost host = new BackupHost(
                directory.resolve("host"), "rclone serve restic --stdio --append-only " + here.directory())) {
            Backup writer = here.builder()
                    .repository("rclone:www")
                    .rcloneProgram("ssh backup")
                    .environment("PATH", host.path(host.port()))
                    .build();
            assertAddsOnly(writer, here.backup());
        }
    }

    @Test
    @DisplayName("in a bucket, by a key that may remove nothing but locks, is added to, and expires by another key")
    void bucket() throws Exception {
        try (S3Imitation bucket = new S3Imitation();
                Stream<Path> files = Files.walk(here.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bucket.put("www/" + here.directory().relativize(file), Files.readAllBytes(file));
            }
            assertThatThrownBy(() -> take(in(bucket, "AKIDUNKNOWN")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("refuses this to the account");
            assertAddsOnly(in(bucket, S3Imitation.ADDING_KEY_ID), in(bucket, S3Imitation.KEY_ID));
        }
    }

    private Backup in(S3Imitation bucket, String key) {
        return here.builder()
                .repository("s3:%s/%s/www".formatted(bucket.endpoint(), S3Imitation.BUCKET))
                .environment("AWS_ACCESS_KEY_ID", key)
                .environment("AWS_SECRET_ACCESS_KEY", S3Imitation.SECRET)
                .environment("AWS_DEFAULT_REGION", S3Imitation.REGION)
                .cache(directory.resolve("cache of " + key))
                .build();
    }
}
