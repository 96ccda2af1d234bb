package dev.failover.testkit;

import dev.failover.backup.Backup;
import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A repository in memory: the reference that keeps {@link BackupContract} to the letter, to test against what uses a backup. Faults can
 * be ordered. Thread-safe.
 */
public final class InMemoryBackup implements Backup {
    /** One entry of a tree. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and damaged in place
    private record Kept(
            byte[] content,
            int checksum,
            FileTime modified,
            Set<PosixFilePermission> mode,
            Optional<Path> link,
            boolean directory) {
        boolean isFile() {
            return !directory && link.isEmpty();
        }

        boolean isDamaged() {
            return Arrays.hashCode(content) != checksum;
        }
    }

    private record Stored(Snapshot snapshot, SortedMap<Path, Kept> entries) {}

    private final InstantSource clock;
    private final Map<String, Stored> snapshots = new LinkedHashMap<>();
    private @Nullable ComponentException failure;
    private long count;

    /** @param clock by which snapshots are dated */
    public InMemoryBackup(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on every call throws this, until {@link #heal}. */
    public synchronized void failAlways(ComponentException thrown) {
        failure = thrown;
    }

    /** Forgets what was ordered; damage stays. */
    public synchronized void heal() {
        failure = null;
    }

    /** Flips a byte of every file that is kept and has one. */
    public synchronized void damage() {
        snapshots
                .values()
                .forEach(stored -> stored.entries().values().stream()
                        .filter(kept -> kept.content().length > 0)
                        .forEach(kept -> kept.content()[0] ^= 1));
    }

    private Deadline begin(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a call");
        }
        if (failure != null) {
            throw failure;
        }
        return Deadline.in(timeout);
    }

    @Override
    public synchronized Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout)
            throws InterruptedException {
        Deadline deadline = begin(timeout);
        if (!Files.isDirectory(tree)) {
            throw new RejectedException(tree + " is not there");
        }
        SortedMap<Path, Kept> entries;
        try {
            entries = read(tree.toRealPath(), excluded, deadline);
        } catch (IOException e) {
            throw new UnavailableException(tree + " can't be read: " + e, e);
        }
        count++;
        String id = "%08x".formatted(count);
        snapshots.put(id, new Stored(new Snapshot(id, clock.instant(), tags), entries));
        List<Kept> files = entries.values().stream().filter(Kept::isFile).toList();
        long bytes = files.stream().mapToLong(kept -> kept.content().length).sum();
        return new Taken(id, files.size(), bytes, bytes, 0);
    }

    private static SortedMap<Path, Kept> read(Path root, Set<String> excluded, Deadline deadline) throws IOException {
        SortedMap<Path, Kept> entries = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            private boolean isExcluded(Path path) {
                return root.equals(path.getParent()) && excluded.contains(String.valueOf(path.getFileName()));
            }

            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                if (isExcluded(path)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                keep(path, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (!isExcluded(path)) {
                    keep(path, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            private void keep(Path path, BasicFileAttributes attributes) throws IOException {
                deadline.remaining();
                byte[] content = attributes.isRegularFile() ? Files.readAllBytes(path) : new byte[0];
                entries.put(
                        root.relativize(path),
                        new Kept(
                                content,
                                Arrays.hashCode(content),
                                attributes.lastModifiedTime(),
                                attributes.isSymbolicLink()
                                        ? Set.of()
                                        : Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS),
                                attributes.isSymbolicLink()
                                        ? Optional.of(Files.readSymbolicLink(path))
                                        : Optional.empty(),
                                attributes.isDirectory()));
            }
        });
        return entries;
    }

    @Override
    public synchronized List<Snapshot> list(Duration timeout) throws InterruptedException {
        begin(timeout);
        return snapshots.values().stream().map(Stored::snapshot).toList();
    }

    @Override
    public synchronized void expire(Collection<String> ids, Duration timeout) throws InterruptedException {
        begin(timeout);
        ids.forEach(snapshots::remove);
    }

    @Override
    public synchronized void verify(Depth depth, Duration timeout) throws InterruptedException {
        begin(timeout);
        boolean damaged = snapshots.values().stream()
                .flatMap(stored -> stored.entries().values().stream())
                .anyMatch(Kept::isDamaged);
        if (damaged && depth == Depth.CONTENT) {
            throw new RejectedException("the repository in memory is damaged");
        }
    }

    @Override
    public synchronized void contents(String snapshot, Consumer<StoredFile> each, Duration timeout)
            throws InterruptedException {
        begin(timeout);
        stored(snapshot).entries().forEach((path, kept) -> {
            if (kept.isFile()) {
                each.accept(new StoredFile(
                        path.toString(), kept.content().length, kept.modified().toInstant()));
            }
        });
    }

    @Override
    public synchronized Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
            throws InterruptedException {
        begin(timeout);
        List<Map.Entry<Path, Kept>> directories = new ArrayList<>();
        try {
            for (Map.Entry<Path, Kept> entry : stored(snapshot).entries().entrySet()) {
                Kept kept = entry.getValue();
                Path path = into.resolve(entry.getKey());
                boolean wanted = files.isEmpty()
                        || kept.isFile() && files.contains(entry.getKey().toString());
                if (!wanted) {
                    continue;
                }
                if (kept.isDamaged()) {
                    throw new RejectedException(entry.getKey() + " is damaged");
                }
                Files.createDirectories(kept.directory() ? path : path.getParent());
                if (kept.link().isPresent()) {
                    Files.createSymbolicLink(path, kept.link().get());
                } else if (kept.directory()) {
                    directories.add(entry);
                } else {
                    Files.write(path, kept.content());
                    Files.setPosixFilePermissions(path, kept.mode());
                    Files.setLastModifiedTime(path, kept.modified());
                }
            }
            for (Map.Entry<Path, Kept> directory : directories) {
                Files.setPosixFilePermissions(
                        into.resolve(directory.getKey()), directory.getValue().mode());
            }
        } catch (IOException e) {
            throw new UnavailableException(into + " can't be written: " + e, e);
        }
        return into;
    }

    private Stored stored(String snapshot) {
        Stored stored = snapshots.get(snapshot);
        if (stored == null) {
            throw new RejectedException("there is no snapshot " + snapshot);
        }
        return stored;
    }

    @Override
    public String toString() {
        return "backup in memory";
    }
}
