package dev.failover.internal.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Space kept back, so that a disk that becomes full does not stop the next entry of a log. Given up once, made again when
 * the state directory is next opened.
 */
final class Reserve {
    static final int BYTES = 64 * 1024;
    private static final Logger log = LoggerFactory.getLogger(Reserve.class);

    private final Disk disk;
    private final Path file;
    private boolean held;

    Reserve(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** Takes the space, if it is to be had. */
    synchronized void take() {
        try {
            if (!isKept()) {
                fill();
            }
            held = true;
        } catch (IOException e) {
            log.warn("{}: no space could be kept back for the day the disk is full: {}", file, e.toString());
            release();
        }
    }

    private boolean isKept() throws IOException {
        try {
            return disk.read(file).length == BYTES;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void fill() throws IOException {
        // Neither zeros nor a pattern: file systems exist which would keep no space for those.
        byte[] bytes = new byte[BYTES];
        new Random(BYTES).nextBytes(bytes);
        try (Disk.File opened = disk.open(file)) {
            opened.truncate(0);
            opened.writeFully(bytes, 0);
            opened.sync();
        }
    }

    /** Gives the space up; false if there was none. */
    synchronized boolean release() {
        boolean given = held;
        held = false;
        try {
            disk.delete(file);
        } catch (IOException e) {
            log.warn("{} could not be deleted: {}", file, e.toString());
            return false;
        }
        return given;
    }
}
