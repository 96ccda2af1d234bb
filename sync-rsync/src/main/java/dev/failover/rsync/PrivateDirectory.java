package dev.failover.rsync;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory that nobody else can look into: ssh's configuration and socket, lists of names. Not thread-safe. */
final class PrivateDirectory implements AutoCloseable {
    /** A socket's path has 108 bytes; ssh needs some 25 of them for its name, and the directory's own has some 35. */
    private static final int LONGEST_PARENT = 30;

    private static final String PREFIX = "failover-rsync-";
    /** Held as long as the process lives, however it ends. */
    private static final String LOCK = "lock";

    private final InstantSource clock;
    private volatile @Nullable Path directory;
    private @Nullable FileChannel lock;

    PrivateDirectory(InstantSource clock) {
        this.clock = clock;
    }

    /** The directory, made if it is not there, or not any more: what is in temporary directories may be cleaned away. */
    Path path() {
        Path made = directory;
        if (made == null || !Files.isDirectory(made)) {
            made = make();
            directory = made;
        }
        return made;
    }

    /** The directory, if it was made. */
    Optional<Path> used() {
        return Optional.ofNullable(directory);
    }

    private Path make() {
        release();
        String given = System.getProperty("java.io.tmpdir");
        boolean usable =
                given.length() <= LONGEST_PARENT && given.chars().noneMatch(c -> c == ' ' || c == '%' || c == '"');
        Path parent = Path.of(usable ? given : "/tmp");
        try {
            // Under another name until it is locked, as without a lock it would be taken for one that was left behind.
            Path made = Files.createTempDirectory(parent, "failover-new-");
            FileChannel locked =
                    FileChannel.open(made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock = locked;
            locked.lock();
            String name = made.getFileName().toString().replace("failover-new-", PREFIX);
            Path named = Files.move(made, made.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
            LeftDirectories.remove(named, PREFIX, LOCK, clock.instant());
            return named;
        } catch (IOException e) {
            throw new UnavailableException("A temporary directory can't be made: " + e, e);
        }
    }

    private void release() {
        FileChannel held = lock;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                // It is released by that all the same.
            }
        }
    }

    /** A file with this content, in the place of an older one. */
    Path write(String name, byte[] content) {
        try {
            Path file = path().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UnavailableException("The temporary directory " + path() + " can't be used: " + e, e);
        }
    }

    /** An empty directory within. */
    Path empty(String name) {
        try {
            delete(path().resolve(name));
            return Files.createDirectory(path().resolve(name));
        } catch (IOException e) {
            throw new UnavailableException("The temporary directory " + path() + " can't be used: " + e, e);
        }
    }

    @Override
    public void close() {
        Path made = directory;
        directory = null;
        if (made != null) {
            try {
                delete(made);
            } catch (IOException e) {
                // It lies where such things are cleaned away.
            }
        }
        release();
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            List<Path> below;
            try (Stream<Path> listed = Files.list(path)) {
                below = listed.toList();
            }
            for (Path child : below) {
                delete(child);
            }
        }
        Files.deleteIfExists(path);
    }
}
