package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the source. Links are seen, never followed. Not thread-safe, but for {@link #list}. */
final class LocalScan {
    /** What is below a directory that is named is compared only so far: all of it is read at both sides. */
    private static final long MOST_BELOW = 64L * 1024 * 1024;

    private final Path source;
    private final SourceTree tree;
    private final Scope scope;
    private final Room room;
    private final boolean unix;
    private final Map<String, Entry> found = new HashMap<>();
    private final Map<String, FileTime> setTimes = new HashMap<>();
    private final List<IOException> unreadable = new ArrayList<>();
    private long files;
    private long bytes;
    private long bytesBelow;

    LocalScan(Path source, Scope scope, Room room) {
        this.source = source;
        this.tree = new SourceTree(source);
        this.scope = scope;
        this.room = room;
        this.unix = source.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    SourceTree tree() {
        return tree;
    }

    /** What was found, by raw path; of a run over everything, directories and what the target does not have like that. */
    Map<String, Entry> found() {
        return found;
    }

    /** Directories that can't be looked into. */
    List<IOException> unreadable() {
        return unreadable;
    }

    /** Of the files named, those whose times were set after they were written, and when the system saw that. */
    Map<String, FileTime> setTimes() {
        return setTimes;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Notes that something is in the source. */
    void count(Entry entry) {
        if (entry.isFile()) {
            files++;
            bytes += entry.size();
        }
    }

    void add(String path, Entry entry) {
        room.keep(path);
        found.put(path, entry);
    }

    /** Looks at a path named, at the directories above it, and at all below it; there may be nothing. */
    void named(String path) throws IOException, InterruptedException {
        for (String parent = Scope.parent(path); !parent.isEmpty(); parent = Scope.parent(parent)) {
            if (!found.containsKey(parent)) {
                look(parent, Kind.DIRECTORY);
            }
        }
        Entry entry = look(path, Kind.OTHER);
        noteIfSet(path, entry);
        if (entry != null && entry.isDirectory()) {
            below(path);
        }
    }

    private @Nullable Entry look(String path, Kind only) throws IOException {
        Entry entry;
        try {
            entry = tree.entry(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
        boolean wanted = only == Kind.OTHER ? entry.kind() != Kind.OTHER : entry.kind() == only;
        if (!wanted || scope.leavesOut(path, entry.isDirectory())) {
            return null;
        }
        if (!found.containsKey(path)) {
            count(entry);
            add(path, entry);
        }
        return entry;
    }

    /** A path cut where the source first has no directory: what is below a link is not ours. */
    String reachable(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String above = path.substring(0, slash);
            if (!Files.isDirectory(RawNames.resolve(source, above), LinkOption.NOFOLLOW_LINKS)) {
                return above;
            }
        }
        return path;
    }

    private void noteIfSet(String path, @Nullable Entry entry) {
        if (entry == null || !entry.isFile() || !unix) {
            return;
        }
        try {
            FileTime changed = (FileTime)
                    Files.getAttribute(RawNames.resolve(source, path), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            if (changed.compareTo(FileTime.from(Instant.ofEpochSecond(entry.seconds(), entry.nanos()))) > 0) {
                setTimes.put(path, changed);
            }
        } catch (IOException e) {
            // It is gone, which will show.
        }
    }

    private void below(String directory) throws IOException, InterruptedException {
        Deque<String> open = new ArrayDeque<>(List.of(directory));
        while (!open.isEmpty()) {
            String next = open.pop();
            readable(next).forEach((name, entry) -> {
                String path = Scope.join(next, name);
                count(entry);
                add(path, entry);
                if (entry.isDirectory()) {
                    open.push(path);
                } else if (bytesBelow + entry.size() <= MOST_BELOW) {
                    bytesBelow += entry.size();
                    noteIfSet(path, entry);
                }
            });
        }
    }

    private Map<String, Entry> readable(String directory) throws IOException, InterruptedException {
        try {
            return list(directory);
        } catch (AccessDeniedException e) {
            deny(e);
            return Map.of();
        }
    }

    /** What is in a directory and is the run's business, by name; nothing if it is gone. From any thread. */
    Map<String, Entry> list(String directory) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while scanning");
        }
        Map<String, Entry> children = new HashMap<>();
        try {
            tree.list(directory, name -> !TemporaryNames.isTemporary(name), (name, entry) -> {
                if (entry.kind() != Kind.OTHER && !scope.leavesOut(Scope.join(directory, name), entry.isDirectory())) {
                    if (children.size() >= room.most()) {
                        throw room.full();
                    }
                    children.put(name, entry);
                }
            });
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was listed; the next run deletes it. The root is no such thing.
            if (directory.isEmpty()) {
                throw e;
            }
        }
        return children;
    }

    /** Notes that a directory can't be looked into. */
    void deny(AccessDeniedException denied) {
        unreadable.add(denied);
    }
}
