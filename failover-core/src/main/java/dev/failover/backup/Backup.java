package dev.failover.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A repository of snapshots of directories. It decides nothing: which snapshots go, when one is taken and whether one is proven is the
 * library's to say.
 *
 * <p>An implementation guarantees:
 *
 * <ul>
 *   <li><em>Nothing half.</em> A call that is cut short, by whatever, leaves every snapshot that was there as it was, and none that is
 *       listed without being whole. The next call works, without a human.
 *   <li><em>Nothing wrong.</em> What {@link #restore} returns has the bytes that were taken. Where they are damaged it throws.
 *   <li><em>Nothing unasked.</em> Only {@link #expire} removes, and only what it is told; no call makes a repository.
 * </ul>
 *
 * <p>Thread-safe, also among processes: a repository may be used by several machines. Every call returns or throws within a few seconds
 * of the end of its time, or of being interrupted. Failures are {@link dev.failover.component.RejectedException} (password, no
 * repository, damage, a right that is missing: a human must look) and {@link dev.failover.component.UnavailableException} (not
 * reachable, locked by another, full: a retry may help).
 */
public interface Backup extends AutoCloseable {
    /**
     * A state of a directory that was kept.
     *
     * @param id by which the repository knows it
     * @param taken when, by the clock of the machine that took it
     * @param tags what was said of it when it was taken
     */
    record Snapshot(String id, Instant taken, Map<String, String> tags) {
        public Snapshot {
            tags = Map.copyOf(tags);
        }
    }

    /**
     * What came of taking one.
     *
     * @param snapshot its id
     * @param files that were read, and {@code bytes} of them
     * @param added bytes by which the repository grew
     * @param unreadable how many files could not be read, or vanished meanwhile; if there are any, the snapshot is listed all the same,
     *     and lacks them
     */
    record Taken(String snapshot, long files, long bytes, long added, long unreadable) {}

    /**
     * A file of a snapshot.
     *
     * @param path below the directory that was taken, its names joined by slashes
     * @param modified to the microsecond at least
     */
    record StoredFile(String path, long size, Instant modified) {
        /** @throws IllegalArgumentException if the path leads out of the directory */
        public StoredFile {
            Path relative = Path.of(path);
            if (path.isEmpty() || relative.isAbsolute() || relative.normalize().startsWith("..")) {
                throw new IllegalArgumentException("a file lies below the directory that was taken, not at " + path);
            }
        }
    }

    /** How much of a repository is looked at. */
    enum Depth {
        /** That what is listed refers to what is there. */
        STRUCTURE,
        /** That all of it has the bytes that it had, too: reads everything. */
        CONTENT
    }

    /**
     * Keeps a directory as it is now: files, directories and links, with their modes and times.
     *
     * @param tree an absolute path; it may be a link itself, those within are kept as links
     * @param excluded names of files and directories at the root of {@code tree} that are left out
     * @param tags names and values of letters, digits and {@code . : _ -}, not empty
     * @param timeout for the whole call; more than zero
     */
    Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout) throws InterruptedException;

    /**
     * Every snapshot, oldest first, whoever took it.
     *
     * @param timeout for the whole call; more than zero
     */
    List<Snapshot> list(Duration timeout) throws InterruptedException;

    /**
     * Removes snapshots and the space that only they need. Idempotent: one that is not there is none that fails.
     *
     * @param ids of snapshots that were listed
     * @param timeout for the whole call; more than zero
     */
    void expire(Collection<String> ids, Duration timeout) throws InterruptedException;

    /**
     * Looks for damage; repairs nothing.
     *
     * @param timeout for the whole call; more than zero
     * @throws dev.failover.component.RejectedException if there is some
     */
    void verify(Depth depth, Duration timeout) throws InterruptedException;

    /**
     * Tells of every file of a snapshot; not of directories and links.
     *
     * @param each told from one thread at a time
     * @param timeout for the whole call; more than zero
     * @throws dev.failover.component.RejectedException if there is no such snapshot
     */
    void contents(String snapshot, Consumer<StoredFile> each, Duration timeout) throws InterruptedException;

    /**
     * Puts files of a snapshot into a directory.
     *
     * @param into an absolute path of an empty directory
     * @param files by their paths; all of the snapshot if empty
     * @param timeout for the whole call; more than zero
     * @return the directory at or below {@code into} that stands for the one that was taken
     * @throws dev.failover.component.RejectedException if there is no such snapshot, or some of it is damaged
     */
    Path restore(String snapshot, Path into, Collection<String> files, Duration timeout) throws InterruptedException;

    /** The hosts that the repository is on, as names or addresses without ports; empty if it is on a disk of this machine. */
    default Set<String> hosts() {
        return Set.of();
    }

    /** Releases what it holds; a call that is under way is ended by its interruption. What was taken stays. Idempotent. */
    @Override
    default void close() {}
}
