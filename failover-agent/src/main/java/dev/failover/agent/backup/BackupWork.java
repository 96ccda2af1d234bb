package dev.failover.agent.backup;

import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupRecord.Taken;
import dev.failover.agent.backup.BackupRecord.Tested;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.Origin;
import dev.failover.backup.RestoreTest;
import dev.failover.backup.RestoreTest.Report;
import dev.failover.backup.Retention;
import dev.failover.backup.Retention.Expiry;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.sync.DataSet;
import dev.failover.sync.FileSync;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done for one backup: a snapshot with what expires by it, or a restore test. What came of it is written down. */
public final class BackupWork {
    /** What is said about a tree is no part of it: tags say more. */
    private static final Set<String> EXCLUDED = Set.of(FileSync.RESERVED);

    private final BackupDefinition definition;
    private final BackupStore store;
    private final TimeSource time;

    public BackupWork(BackupDefinition definition, Path stateDirectory, TimeSource time) {
        this.definition = definition;
        this.store = new BackupStore(stateDirectory, definition.name());
        this.time = time;
    }

    /** A step of work. */
    private interface Steps {
        BackupRecord from(BackupRecord before) throws InterruptedException;
    }

    /**
     * Takes a snapshot, and has expire what is to.
     *
     * @return what is known afterwards
     * @throws ComponentException if no whole snapshot was taken; that is written down, too
     */
    public BackupRecord take() throws InterruptedException {
        return held(Step.TAKE, this::taken);
    }

    /**
     * Proves that the latest snapshot can be restored.
     *
     * @param depth how much of the repository is looked at beforehand
     * @return what is known afterwards
     * @throws ComponentException if it can't; that is written down, too
     */
    public BackupRecord test(Depth depth) throws InterruptedException {
        return held(Step.TEST, before -> tested(before, depth));
    }

    private BackupRecord held(Step step, Steps steps) throws InterruptedException {
        BackupStore.Held held = store.hold();
        try (held) {
            BackupRecord before = store.read();
            try {
                BackupRecord after = steps.from(before);
                store.write(after);
                return after;
            } catch (ComponentException e) {
                store.write(before.failed(step, time.instant(), String.valueOf(e.getMessage())));
                throw e;
            }
        }
    }

    private BackupRecord taken(BackupRecord before) throws InterruptedException {
        Optional<DataSet> replica = definition.content().replica().map(each -> each.dataSet());
        Origin origin = replica.map(dataSet -> Origin.of(definition.name(), definition.service(), dataSet))
                .orElseGet(() ->
                        new Origin(definition.name(), definition.service(), 0, Optional.empty(), Optional.empty()));
        Path tree = replica.isPresent() ? replica.get().directory().toAbsolutePath() : dumped();
        Instant at = time.instant();
        long began = time.nanoTime();
        Backup.Taken taken = definition.backup().take(tree, EXCLUDED, origin.tags(), definition.timeout());
        if (taken.unreadable() > 0) {
            throw new UnavailableException(
                    "%s files could not be read, or vanished meanwhile, so that the snapshot %s lacks them: see that %s may read all of %s"
                            .formatted(taken.unreadable(), taken.snapshot(), System.getProperty("user.name"), tree));
        }
        BackupRecord after = before.with(new Taken(
                at,
                taken.snapshot(),
                taken.files(),
                taken.bytes(),
                taken.added(),
                Duration.ofNanos(time.nanoTime() - began).truncatedTo(ChronoUnit.MILLIS),
                origin.epoch(),
                origin.watermark()));
        return definition.retention().isEmpty()
                ? after
                : expired(after, definition.retention().get());
    }

    /** What does not expire is no reason to take the snapshot for none. */
    private BackupRecord expired(BackupRecord before, Retention retention) throws InterruptedException {
        try {
            Expiry expiry = retention.expiring(own(), time.instant());
            if (expiry.refused().isPresent()) {
                return before.failed(
                        Step.EXPIRE, time.instant(), expiry.refused().get());
            }
            if (!expiry.ids().isEmpty()) {
                definition.backup().expire(expiry.ids(), definition.timeout());
            }
            return before.succeeded(Step.EXPIRE);
        } catch (ComponentException e) {
            return before.failed(Step.EXPIRE, time.instant(), String.valueOf(e.getMessage()));
        }
    }

    private List<Snapshot> own() throws InterruptedException {
        return definition.backup().list(definition.timeout()).stream()
                .filter(snapshot -> Origin.isOf(definition.name(), snapshot))
                .toList();
    }

    private BackupRecord tested(BackupRecord before, Depth depth) throws InterruptedException {
        List<Snapshot> own = own();
        if (own.isEmpty()) {
            throw new RejectedException(
                    "There is no snapshot of the backup %s: take one first".formatted(definition.name()));
        }
        definition.backup().verify(depth, definition.timeout());
        Report report = report(own.get(own.size() - 1).id());
        return before.with(new Tested(
                time.instant(),
                report.snapshot(),
                report.files(),
                report.allFiles(),
                report.bytes(),
                report.allBytes(),
                report.compared(),
                report.source().compared(),
                report.source().sentence(),
                report.restoring().truncatedTo(ChronoUnit.MILLIS),
                report.took().truncatedTo(ChronoUnit.MILLIS)));
    }

    private Report report(String snapshot) throws InterruptedException {
        RestoreTest test = definition.test().test(time.nanoTime());
        Backup backup = definition.backup();
        Duration timeout = definition.timeout();
        Optional<DataSet> replica = definition.content().replica().map(ReplicaDefinition::dataSet);
        return replica.isPresent()
                ? test.run(backup, snapshot, replica.get(), EXCLUDED, store.scratch(), timeout, time)
                : test.run(backup, snapshot, store.dump(), EXCLUDED, store.scratch(), timeout, time);
    }

    /** A dump that was cut short takes nobody's place, and is not kept. */
    private Path dumped() throws InterruptedException {
        List<String> words = definition.content().dump();
        Path file = store.dump().resolve("dump");
        Path next = store.dump().resolveSibling("dump.new");
        try {
            Files.createDirectories(store.dump());
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Command.Ended ended = Command.of(words)
                    .withPlainEnvironment(Map.of())
                    .into(next)
                    .run(new Children(), Deadline.in(definition.timeout(), time::nanoTime), line -> {});
            if (ended.status() != 0) {
                throw new RejectedException("%s ended with status %s, so nothing was kept: %s"
                        .formatted(words.get(0), ended.status(), Excerpt.of(ended.errors())));
            }
            if (Files.size(next) == 0) {
                throw new RejectedException(
                        "%s said nothing, which is no dump: its output is what is kept".formatted(words.get(0)));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return store.dump();
        } catch (IOException e) {
            throw new UnavailableException("%s can't be written: %s".formatted(next, e), e);
        } finally {
            if (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                discard(next);
            }
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next one takes its place, or says why it can't.
        }
    }
}
