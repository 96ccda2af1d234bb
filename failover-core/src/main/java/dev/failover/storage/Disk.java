package dev.failover.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What is asked of a file system: little enough that a full or failing disk can be imitated. */
interface Disk {
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
