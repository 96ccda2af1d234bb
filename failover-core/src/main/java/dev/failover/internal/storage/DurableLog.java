package dev.failover.internal.storage;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.journal.StateStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of text entries, one per line, which loses nothing it has acknowledged: not to a crash, a power cut or
 * a full disk.
 *
 * <p>An entry is on the disk (fsync) when {@link #append} returns. What a crash leaves of an entry that was being appended is
 * cut off when the log is next opened; every other deviation is refused rather than repaired. Made by
 * {@link StateDirectory#log}. Thread-safe; interruptions neither shorten nor harm a write.
 */
public final class DurableLog implements StateStore.Lines, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DurableLog.class);

    private final Disk disk;
    private final Path path;
    private final Path directory;
    private final Reserve reserve;
    private final BooleanSupplier held;
    private final List<String> entries;
    private final boolean recovered;
    private Disk.File file;
    private long length;
    private int size;
    /** Whether something may lie behind {@link #length}, or the file's name may not survive a power cut. */
    private boolean unsettled;

    private boolean closed;

    private DurableLog(
            Disk disk,
            Path path,
            Reserve reserve,
            BooleanSupplier held,
            LogFormat.Content content,
            boolean recovered,
            Disk.File file) {
        this.disk = disk;
        this.path = path;
        this.directory = directoryOf(path);
        this.reserve = reserve;
        this.held = held;
        this.entries = content.entries();
        this.recovered = recovered;
        this.file = file;
        this.length = content.length();
        this.size = entries.size();
    }

    /**
     * Opens it.
     *
     * @param held whether this process still keeps others out of the directory
     * @throws RejectedException if the file can't be read or written, is damaged, or of a newer version
     */
    static DurableLog open(Disk disk, Path path, Reserve reserve, BooleanSupplier held) {
        try {
            byte[] bytes = bytes(disk, path);
            LogFormat.Content content = LogFormat.parse(path, bytes);
            disk.delete(successorOf(path));
            if (content.torn()) {
                log.warn(
                        "{}: cut off {} bytes of an entry that a crash left incomplete; {} complete entries remain",
                        path,
                        bytes.length - content.length(),
                        content.entries().size());
            }
            if (content.length() == 0) {
                LogFormat.Content empty = new LogFormat.Content(List.of(), LogFormat.file(List.of()).length, false);
                return new DurableLog(
                        disk,
                        path,
                        reserve,
                        held,
                        empty,
                        content.torn(),
                        replaced(disk, path, LogFormat.file(List.of())));
            }
            DurableLog opened = new DurableLog(disk, path, reserve, held, content, content.torn(), disk.open(path));
            opened.settleFirst();
            return opened;
        } catch (IOException e) {
            throw new RejectedException(
                    path + " can't be opened: " + e + ". Make it readable and writable, and free"
                            + " space if there is none.",
                    e);
        }
    }

    /**
     * The entries of a log that another process may be writing to: without its lock, changing nothing. Empty if there is no
     * such file. The last entry may be missing if it is just being appended.
     *
     * @throws RejectedException if the file can't be read, is damaged, or of a newer version
     */
    public static List<String> read(Path file) {
        try {
            return LogFormat.parse(file, bytes(new RealDisk(), file)).entries();
        } catch (IOException e) {
            throw new RejectedException(file + " can't be read: " + e, e);
        }
    }

    private static byte[] bytes(Disk disk, Path file) throws IOException {
        try {
            return disk.read(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** The entries found when the log was opened, oldest first. */
    @Override
    public List<String> entries() {
        return entries;
    }

    /** Whether an incomplete entry was cut off when the log was opened. */
    public boolean recovered() {
        return recovered;
    }

    /** How many entries the file holds now. */
    @Override
    public synchronized int size() {
        return size;
    }

    /** How many bytes the file holds now. */
    public synchronized long length() {
        return length;
    }

    /**
     * Adds one entry; it is on the disk when this returns. If the disk is full, the reserve of the state directory is given up
     * for it.
     *
     * @param entry without newline, at most 1 MiB in UTF-8; a lone surrogate in it becomes a question mark
     * @throws UnavailableException if it could not be written. The file was put back to its last complete entry as far as the
     *     disk allowed it; a crash right after that may still bring the entry to light. Also if somebody removed or replaced
     *     the file, or the directory's lock
     */
    @Override
    public synchronized void append(String entry) {
        checkOpen();
        byte[] line = LogFormat.line(entry);
        requireInPlace();
        try {
            write(line);
        } catch (IOException e) {
            // "Disk full" can't be told from other errors: its text is localised, and Java shows no error number.
            if (!reserve.release()) {
                throw unavailable("could not be appended to", e);
            }
            log.warn(
                    "{} could not be appended to ({}): gave up the reserve of {} KiB for it. Free space on this disk now;"
                            + " the reserve is made again at the next start.",
                    path,
                    e.toString(),
                    Reserve.BYTES / 1024);
            try {
                write(line);
            } catch (IOException again) {
                throw unavailable("could not be appended to", again);
            }
        }
        size++;
    }

    /** What is written to a file without a name is lost with the process; and beside another process, both are. */
    private void requireInPlace() {
        try {
            if (!file.isAt(path)) {
                throw new UnavailableException(path
                        + " was removed, renamed or replaced while it was in use: nothing is written to what nobody will find again."
                        + " Put it back, or start anew");
            }
        } catch (IOException e) {
            throw unavailable("can't be found", e);
        }
        if (!held.getAsBoolean()) {
            throw new UnavailableException(
                    "the lock of " + directory
                            + " was removed while it was in use: another process may be at work there. Stop both, and start one");
        }
    }

    private void write(byte[] line) throws IOException {
        settle();
        unsettled = true;
        try {
            file.writeFully(line, length);
            file.sync();
        } catch (IOException e) {
            try {
                settle();
            } catch (IOException unsettling) {
                e.addSuppressed(unsettling);
            }
            throw e;
        }
        unsettled = false;
        length += line.length;
    }

    /** What a killed process wrote can be read at once, but need not be on the disk yet. */
    private void settleFirst() throws IOException {
        unsettled = true;
        try {
            settle();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void settle() throws IOException {
        if (unsettled) {
            file.truncate(length);
            file.sync();
            disk.syncDirectory(directory);
            unsettled = false;
        }
    }

    /**
     * Replaces all entries, in one step: after a crash the file holds either the old ones or these.
     *
     * @throws UnavailableException if that was not possible; the log is then as it was, and can still be appended to
     */
    @Override
    public synchronized void rewrite(List<String> replacement) {
        checkOpen();
        byte[] bytes = LogFormat.file(replacement);
        Disk.File old = file;
        try {
            file = replacedNotYetSynced(disk, path, bytes);
        } catch (IOException e) {
            throw unavailable("could not be rewritten", e);
        }
        length = bytes.length;
        size = replacement.size();
        // Until the new name is on the disk, an entry appended to the new file could vanish with it.
        unsettled = true;
        try {
            old.close();
            settle();
        } catch (IOException e) {
            throw unavailable("was rewritten, but this could not be confirmed", e);
        }
    }

    private static Disk.File replaced(Disk disk, Path path, byte[] bytes) throws IOException {
        Disk.File file = replacedNotYetSynced(disk, path, bytes);
        try {
            disk.syncDirectory(directoryOf(path));
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static Disk.File replacedNotYetSynced(Disk disk, Path path, byte[] bytes) throws IOException {
        Path successor = successorOf(path);
        Disk.File file = disk.open(successor);
        try {
            file.truncate(0);
            file.writeFully(bytes, 0);
            file.sync();
            disk.replace(successor, path);
            return file;
        } catch (IOException e) {
            try {
                file.close();
                disk.delete(successor);
            } catch (IOException leftBehind) {
                e.addSuppressed(leftBehind);
            }
            throw e;
        }
    }

    private static Path successorOf(Path path) {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    private static Path directoryOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " is no file's path");
        }
        return parent;
    }

    private UnavailableException unavailable(String what, IOException cause) {
        return new UnavailableException(path + " " + what + ": " + cause.getMessage(), cause);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes the file. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            log.warn("{} could not be closed: {}", path, e.toString());
        }
    }
}
