package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Looks at the source. Links are seen, never followed. Not thread-safe. */
final class LocalScan {
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

    /** What is below a directory that is named is compared only so far: all of it is read at both sides. */
    private static final long MOST_BELOW = 64L * 1024 * 1024;

    private final Path source;
    private final Scope scope;
    private final boolean posix;
    private final boolean unix;
    private final Map<String, Entry> found = new HashMap<>();
    private final Map<String, FileTime> setTimes = new HashMap<>();
    private boolean naming;
    private long bytesBelow;

    LocalScan(Path source, Scope scope) {
        this.source = source;
        this.scope = scope;
        this.unix = source.getFileSystem().supportedFileAttributeViews().contains("unix");
        this.posix = source.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** What was found, by raw path. */
    Map<String, Entry> found() {
        return found;
    }

    /** Of the files named, those whose times were set after they were written, and when the system saw that. */
    Map<String, FileTime> setTimes() {
        return setTimes;
    }

    LocalScan everything() throws IOException, InterruptedException {
        directory(source, "");
        return this;
    }

    /** Looks at a path named, at the directories above it, and at all below it; there may be nothing. */
    void named(String path) throws IOException, InterruptedException {
        for (String parent = Scope.parent(path); !parent.isEmpty(); parent = Scope.parent(parent)) {
            Path directory = RawNames.resolve(source, parent);
            if (!found.containsKey(parent) && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                found.put(parent, entry(directory));
            }
        }
        naming = !path.isEmpty();
        addWithAllBelow(RawNames.resolve(source, path), path);
        naming = false;
        noteIfSet(RawNames.resolve(source, path), path);
    }

    private void noteIfSet(Path path, String raw) {
        Entry entry = found.get(raw);
        if (entry == null || !entry.isFile() || !unix) {
            return;
        }
        try {
            FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            if (changed.compareTo(FileTime.from(Instant.ofEpochSecond(entry.seconds(), entry.nanos()))) > 0) {
                setTimes.put(raw, changed);
            }
        } catch (IOException e) {
            // It is gone, which will show.
        }
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

    private void directory(Path directory, String raw) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while scanning");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = RawNames.ofName(child);
                if (!TemporaryNames.isTemporary(name)) {
                    addWithAllBelow(child, Scope.join(raw, name));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was listed; the next run deletes it.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void addWithAllBelow(Path path, String raw) throws IOException, InterruptedException {
        Entry entry;
        try {
            entry = entry(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (entry.kind() == Kind.OTHER || scope.leavesOut(raw, entry.isDirectory())) {
            return;
        }
        found.put(raw, entry);
        if (naming && entry.isFile() && bytesBelow + entry.size() <= MOST_BELOW) {
            bytesBelow += entry.size();
            noteIfSet(path, raw);
        }
        if (entry.isDirectory()) {
            directory(path, raw);
        }
    }

    /** What is there now. */
    Entry entry(Path path) throws IOException {
        Class<? extends BasicFileAttributes> type = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        BasicFileAttributes attributes = Files.readAttributes(path, type, LinkOption.NOFOLLOW_LINKS);
        Instant modified = attributes.lastModifiedTime().toInstant();
        Kind kind = kind(attributes);
        return new Entry(
                kind,
                kind == Kind.FILE ? attributes.size() : 0,
                Attributes.expressible(modified.getEpochSecond()),
                modified.getNano(),
                attributes instanceof PosixFileAttributes withMode ? mode(withMode.permissions()) : Attributes.ABSENT,
                kind == Kind.LINK ? RawNames.ofLink(Files.readSymbolicLink(path)) : "");
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        int bit = 0400;
        // Declared from the owner's read to the others' execute: the bits from the highest to the lowest.
        for (PosixFilePermission permission : PERMISSIONS) {
            mode |= permissions.contains(permission) ? bit : 0;
            bit >>= 1;
        }
        return mode;
    }
}
