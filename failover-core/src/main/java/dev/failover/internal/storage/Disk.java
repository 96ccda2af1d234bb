package dev.failover.internal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a state directory asks of a file system: little enough that a full, torn or failing disk can be imitated. For
 * simulations; the machine's own file system is used unless one is given.
 *
 * <p>Any method may throw an {@code IOException}: the disk is full, broken or read-only. For one thread at a time.
 */
public interface Disk {
    /**
     * All bytes of a file.
     *
     * @throws java.nio.file.NoSuchFileException if it isn't there
     */
    byte[] read(Path path) throws IOException;

    /** Opens a file to write to; makes it, empty and readable by its owner only, if it isn't there. */
    File open(Path path) throws IOException;

    /** Puts {@code source} in the place of {@code target}: at any moment there is the one or the other. */
    void replace(Path source, Path target) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path path) throws IOException;

    /** Returns once the names in a directory, as they are now, would survive a power cut. */
    void syncDirectory(Path directory) throws IOException;

    /** An open file. */
    interface File extends Closeable {
        /** Whether the file is still the one of that name, rather than removed, renamed or replaced by somebody. */
        default boolean isAt(Path path) throws IOException {
            return true;
        }

        /** Writes some of the bytes; returns how many. */
        int write(byte[] bytes, int offset, int length, long position) throws IOException;

        void truncate(long length) throws IOException;

        /** Returns once the content, as it is now, would survive a power cut. */
        void sync() throws IOException;

        /** Writes all of the bytes. */
        default void writeFully(byte[] bytes, long position) throws IOException {
            int done = 0;
            while (done < bytes.length) {
                int written = write(bytes, done, bytes.length - done, position + done);
                if (written <= 0) {
                    throw new IOException("the disk took none of " + (bytes.length - done) + " bytes");
                }
                done += written;
            }
        }
    }
}
