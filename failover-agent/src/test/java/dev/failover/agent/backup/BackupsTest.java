package dev.failover.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.BackupDefinition.Content;
import dev.failover.agent.config.BackupDefinition.Testing;
import dev.failover.component.RejectedException;
import dev.failover.testkit.InMemoryBackup;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's backups")
class BackupsTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final InMemoryBackup repository = new InMemoryBackup(scheduler);
    private final Map<String, BackupDefinition> wanted = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();

    @TempDir
    Path directory;

    /** What the scheduler says, for what asks while it works. */
    private final TimeSource time = new TimeSource() {
        @Override
        public long nanoTime() {
            return scheduler.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return scheduler.instant();
        }
    };

    /** @param command that tests what was restored */
    private BackupDefinition definition(String... command) {
        return new BackupDefinition(
                "offsite",
                repository,
                new Content(Optional.empty(), List.of("echo", "dump")),
                "www",
                Duration.ofHours(1),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Optional.empty(),
                new Testing(Duration.ofHours(7), Duration.ofHours(10), 1 << 20, 10, 10, List.of(command)),
                false,
                List.of());
    }

    private Backups begin() {
        wanted.put("offsite", definition());
        return begin(() -> wanted);
    }

    private Backups begin(Supplier<Map<String, BackupDefinition>> inForce) {
        Backups backups =
                new Backups(scheduler, time, inForce, directory, (definition, news) -> told.add(news.title()));
        backups.start();
        return backups;
    }

    /** What is in force at the first look, and after the reload that follows it. */
    private static Supplier<Map<String, BackupDefinition>> reloaded(
            Map<String, BackupDefinition> first, Map<String, BackupDefinition> then) {
        AtomicBoolean looked = new AtomicBoolean();
        return () -> looked.getAndSet(true) ? then : first;
    }

    private BackupRecord known() {
        return new BackupStore(directory, "offsite").read();
    }

    @Test
    @DisplayName("are taken and tested in their time, by themselves")
    void schedule() throws Exception {
        begin();
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(known().latest()).isPresent();
        assertThat(known().tested()).isPresent();
        Instant tested = known().tested().orElseThrow().at();
        scheduler.advance(Duration.ofHours(3));
        assertThat(repository.list(Duration.ofSeconds(9))).hasSize(4);
        assertThat(known().tested().orElseThrow().at()).isEqualTo(tested);
        scheduler.advance(Duration.ofHours(5));
        assertThat(known().tested().orElseThrow().at()).isAfter(tested);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("that fail are told once, tried again, too old after a while, and over when they are")
    void failing() throws Exception {
        begin();
        scheduler.advance(Duration.ofMinutes(2));
        repository.failAlways(new RejectedException("append only"));
        scheduler.advance(Duration.ofMinutes(75));
        assertThat(told).containsExactly("www: backup offsite can't be taken");
        scheduler.advance(Duration.ofMinutes(75));
        assertThat(told).containsExactly("www: backup offsite can't be taken", "www: backup offsite is too old");
        repository.heal();
        scheduler.advance(Duration.ofMinutes(16));
        assertThat(told)
                .containsExactly(
                        "www: backup offsite can't be taken",
                        "www: backup offsite is too old",
                        "www: backup offsite is well again",
                        "www: backup offsite is recent again");
        assertThat(known().failures()).isEmpty();
    }

    @Test
    @DisplayName("end with the configuration that has them, and with the agent")
    void end() throws Exception {
        Backups backups = begin();
        scheduler.advance(Duration.ofMinutes(2));
        wanted.clear();
        scheduler.advance(Duration.ofHours(2));
        assertThat(repository.list(Duration.ofSeconds(9))).hasSize(1);
        backups.close();
    }

    @Test
    @DisplayName("that a reload takes away while a snapshot is taken are not tested")
    void removedMeanwhile() throws Exception {
        begin(reloaded(Map.of("offsite", definition()), Map.of()));
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(known().latest()).isPresent();
        assertThat(known().tested()).isEmpty();
        assertThat(repository.list(Duration.ofSeconds(9))).hasSize(1);
    }

    @Test
    @DisplayName("that a reload changes while a snapshot is taken are tested as they are now")
    void changedMeanwhile() {
        begin(reloaded(Map.of("offsite", definition("true")), Map.of("offsite", definition("false"))));
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(known().latest()).isPresent();
        assertThat(known().failures()).containsOnlyKeys(Step.TEST);
        assertThat(told).containsExactly("www: backup offsite fails its restore test");
    }

    @Test
    @DisplayName("that a reload brings are begun without another start")
    void added() {
        Backups backups = begin(reloaded(Map.of(), Map.of("offsite", definition())));
        scheduler.runUntilIdle();
        assertThat(scheduler.pending()).as("without any, it waits for nothing").isZero();
        backups.reconfigured();
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(known().tested()).isPresent();
    }
}
