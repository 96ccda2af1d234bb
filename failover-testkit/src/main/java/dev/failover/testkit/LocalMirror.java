package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorListener.Progress;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.FileTree.Entry;
import dev.failover.testkit.FileTree.Kind;
import dev.failover.time.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of a {@link LocalFileSync}. For one use. */
class LocalMirror {
    private static final int CHUNK = 64 * 1024;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    final Path target;
    final MirrorRequest request;
    final MirrorListener listener;
    private final long began = System.nanoTime();

    private @Nullable LocalVersions versions;
    private long totalFiles;
    private long totalBytes;
    private long sentFiles;
    private long sentBytes;
    private long deleted;
    private boolean sourceChanged;

    LocalMirror(Path target, MirrorRequest request, MirrorListener listener) {
        this.target = target;
        this.request = request;
        this.listener = listener;
    }

    final MirrorReport run() throws InterruptedException {
        try {
            return runAtOnce();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw interruption(e);
        } catch (AccessDeniedException e) {
            throw new RejectedException(e.getFile() + " can't be read or written: permission denied", e);
        } catch (IOException e) {
            throw new UnavailableException("mirroring " + request.source() + " into " + target + " failed: " + e, e);
        }
    }

    private static InterruptedException interruption(Exception cause) {
        InterruptedException interruption = new InterruptedException("interrupted while mirroring");
        interruption.initCause(cause);
        return interruption;
    }

    private MirrorReport runAtOnce() throws IOException, InterruptedException {
        Instant scanStarted = Instant.now();
        versions = request.versions().map(kept -> versions(kept, scanStarted)).orElse(null);
        requireTime();
        requireSource();
        Files.createDirectories(target);
        SortedMap<Path, Entry> wanted = new TreeMap<>();
        SortedMap<Path, Entry> present = new TreeMap<>();
        for (Path scope : scopes()) {
            addParents(scope, wanted);
            wanted.putAll(scan(request.source(), scope));
            if (hasRealParents(scope)) {
                present.putAll(scan(target, scope));
            }
        }
        wanted.entrySet().removeIf(entry -> !isMirrored(entry.getKey(), entry.getValue()));
        // What stands where a directory must be, above the paths named, is in the way too.
        for (Path path : wanted.keySet()) {
            if (hasRealParents(path) && Files.exists(target.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                present.putIfAbsent(path, FileTree.entry(target.resolve(path)));
            }
        }
        SortedSet<Path> surplus = surplus(wanted, present);
        limitDeletions(surplus);
        transfer(wanted, present, surplus);
        if (versions != null) {
            versions.prune();
        }
        Optional<Set<Path>> named = request.paths();
        return report(scanStarted, wanted, isComplete(named.isEmpty() && !sourceChanged));
    }

    LocalVersions versions(Versions kept, Instant scanStarted) {
        return new LocalVersions(target, kept, scanStarted);
    }

    private SortedMap<Path, Entry> scan(Path root, Path scope) throws IOException {
        SortedMap<Path, Entry> found = FileTree.scan(root, scope);
        found.entrySet().removeIf(entry -> !isMirrored(entry.getKey(), entry.getValue()));
        return found;
    }

    private boolean isMirrored(Path path, Entry entry) {
        return !isReserved(path) && !isExcluded(path, entry.kind() == Kind.DIRECTORY);
    }

    boolean isReserved(Path path) {
        return path.startsWith(FileSync.RESERVED);
    }

    boolean isExcluded(Path path, boolean directory) {
        return request.exclusions().exclude(path, directory);
    }

    boolean isComplete(boolean everythingMirrored) {
        return everythingMirrored;
    }

    void requireSource() {
        if (!Files.isDirectory(request.source())) {
            throw new RejectedException(
                    "the source " + request.source() + " is not a directory; nothing was mirrored, nor deleted");
        }
    }

    final void requireTime() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while mirroring");
        }
        if (System.nanoTime() - began > request.timeout().toNanos()) {
            throw new UnavailableException("mirroring " + request.source() + " did not end within "
                    + Durations.format(request.timeout()) + "; the next run goes on");
        }
    }

    /** The paths to look at, each shortened to where the source first has no directory: what is below a link is not ours. */
    Set<Path> scopes() {
        if (request.paths().isEmpty()) {
            return Set.of(Path.of(""));
        }
        Set<Path> scopes = new HashSet<>();
        for (Path named : request.paths().orElseThrow()) {
            Path path = named.normalize();
            Path scope = path;
            for (int names = 1; names < path.getNameCount(); names++) {
                Path above = path.subpath(0, names);
                if (!Files.isDirectory(request.source().resolve(above), LinkOption.NOFOLLOW_LINKS)) {
                    scope = above;
                    break;
                }
            }
            scopes.add(scope);
        }
        return scopes;
    }

    /** Whether the target has a path's parents as directories: through a link one would look at, and delete, what is elsewhere. */
    private boolean hasRealParents(Path path) {
        for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
            if (!Files.isDirectory(target.resolve(parent), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private void addParents(Path scope, SortedMap<Path, Entry> wanted) throws IOException {
        for (Path parent = scope.getParent(); parent != null; parent = parent.getParent()) {
            if (Files.isDirectory(request.source().resolve(parent), LinkOption.NOFOLLOW_LINKS)) {
                wanted.put(parent, FileTree.entry(request.source().resolve(parent)));
            }
        }
    }

    /** What is there and should not be, or is there as something else than it should. */
    SortedSet<Path> surplus(SortedMap<Path, Entry> wanted, SortedMap<Path, Entry> present) throws IOException {
        SortedSet<Path> surplus = new TreeSet<>();
        for (Map.Entry<Path, Entry> entry : present.entrySet()) {
            Entry desired = wanted.get(entry.getKey());
            boolean directory = entry.getValue().kind() == Kind.DIRECTORY;
            if (desired == null || (desired.kind() == Kind.DIRECTORY) != directory) {
                surplus.add(entry.getKey());
                if (directory) {
                    surplus.addAll(scan(target, entry.getKey()).keySet());
                }
            }
        }
        keepWhatHoldsMore(surplus);
        return surplus;
    }

    /** A directory that holds what is excluded can't be deleted. */
    private void keepWhatHoldsMore(SortedSet<Path> surplus) throws IOException {
        for (Path path : List.copyOf(surplus)) {
            if (Files.isDirectory(target.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                for (Path below : FileTree.scan(target, path).keySet()) {
                    if (!surplus.contains(below)) {
                        for (Path at = below.getParent(); at != null; at = at.getParent()) {
                            surplus.remove(at);
                        }
                    }
                }
            }
        }
    }

    void limitDeletions(SortedSet<Path> surplus) {
        if (surplus.size() > request.maxDeletes()) {
            throw new RejectedException(
                    "%s files and directories would be deleted below %s, at most %s may; nothing was"
                                    .formatted(surplus.size(), target, request.maxDeletes())
                            + " deleted. If the source is as it should be, allow more for a run",
                    Remedy.ALLOW_DELETIONS);
        }
    }

    /** Deletions last, but for what needs the place of something deleted. */
    private void transfer(SortedMap<Path, Entry> wanted, SortedMap<Path, Entry> present, SortedSet<Path> surplus)
            throws IOException, InterruptedException {
        List<Path> directories = new ArrayList<>();
        List<Path> blocked = new ArrayList<>();
        for (Map.Entry<Path, Entry> entry : wanted.entrySet()) {
            if (entry.getValue().kind() == Kind.FILE
                    && isToSend(entry.getKey(), entry.getValue(), present.get(entry.getKey()))) {
                totalFiles++;
                totalBytes += entry.getValue().size();
            }
        }
        for (Path path : wanted.keySet()) {
            if (isBelowAny(path, surplus)) {
                blocked.add(path);
            } else {
                put(path, get(wanted, path), Optional.ofNullable(present.get(path)), directories);
            }
        }
        List<Path> deepestFirst = new ArrayList<>(surplus);
        java.util.Collections.reverse(deepestFirst);
        for (Path path : deepestFirst) {
            requireTime();
            delete(path);
        }
        for (Path path : blocked) {
            put(path, get(wanted, path), Optional.empty(), directories);
        }
        java.util.Collections.reverse(directories);
        for (Path directory : directories) {
            setMode(target.resolve(directory), get(wanted, directory));
        }
    }

    private static Entry get(SortedMap<Path, Entry> entries, Path path) {
        return java.util.Objects.requireNonNull(entries.get(path));
    }

    private static boolean isBelowAny(Path path, SortedSet<Path> surplus) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (surplus.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private void put(Path path, Entry entry, Optional<Entry> present, List<Path> directories)
            throws IOException, InterruptedException {
        requireTime();
        Path to = target.resolve(path);
        try {
            switch (entry.kind()) {
                case DIRECTORY -> {
                    putDirectory(path, to);
                    directories.add(path);
                }
                case LINK -> putLink(path, to, entry, present);
                case FILE -> {
                    if (isToSend(path, entry, present.orElse(null))) {
                        sendFile(path, to, entry);
                        sentFiles++;
                        listener.onProgress(new Progress(sentFiles, sentBytes, totalFiles, totalBytes));
                    } else if (!entry.mode().equals(present.flatMap(Entry::mode))) {
                        setMode(to, entry);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(request.source().resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            // Gone since it was scanned; the next run deletes it.
            sourceChanged = true;
        }
    }

    void putDirectory(Path path, Path to) throws IOException {
        Files.createDirectories(to);
        Set<PosixFilePermission> mode = FileTree.entry(to).mode().orElse(OWNERS);
        if (!mode.containsAll(OWNERS)) {
            // Until all is in it; it becomes what it shall be at the end.
            Files.setPosixFilePermissions(to, OWNERS);
        }
    }

    void putLink(Path path, Path to, Entry entry, Optional<Entry> present) throws IOException {
        if (!entry.link().equals(present.flatMap(Entry::link))) {
            Path temporary = temporary(to);
            Files.createSymbolicLink(temporary, entry.link().orElseThrow());
            keep(path);
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private boolean isToSend(Path path, Entry wanted, @Nullable Entry present) throws IOException {
        return isToSend(wanted, present) || isKnownToHaveChanged(path);
    }

    /** Whoever names a file has seen a change of it, whatever its size and time say. */
    boolean isKnownToHaveChanged(Path path) throws IOException {
        return request.paths().filter(named -> named.contains(path)).isPresent()
                && Files.mismatch(request.source().resolve(path), target.resolve(path)) >= 0;
    }

    boolean isToSend(Entry wanted, @Nullable Entry present) {
        return present == null
                || present.kind() != Kind.FILE
                || present.size() != wanted.size()
                || !present.modified().equals(wanted.modified());
    }

    void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
        Path temporary = temporary(to);
        try {
            copy(path, temporary);
            setMode(temporary, entry);
            setModified(temporary, entry);
            keep(path);
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        Entry now = FileTree.entry(request.source().resolve(path));
        sourceChanged |= now.size() != entry.size() || !now.modified().equals(entry.modified());
    }

    /** Copies the content, chunk by chunk, so that an interruption is heeded within a large file too. */
    final void copy(Path path, Path to) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(request.source().resolve(path));
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                requireTime();
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    sentBytes += out.write(bytes);
                }
                listener.onProgress(new Progress(sentFiles, sentBytes, totalFiles, totalBytes));
            }
        }
    }

    void setModified(Path path, Entry entry) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(entry.modified()));
    }

    void setMode(Path path, Entry entry) throws IOException {
        if (entry.mode().isPresent()
                && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, entry.mode().orElseThrow());
        }
    }

    /** What is in the place of a path, which is to be replaced or deleted. */
    final void keep(Path path) throws IOException {
        if (versions != null) {
            versions.keep(path);
        }
    }

    void delete(Path path) throws IOException {
        keep(path);
        if (Files.deleteIfExists(target.resolve(path))) {
            deleted++;
        }
    }

    /** A name of its own, not made from the file's: that may be as long as names can be. */
    private static Path temporary(Path to) {
        return to.resolveSibling(".failover-" + UUID.randomUUID());
    }

    private MirrorReport report(Instant scanStarted, SortedMap<Path, Entry> wanted, boolean complete) {
        List<Entry> files = wanted.values().stream()
                .filter(entry -> entry.kind() == Kind.FILE)
                .toList();
        long bytes = files.stream().mapToLong(Entry::size).sum();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new MirrorReport(scanStarted, complete, files.size(), bytes, sentFiles, sentBytes, deleted, took);
    }
}
