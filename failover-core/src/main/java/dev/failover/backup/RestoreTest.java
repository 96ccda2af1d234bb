package dev.failover.backup;

import dev.failover.backup.Backup.StoredFile;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.LocalCommand;
import dev.failover.internal.storage.FileHash;
import dev.failover.internal.storage.Sample;
import dev.failover.sync.DataSet;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a snapshot can be restored: it is, into a directory of its own, all of it or a sample, and each file is held against
 * the one in the tree that it was taken from. A file that has the size and the time it had must have the same SHA-256; that finds damage
 * of the repository, and of the tree, which no look at the repository alone can find. Where the tree is a replica, files whose SHA-256 its
 * source left there are restored before others, and must have that one, too, if size and time are still the same. Immutable; thread-safe.
 *
 * @param mostBytes what may be restored; a snapshot that is larger is sampled
 * @param seed by which the sample is drawn; another one each time, or a file that is left out is left out for ever
 * @param countTolerance by how many percent the number of files may differ, 0 to 100
 * @param changeTolerance how many percent of the files compared may have changed since, 0 to 100
 * @param command run with the restored directory in {@code FAILOVER_RESTORED}, to start what reads the data; nothing if empty
 */
public record RestoreTest(long mostBytes, long seed, int countTolerance, int changeTolerance, List<String> command) {
    private static final int NAMED = 3;
    /** As many as a program's arguments can name. */
    private static final int MOST_FILES = 500;
    /** Below this, a percentage says nothing. */
    private static final int FEW = 10;

    public RestoreTest {
        command = List.copyOf(command);
    }

    /**
     * What was restored and found equal.
     *
     * @param snapshot which one
     * @param files how many were restored, of {@code allFiles} in the snapshot
     * @param bytes of the files restored, of {@code allBytes} in the snapshot
     * @param compared how many had not changed since, and were equal
     * @param source what the source's own hashes had to say
     * @param restoring how long it took to restore them
     * @param took how long all of it took, the comparison and the command included
     */
    public record Report(
            String snapshot,
            long files,
            long allFiles,
            long bytes,
            long allBytes,
            long compared,
            Source source,
            Duration restoring,
            Duration took) {}

    /**
     * What the source's own hashes had to say.
     *
     * @param compared how many of the files restored were, by them, what the source read
     * @param asOf when the source read them; empty if none could be asked for
     * @param doubt why none was compared; empty if some were
     */
    public record Source(long compared, Optional<Instant> asOf, String doubt) {
        /** One clause for a human. */
        public String sentence() {
            return compared == 0
                    ? "none was compared with the source: " + doubt
                    : "%s of them are what the source read on %s"
                            .formatted(compared, asOf.map(Instant::toString).orElse("an unknown day"));
        }
    }

    /**
     * Makes the test.
     *
     * @param replica what the snapshot was taken from
     * @param excluded what was left out of it, at its root
     * @param scratch where to restore to; made anew, and removed afterwards
     * @param timeout for all of it
     * @throws RejectedException if it can't be restored, or what was restored is not what the replica holds, or its source; says what to
     *     look at
     * @throws UnavailableException if there is no room or no time
     */
    public Report run(
            Backup backup,
            String snapshot,
            DataSet replica,
            Set<String> excluded,
            Path scratch,
            Duration timeout,
            TimeSource time)
            throws InterruptedException {
        return run(
                backup,
                snapshot,
                replica.directory().toAbsolutePath(),
                excluded,
                replica.source().isPresent()
                        ? new SourceComparison("the tree it was compared with is the source itself")
                        : SourceComparison.of(replica.sourceHashes()),
                scratch,
                timeout,
                time);
    }

    /**
     * Makes the test of a tree that is nobody's replica.
     *
     * @param tree what the snapshot was taken from
     * @param excluded what was left out of it, at its root
     * @param scratch where to restore to; made anew, and removed afterwards
     * @param timeout for all of it
     * @throws RejectedException if it can't be restored, or what was restored is not what the tree holds; says what to look at
     * @throws UnavailableException if there is no room or no time
     */
    public Report run(
            Backup backup,
            String snapshot,
            Path tree,
            Set<String> excluded,
            Path scratch,
            Duration timeout,
            TimeSource time)
            throws InterruptedException {
        SourceComparison source = new SourceComparison("there is no other source than what was kept");
        return run(backup, snapshot, tree, excluded, source, scratch, timeout, time);
    }

    private Report run(
            Backup backup,
            String snapshot,
            Path tree,
            Set<String> excluded,
            SourceComparison source,
            Path scratch,
            Duration timeout,
            TimeSource time)
            throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        long began = time.nanoTime();
        Sample<StoredFile> sample = new Sample<>(seed, mostBytes, MOST_FILES);
        backup.contents(
                snapshot, file -> sample.add(file.path(), file.size(), file, source.knows(file)), deadline.remaining());
        List<StoredFile> drawn = sample.drawn();
        if (drawn.isEmpty()) {
            throw new RejectedException(
                    sample.files() == 0
                            ? "The snapshot %s holds no file".formatted(snapshot)
                            : "No file of the snapshot %s fits into the %s bytes of a restore test: raise sample"
                                    .formatted(snapshot, mostBytes));
        }
        try {
            emptied(scratch);
            requireRoom(scratch, sample.drawnBytes());
            long begunRestoring = time.nanoTime();
            Path restored = backup.restore(
                    snapshot,
                    scratch,
                    sample.isAll()
                            ? List.of()
                            : drawn.stream().map(StoredFile::path).toList(),
                    deadline.remaining());
            Duration restoring = Duration.ofNanos(time.nanoTime() - begunRestoring);
            requireCount(tree, excluded, sample.files(), snapshot);
            long compared = compare(snapshot, drawn, restored, tree, deadline);
            Source bySource = source.compare(snapshot, drawn, restored, deadline);
            if (!command.isEmpty()) {
                LocalCommand.run(command, Map.of("FAILOVER_RESTORED", restored.toString()), deadline.remaining());
            }
            return new Report(
                    snapshot,
                    drawn.size(),
                    sample.files(),
                    sample.drawnBytes(),
                    sample.bytes(),
                    compared,
                    bySource,
                    restoring,
                    Duration.ofNanos(time.nanoTime() - began));
        } catch (IOException | UncheckedIOException e) {
            throw new UnavailableException("The restore test can't use %s or %s: %s".formatted(scratch, tree, e), e);
        } finally {
            removed(scratch);
        }
    }

    private static void emptied(Path scratch) throws IOException {
        delete(scratch);
        Files.createDirectories(scratch);
    }

    private static void removed(Path scratch) {
        try {
            delete(scratch);
        } catch (IOException e) {
            // The next test removes it, or says why it can't.
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void requireRoom(Path scratch, long needed) throws IOException {
        long usable = Files.getFileStore(scratch).getUsableSpace();
        if (usable < needed) {
            throw new UnavailableException(
                    "The restore test needs %s bytes at %s, and there are %s: make room, or lower sample"
                            .formatted(needed, scratch, usable));
        }
    }

    private void requireCount(Path tree, Set<String> excluded, long stored, String snapshot) throws IOException {
        long[] count = {0};
        Path root = tree.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean isExcluded = root.equals(directory.getParent())
                        && excluded.contains(String.valueOf(directory.getFileName()));
                return isExcluded ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean isExcluded =
                        root.equals(file.getParent()) && excluded.contains(String.valueOf(file.getFileName()));
                count[0] += attributes.isRegularFile() && !isExcluded ? 1 : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        long most = Math.max(count[0], stored);
        if (most >= FEW && Math.abs(count[0] - stored) * 100 > most * countTolerance) {
            throw new RejectedException(
                    "The snapshot %s holds %s files, and %s holds %s: that is more than %s%% apart; look at which of the two is wrong"
                            .formatted(snapshot, stored, tree, count[0], countTolerance));
        }
    }

    /** @return how many were compared */
    private long compare(String snapshot, List<StoredFile> drawn, Path restored, Path tree, Deadline deadline)
            throws IOException, InterruptedException {
        List<String> differing = new ArrayList<>();
        long changed = 0;
        long compared = 0;
        for (StoredFile file : drawn) {
            deadline.remaining();
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while comparing what was restored");
            }
            Path copy = restored.resolve(file.path());
            if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) || Files.size(copy) != file.size()) {
                throw new RejectedException(
                        "%s of the snapshot %s was not restored whole".formatted(Excerpt.of(file.path()), snapshot));
            }
            Path original = tree.resolve(file.path());
            if (!isAsItWas(original, file)) {
                changed++;
            } else {
                Optional<String> hash = FileHash.of(original);
                compared++;
                if (hash.isPresent() && !hash.equals(FileHash.of(copy)) && isAsItWas(original, file)) {
                    differing.add(file.path());
                }
            }
        }
        if (!differing.isEmpty()) {
            throw new RejectedException(
                    "%s of %s files differ between the snapshot %s and %s although size and time are the same, which means damage of one of the two: %s%s"
                            .formatted(
                                    differing.size(),
                                    compared,
                                    snapshot,
                                    tree,
                                    Excerpt.of(String.join(
                                            ", ",
                                            differing.stream().limit(NAMED).toList())),
                                    differing.size() > NAMED ? " …" : ""));
        }
        if (compared == 0 || drawn.size() >= FEW && changed * 100 > (long) drawn.size() * changeTolerance) {
            throw new RejectedException(
                    "%s of %s files have changed since the snapshot %s was taken, so that it proves too little: take one and test that; if you did not expect so many changes, look at what made them"
                            .formatted(changed, drawn.size(), snapshot));
        }
        return compared;
    }

    private static boolean isAsItWas(Path file, StoredFile stored) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return now.size() == stored.size()
                && now.lastModifiedTime()
                        .toInstant()
                        .truncatedTo(ChronoUnit.MICROS)
                        .equals(stored.modified().truncatedTo(ChronoUnit.MICROS));
    }
}
