package dev.failover.rsync;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory that nobody else can look into: ssh's configuration and socket, lists of names. Not thread-safe. */
final class PrivateDirectory implements AutoCloseable {
    /** A socket's path has 108 bytes; ssh needs some 60 of them for its name, and the directory's own has some 30. */
    private static final int LONGEST_PARENT = 30;

    private @Nullable Path directory;

    /** The directory, made if it is not there, or not any more: what is in temporary directories may be cleaned away. */
    Path path() {
        Path made = directory;
        if (made == null || !Files.isDirectory(made)) {
            made = make();
            directory = made;
        }
        return made;
    }

    private static Path make() {
        String parent = System.getProperty("java.io.tmpdir");
        try {
            if (parent.length() <= LONGEST_PARENT && parent.chars().noneMatch(c -> c == ' ' || c == '%' || c == '"')) {
                return Files.createTempDirectory("failover-rsync-");
            }
            return Files.createTempDirectory(Path.of("/tmp"), "failover-rsync-");
        } catch (IOException e) {
            throw new UnavailableException("A temporary directory can't be made: " + e, e);
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
    }

    private static void delete(Path path) throws IOException {
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
