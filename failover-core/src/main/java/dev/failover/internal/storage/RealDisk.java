package dev.failover.internal.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own file system.
 *
 * <p>Files are written by {@link RandomAccessFile} rather than by a channel, because a channel is closed under its owner
 * when the writing thread is interrupted.
 */
public final class RealDisk implements FileTree {
    /** The disk of this machine. */
    public RealDisk() {}

    @Override
    public byte[] read(Path path) throws IOException {
        Trusted.requireFile(path);
        return Files.readAllBytes(path);
    }

    @Override
    public File open(Path path) throws IOException {
        RandomAccessFile file = openPrivate(path);
        return new RealFile(file, key(path));
    }

    /** Opens a file to write to; makes it, readable by its owner only, if it isn't there. */
    static RandomAccessFile openPrivate(Path path) throws IOException {
        Trusted.makeFile(path);
        return new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return; // Elsewhere a directory can't be opened, and needs no syncing.
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (!synced(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False if an interruption came in between. */
    private static boolean synced(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    @Override
    public boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    @Override
    public long size(Path path) throws IOException {
        return Files.size(path);
    }

    @Override
    public InputStream stream(Path path) throws IOException {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long usable(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    static boolean isPosix(Path path) {
        Path existing = path.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        return Files.getFileAttributeView(existing, PosixFileAttributeView.class) != null;
    }

    /** What the file system knows a file by, whatever its name; null where there is no such thing. */
    static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static final class RealFile implements File {
        private final RandomAccessFile file;
        private final @Nullable Object key;

        RealFile(RandomAccessFile file, @Nullable Object key) {
            this.file = file;
            this.key = key;
        }

        @Override
        public boolean isAt(Path path) throws IOException {
            try {
                return Objects.equals(key, key(path));
            } catch (NoSuchFileException e) {
                return false;
            }
        }

        @Override
        public int write(byte[] bytes, int offset, int length, long position) throws IOException {
            file.seek(position);
            file.write(bytes, offset, length);
            return length;
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
