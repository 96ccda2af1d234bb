package dev.failover.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.agent.backup.BackupRecord.Failure;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.BackupDefinition.Content;
import dev.failover.agent.config.BackupDefinition.Testing;
import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.Retention;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorListener;
import dev.failover.testkit.InMemoryBackup;
import dev.failover.testkit.LocalFileSync;
import dev.failover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The work of a backup")
class BackupWorkTest {
    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InMemoryBackup repository = new InMemoryBackup(() -> now);
    private Path replica;
    private Path state;

    @BeforeEach
    void replica() throws Exception {
        state = Files.createDirectory(directory.resolve("state"));
        replica = Files.createDirectory(directory.resolve("replica"));
    }

    private void mirror() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Files.writeString(source.resolve("page"), "hello");
        DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(LocalFileSync.into(replica))
                .prepareAtFirstContact(true)
                .build()
                .everything(MirrorListener.NONE);
    }

    private BackupWork work(Content content, Optional<Retention> retention) {
        BackupDefinition definition = new BackupDefinition(
                "offsite",
                repository,
                content,
                "www",
                Duration.ofDays(1),
                Duration.ofSeconds(30),
                Duration.ofDays(2),
                retention,
                new Testing(Duration.ofDays(7), Duration.ofDays(35), 1 << 20, 10, 10, List.of()),
                false,
                List.of());
        return new BackupWork(definition, state, TimeSource.system());
    }

    private BackupWork work(Optional<Retention> retention) {
        DataSet dataSet = DataSet.of("webroot", replica);
        return work(new Content(Optional.of(new ReplicaDefinition(dataSet, "www", "home")), List.of()), retention);
    }

    private BackupWork dumping(String script) {
        return work(new Content(Optional.empty(), List.of("sh", "-c", script)), Optional.empty());
    }

    private BackupRecord known() {
        return new BackupStore(state, "offsite").read();
    }

    private List<Snapshot> snapshots() throws InterruptedException {
        return repository.list(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("takes the replica without its notes, with tags, proves it, and remembers both")
    void takenAndTested() throws Exception {
        mirror();
        BackupRecord taken = work(Optional.empty()).take();
        assertThat(taken).isEqualTo(known());
        assertThat(taken.latest()).hasValueSatisfying(latest -> {
            assertThat(latest.files()).isEqualTo(1);
            assertThat(latest.watermark()).isPresent();
        });
        assertThat(snapshots())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.tags())
                        .containsEntry("failover-backup", "offsite")
                        .containsEntry("service", "www")
                        .containsKeys("epoch", "watermark"));
        BackupRecord tested = work(Optional.empty()).test(Depth.CONTENT);
        assertThat(tested).isEqualTo(known());
        assertThat(tested.tested()).hasValueSatisfying(test -> {
            assertThat(test.compared()).isEqualTo(1);
            assertThat(test.bytes()).isEqualTo(5);
        });
        assertThat(tested.failures()).isEmpty();
    }

    @Test
    @DisplayName("refuses a replica that is not complete, and writes down why and since when")
    void incomplete() throws Exception {
        assertThatThrownBy(() -> work(Optional.empty()).take()).isInstanceOf(RejectedException.class);
        Failure first = known().failures().get(Step.TAKE);
        assertThat(first.why()).contains("neither a source nor a replica");
        assertThatThrownBy(() -> work(Optional.empty()).take()).isInstanceOf(RejectedException.class);
        assertThat(known().failures().get(Step.TAKE).since()).isEqualTo(first.since());
        assertThat(snapshots()).isEmpty();
        mirror();
        assertThat(work(Optional.empty()).take().failures()).isEmpty();
    }

    @Test
    @DisplayName("has expire what the retention says, of its own snapshots only")
    void expires() throws Exception {
        mirror();
        repository.take(replica, Set.of(), Map.of("failover-backup", "another"), Duration.ofSeconds(9));
        Optional<Retention> lastTwo = Optional.of(new Retention(2, 0, 0, 0, 0, Duration.ZERO, 1, 50));
        for (int i = 0; i < 4; i++) {
            now = now.plusSeconds(3600);
            work(lastTwo).take();
        }
        assertThat(snapshots()).hasSize(3);
        assertThat(snapshots().get(0).tags()).containsEntry("failover-backup", "another");
    }

    @Test
    @DisplayName("has nothing expire that is from the future, and the snapshot counts all the same")
    void expiryRefused() throws Exception {
        mirror();
        Optional<Retention> last = Optional.of(new Retention(1, 0, 0, 0, 0, Duration.ZERO, 1, 50));
        now = Instant.now().plus(Duration.ofDays(3));
        BackupRecord record = work(last).take();
        assertThat(record.latest()).isPresent();
        assertThat(record.failures().get(Step.EXPIRE).why()).contains("which is yet to come");
        assertThat(snapshots()).hasSize(1);
    }

    @Test
    @DisplayName("fails a restore test over one byte in the replica, and over damage in the repository")
    void damaged() throws Exception {
        mirror();
        work(Optional.empty()).take();
        Path page = replica.resolve("page");
        FileTime modified = Files.getLastModifiedTime(page);
        Files.writeString(page, "hallo");
        Files.setLastModifiedTime(page, modified);
        assertThatThrownBy(() -> work(Optional.empty()).test(Depth.STRUCTURE))
                .hasMessageContaining("1 of 1 files differ");
        Files.writeString(page, "hello");
        Files.setLastModifiedTime(page, modified);
        work(Optional.empty()).test(Depth.CONTENT);
        assertThat(known().failures()).isEmpty();
        repository.damage();
        assertThatThrownBy(() -> work(Optional.empty()).test(Depth.CONTENT)).hasMessageContaining("damaged");
        assertThat(known().failures()).containsOnlyKeys(Step.TEST);
        assertThat(known().tested()).isPresent();
    }

    @Test
    @DisplayName("keeps what a command says, for its own user only")
    void dumped() throws Exception {
        dumping("printf 'create table'; printf '\\0'").take();
        dumping("").test(Depth.CONTENT);
        Path dump = state.resolve("backups/offsite/dump/dump");
        assertThat(dump).hasBinaryContent("create table\0".getBytes(StandardCharsets.UTF_8));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("backups/offsite"))))
                .isEqualTo("rwx------");
    }

    @Test
    @DisplayName("keeps nothing of a command that fails, or says nothing, and leaves the last dump as it was")
    void failingDump() throws Exception {
        dumping("printf good").take();
        assertThatThrownBy(
                        () -> dumping("printf half; echo no disk >&2; exit 3").take())
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("ended with status 3")
                .hasMessageContaining("no disk");
        assertThatThrownBy(() -> dumping(":").take()).hasMessageContaining("said nothing");
        assertThat(snapshots()).hasSize(1);
        assertThat(state.resolve("backups/offsite/dump/dump")).hasContent("good");
        assertThat(state.resolve("backups/offsite/dump.new")).doesNotExist();
    }

    @Test
    @DisplayName("is done by one at a time")
    void held() throws Exception {
        mirror();
        try (BackupStore.Held other = new BackupStore(state, "offsite").hold()) {
            assertThat(other).isNotNull();
            assertThatThrownBy(() -> work(Optional.empty()).take())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("already");
        }
        work(Optional.empty()).take();
    }

    @Test
    @DisplayName("has nothing to test before there is a snapshot")
    void nothingToTest() {
        assertThatThrownBy(() -> work(Optional.empty()).test(Depth.STRUCTURE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("take one first");
    }
}
