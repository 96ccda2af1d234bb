package dev.failover.restic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.RestoreTest;
import dev.failover.component.ComponentException;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system property {@code restic.kills} says how often, and {@code restic.seed} by which dice. */
@Tag("long")
@DisplayName("Killed at any moment, restic")
class ResticKillTest {
    private static final int KILLS = Integer.getInteger("restic.kills", 4);
    private static final long SEED = Long.getLong("restic.seed", 20_261_130);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long LATEST_MILLIS = 600;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);

    private void change(Path tree) throws IOException {
        byte[] noise = new byte[3_000_000];
        random.nextBytes(noise);
        Files.write(tree.resolve("file" + random.nextInt(4)), noise);
    }

    @Test
    @DisplayName("leaves what was there as it was, no lock that hinders, and nothing listed that can't be restored")
    void killed() throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        change(tree);
        ResticRepository repository = new ResticRepository(directory);
        Backup backup = repository.backup();
        Set<String> known = new HashSet<>(Set.of(take(backup, tree)));
        int cutShort = 0;
        for (int round = 0; round < KILLS; round++) {
            change(tree);
            cutShort += isKilled(backup, tree, round % 3 == 2) ? 1 : 0;
            List<String> listed =
                    backup.list(TIMEOUT).stream().map(Snapshot::id).toList();
            assertThat(listed).as("seed %d, round %d", SEED, round).containsAll(known);
            known.addAll(listed);
        }
        assertThat(cutShort).as("calls that were cut short").isPositive();
        String latest = take(backup, tree);
        backup.verify(Depth.CONTENT, TIMEOUT);
        new RestoreTest(1 << 26, 1, 10, 10, List.of())
                .run(backup, latest, tree, Set.of(), directory.resolve("scratch"), TIMEOUT, TimeSource.system());
        for (String snapshot : known) {
            Path into = Files.createTempDirectory(directory, "into");
            assertThat(backup.restore(snapshot, into, List.of(), TIMEOUT)).isDirectory();
        }
        backup.expire(known, TIMEOUT);
        backup.verify(Depth.CONTENT, TIMEOUT);
    }

    private static String take(Backup backup, Path tree) throws InterruptedException {
        return backup.take(tree, Set.of(), Map.of(), TIMEOUT).snapshot();
    }

    /** Kills restic some time after it began to take a snapshot, or to prune. */
    private boolean isKilled(Backup backup, Path tree, boolean pruning) {
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> {
            try {
                if (pruning) {
                    backup.expire(List.of(), TIMEOUT);
                } else {
                    take(backup, tree);
                }
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        LockSupport.parkNanos((long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(LATEST_MILLIS)));
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/restic"))
                .forEach(ProcessHandle::destroyForcibly);
        try {
            call.join();
            return false;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(ComponentException.class);
            return true;
        }
    }
}
