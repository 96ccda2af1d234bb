package dev.failover.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Directories of the source that were entered last, kept open: to enter them anew for every file takes longer than to read it. One is
 * used as long as its path leads to it. Not thread-safe.
 */
final class HeldDirectories implements AutoCloseable {
    /** Files that are on their way at once are of not many more directories; each takes two of the process's open files. */
    private static final int MOST = 32;

    private final SourceTree tree;
    /** By raw path; what was used last comes last. */
    private final Map<String, Held> held = new LinkedHashMap<>(MOST, 0.75f, true);

    private boolean closed;

    /** @param key tells it from every other directory; null where the file system has no such thing */
    private record Held(
            Path path,
            DirectoryStream<Path> directory,
            @Nullable Object key) {
        boolean isInPlace() {
            try {
                return key != null
                        && key.equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                                .fileKey());
            } catch (IOException e) {
                return false;
            }
        }
    }

    HeldDirectories(SourceTree tree) {
        this.tree = tree;
    }

    /** What is there now. */
    Entry entry(String path) throws IOException {
        return tree.entry(above(path), path);
    }

    /** Whether a file is there, of the same size and time. */
    boolean isStill(String path, Entry scanned) {
        try {
            return entry(path).sameContentAs(scanned);
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens a file to be read; a link in its place is none. */
    InputStream open(String path) throws IOException {
        return tree.open(above(path), path);
    }

    private DirectoryStream<Path> above(String path) throws IOException {
        if (closed) {
            throw new IOException("the source was left before " + RawNames.show(path) + " was looked at");
        }
        String name = Scope.parent(path);
        Held known = held.get(name);
        if (known != null && known.isInPlace()) {
            return known.directory;
        }
        leave(name);
        if (held.size() >= MOST) {
            leave(held.keySet().iterator().next());
        }
        DirectoryStream<Path> directory = tree.enter(name);
        held.put(name, new Held(tree.resolve(name), directory, tree.key(directory)));
        return directory;
    }

    private void leave(String name) throws IOException {
        Held left = held.remove(name);
        if (left != null) {
            left.directory.close();
        }
    }

    /** What asks afterwards finds nothing: no directory is entered that nobody would leave. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (Held each : held.values()) {
            each.directory.close();
        }
        held.clear();
    }
}
