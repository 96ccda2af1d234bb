package dev.failover.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.RestoreTest;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.BackupContract.Fault;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What can happen to a backup by restic")
class ResticTroubleTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final RestoreTest ALL = new RestoreTest(1 << 26, 1, 10, 10, List.of());

    @TempDir
    Path directory;

    private Path tree;

    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("page"), "hello");
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
    }

    private String take(Backup backup) throws InterruptedException {
        return backup.take(tree, Set.of(), Map.of(), TIMEOUT).snapshot();
    }

    private void test(Backup backup, String snapshot) throws InterruptedException {
        ALL.run(backup, snapshot, tree, Set.of(), directory.resolve("scratch"), TIMEOUT, TimeSource.system());
    }

    @Test
    @DisplayName("one byte that is another in the source, with size and time kept, is found by the restore test alone")
    void flippedInTheSource() throws Exception {
        ResticRepository repository = new ResticRepository(directory);
        Backup backup = repository.backup();
        String snapshot = take(backup);
        test(backup, snapshot);
        FileTime modified = Files.getLastModifiedTime(tree.resolve("noise"));
        byte[] content = Files.readAllBytes(tree.resolve("noise"));
        content[100_000] ^= 1;
        Files.write(tree.resolve("noise"), content);
        Files.setLastModifiedTime(tree.resolve("noise"), modified);
        backup.verify(Depth.CONTENT, TIMEOUT);
        assertThatThrownBy(() -> test(backup, snapshot))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("1 of 2 files differ")
                .hasMessageContaining("noise");
    }

    @Test
    @DisplayName("a damaged pack is found by a look at the content, and by the restore test")
    void damagedPack() throws Exception {
        ResticRepository repository = new ResticRepository(directory);
        Backup backup = repository.backup();
        String snapshot = take(backup);
        repository.damage();
        assertThatThrownBy(() -> backup.verify(Depth.CONTENT, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> test(backup, snapshot)).hasMessageContaining("is damaged");
    }

    @Test
    @DisplayName("a full disk is said to be one, and keeps what was there")
    void fullDisk() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString())
                        .start()
                        .waitFor()
                != 0) {
            Assumptions.abort("NOT TESTED: only who may mount a file system can have a full one");
        }
        try {
            ResticRepository repository = new ResticRepository(disk);
            // A cache of its own would fill it, too.
            Backup backup =
                    repository.builder().cache(directory.resolve("cache")).build();
            String snapshot = take(backup);
            byte[] noise = new byte[8_000_000];
            new Random(2).nextBytes(noise);
            Files.write(tree.resolve("large"), noise);
            assertThatThrownBy(() -> take(backup))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("is full");
            Files.delete(tree.resolve("large"));
            assertThat(backup.list(TIMEOUT)).extracting(Snapshot::id).containsExactly(snapshot);
            test(backup, snapshot);
        } finally {
            assertThat(new ProcessBuilder("umount", "-l", disk.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @Test
    @DisplayName("a lock that a killed one left behind is removed, and one that another holds is not")
    void leftLock() throws Exception {
        ResticRepository repository = new ResticRepository(directory);
        Backup backup = repository.backup();
        take(backup);
        repository.inject(Fault.LOCK);
        assertThatThrownBy(() -> take(backup))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("is locked by another");
        repository.heal();
        take(backup);
    }

    @Test
    @DisplayName(
            "a repository is never made, and its lack, a wrong password and a program that is missing are told apart")
    void configuration() throws Exception {
        ResticRepository repository = new ResticRepository(directory);
        assertThat(((ResticBackup) repository.backup()).inspect(TIMEOUT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        assertThatThrownBy(() -> take(repository
                        .builder()
                        .repository(directory.resolve("none").toString())
                        .build()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("restic init");
        assertThat(directory.resolve("none")).doesNotExist();
        repository.init(directory.resolve("none"));
        Backup made = repository
                .builder()
                .repository(directory.resolve("none").toString())
                .build();
        test(made, take(made));
        assertThatThrownBy(() -> take(
                        repository.builder().resticProgram("/no/such/restic").build()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("/no/such/restic can't be run; install it");
        repository.inject(Fault.REFUSE);
        assertThatThrownBy(() -> take(repository.backup()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("password")
                .hasMessageContaining("is wrong");
    }

    @Test
    @DisplayName("a server that does not answer is tried until the time is up, and that is told")
    void noServer() throws Exception {
        ResticRepository repository = new ResticRepository(directory);
        Backup backup = repository
                .builder()
                .repository("rest:http://me:s3cret@127.0.0.1:1/repo")
                .build();
        assertThatThrownBy(() -> backup.list(TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("connection refused")
                .hasMessageNotContaining("s3cret");
    }
}
