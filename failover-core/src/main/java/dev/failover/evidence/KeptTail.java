package dev.failover.evidence;

import dev.failover.internal.storage.Disk;
import dev.failover.internal.storage.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The last bytes of whatever is written, in a file: once it is full, the oldest are overwritten in a ring, which is put in order at the
 * end. Not thread-safe.
 */
final class KeptTail {
    private static final int CHUNK = 64 * 1024;

    private final FileTree disk;
    private final Path path;
    private final Disk.File file;
    private final long limit;
    private final Room room;
    private long size;
    private long position;
    private long seen;
    private boolean full;

    /**
     * Begins.
     *
     * @param path where it is kept while it grows
     * @param limit bytes at most; less, if there is no room
     */
    KeptTail(FileTree disk, Path path, long limit, Room room) throws IOException {
        this.disk = disk;
        this.path = path;
        this.limit = limit;
        this.room = room;
        this.file = disk.open(path);
    }

    void write(byte[] bytes) throws IOException {
        int done = 0;
        seen += bytes.length;
        while (done < bytes.length) {
            int wanted = (int) Math.min(bytes.length - done, limit - size);
            int granted = full ? 0 : room.take(wanted);
            full |= granted < wanted || size + granted == limit;
            if (granted > 0) {
                put(bytes, done, granted, size);
                size += granted;
                done += granted;
            } else if (size == 0) {
                return;
            } else {
                int piece = (int) Math.min(bytes.length - done, size - position);
                put(bytes, done, piece, position);
                position = (position + piece) % size;
                done += piece;
            }
        }
    }

    private void put(byte[] bytes, int offset, int length, long at) throws IOException {
        int done = 0;
        while (done < length) {
            int written = file.write(bytes, offset + done, length - done, at + done);
            if (written <= 0) {
                throw new IOException("the disk took nothing");
            }
            done += written;
        }
    }

    /** How many bytes are kept. */
    long size() {
        return size;
    }

    /** How many came before those that are kept. */
    long dropped() {
        return seen - size;
    }

    /** Ends it: what is kept is durable, in order, and under its own name. */
    void seal(Path target) throws IOException {
        file.sync();
        file.close();
        if (position > 0) {
            Path ordered = path.resolveSibling(path.getFileName() + ".ordered");
            try (Disk.File copy = disk.open(ordered)) {
                copy(copy, position, size, 0);
                copy(copy, 0, position, size - position);
                copy.sync();
            }
            disk.replace(ordered, path);
        }
        disk.replace(path, target);
    }

    private void copy(Disk.File copy, long from, long to, long at) throws IOException {
        try (InputStream content = new BufferedInputStream(disk.stream(path))) {
            content.skipNBytes(from);
            long done = from;
            while (done < to) {
                byte[] chunk = content.readNBytes((int) Math.min(CHUNK, to - done));
                if (chunk.length == 0) {
                    throw new IOException(path + " has become shorter");
                }
                copy.writeFully(chunk, at + done - from);
                done += chunk.length;
            }
        }
    }
}
