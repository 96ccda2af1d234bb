package dev.failover.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The machine's own file system.
 *
 * <p>Files are written by {@link RandomAccessFile} rather than by a channel, because a channel is closed under its owner
 * when the writing thread is interrupted.
 */
final class RealDisk implements Disk {
    @Override
    public byte[] read(Path path) throws IOException {
        return Files.readAllBytes(path);
    }

    @Override
    public File open(Path path) throws IOException {
        return new RealFile(openPrivate(path));
    }

    /** Opens a file to write to; makes it, readable by its owner only, if it isn't there. */
    static RandomAccessFile openPrivate(Path path) throws IOException {
        if (isPosix(path)) {
            try {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                // What is there is opened below, or refused there if it is no file.
            }
        }
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

    static boolean isPosix(Path path) {
        Path existing = path.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        return Files.getFileAttributeView(existing, PosixFileAttributeView.class) != null;
    }

    private static final class RealFile implements File {
        private final RandomAccessFile file;

        RealFile(RandomAccessFile file) {
            this.file = file;
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
