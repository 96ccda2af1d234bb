package dev.failover.internal.storage;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which one watcher keeps what must survive a crash. Open in one process at a time.
 *
 * <p>It holds {@code version}, {@code lock} (who has it open), {@code reserve} (space for the day the disk is full), {@code
 * unclean-end} (who had it open last and never closed it, until that is told) and one
 * {@code NAME.log} per {@link DurableLog}; others may keep files beside them that need not survive. Needs a local file system, whose locks and fsync are honest. For one thread at a
 * time.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(StateDirectory.class);
    private static final int VERSION = 1;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Pattern LOG_NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    /** More than a journal entry, less than the reserve. */
    private static final int PROBE_BYTES = 4096;

    private static final String UNCLEAN_END = "unclean-end";

    private final Path path;
    private final Disk disk;
    private final @Nullable DirectoryLock lock;
    private final Reserve reserve;
    private final Map<String, DurableLog> logs = new HashMap<>();
    private boolean closed;

    private StateDirectory(Path path, Disk disk, @Nullable DirectoryLock lock, Reserve reserve) {
        this.path = path;
        this.disk = disk;
        this.lock = lock;
        this.reserve = reserve;
    }

    /**
     * Opens the directory, made with mode 0700 if it isn't there, and keeps every other process out of it until closed.
     *
     * <p>Wider permissions are narrowed to 0700 if the directory is empty or a state directory already; of any other it only
     * warns, as it may be shared by mistake.
     *
     * @throws ConflictException if it is open already, in another process or in this one
     * @throws RejectedException if it can't be made, written to or synced, if its disk is full, if a newer version of the
     *     library wrote it, or if it or a file in it belongs to another user than this process's or root, or is a link
     */
    public static StateDirectory open(Path directory) {
        return open(directory, new RealDisk());
    }

    static StateDirectory open(Path directory, Disk disk) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            make(path);
            Trusted.requireDirectory(path);
            checkVersion(path);
            narrow(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
        DirectoryLock lock = DirectoryLock.take(path);
        try {
            checkVersion(path);
            probe(path, disk);
            if (lock.abandoned().isPresent()) {
                write(disk, path.resolve(UNCLEAN_END), lock.abandoned().get().getBytes(StandardCharsets.US_ASCII));
            }
            lock.sign();
            return prepared(path, disk, lock);
        } catch (IOException e) {
            lock.close();
            throw unusable(path, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a directory of an imitated disk: what is written to it is the same as on the machine's own, but there is no lock
     * that keeps others out, and there are no permissions.
     *
     * @throws RejectedException if it can't be written to, or if a newer version of the library wrote it
     */
    public static StateDirectory imitated(Path directory, Disk disk) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            checkVersion(path, disk);
            probe(path, disk);
            return prepared(path, disk, null);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static StateDirectory prepared(Path path, Disk disk, @Nullable DirectoryLock lock) throws IOException {
        writeVersion(path, disk);
        Reserve reserve = new Reserve(disk, path.resolve("reserve"));
        reserve.take();
        return new StateDirectory(path, disk, lock, reserve);
    }

    /**
     * The entries of one log, read without the lock and without changing anything; empty if the directory or the log isn't
     * there. The last entry may be missing if it is just being appended.
     *
     * @param name as given to {@link #log}
     * @throws RejectedException if the log can't be read, is damaged, or was written by a newer version of the library
     */
    public static Optional<List<String>> read(Path directory, String name) {
        Path file = directory.toAbsolutePath().normalize().resolve(fileName(name));
        try {
            checkVersion(directory);
        } catch (IOException e) {
            throw new RejectedException(directory + " can't be read: " + e, e);
        }
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(DurableLog.read(file)) : Optional.empty();
    }

    /**
     * The process that has the directory open, if there is one; without taking the lock or changing anything. It can't see a
     * process in another process namespace (container).
     */
    public static Optional<ProcessHandle> owner(Path directory) {
        return DirectoryLock.owner(directory.toAbsolutePath().normalize());
    }

    /**
     * The process that had it open last and ended without closing it, if nobody was {@linkplain #uncleanEndTold told} yet: it
     * was killed, ran out of memory, or its machine lost power.
     */
    public Optional<String> uncleanEnd() {
        try {
            return Optional.of(new String(disk.read(path.resolve(UNCLEAN_END)), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            logger.warn("{} can't be read: {}", path.resolve(UNCLEAN_END), e.toString());
            return Optional.empty();
        }
    }

    /** Humans were told; it is not said again. */
    public void uncleanEndTold() {
        try {
            disk.delete(path.resolve(UNCLEAN_END));
        } catch (IOException e) {
            logger.warn("{} can't be deleted: {}", path.resolve(UNCLEAN_END), e.toString());
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * Opens a log in this directory, made if it isn't there.
     *
     * @param name lower-case letters, digits and hyphens
     * @throws IllegalStateException if it is open already
     * @throws RejectedException if it can't be opened, is damaged, or was written by a newer version of the library
     */
    public DurableLog log(String name) {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
        DurableLog known = logs.get(name);
        if (known != null && !known.isClosed()) {
            throw new IllegalStateException("the log \"" + name + "\" is open already");
        }
        DurableLog opened = DurableLog.open(disk, path.resolve(fileName(name)), reserve, this::isHeld);
        logs.put(name, opened);
        return opened;
    }

    private boolean isHeld() {
        return lock == null || lock.isInPlace();
    }

    private static String fileName(String name) {
        if (!LOG_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a log's name must match " + LOG_NAME + ", not \"" + name + "\"");
        }
        return name + ".log";
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return; // Also through a symbolic link, which createDirectories refuses before JDK 20.
        }
        try {
            if (RealDisk.isPosix(path)) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createDirectories(path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new RejectedException(
                    e.getFile() + " is not a directory; give another path for the state directory.", e);
        }
    }

    private static void narrow(Path path) throws IOException {
        if (!RealDisk.isPosix(path)) {
            return;
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> excess = EnumSet.copyOf(found.isEmpty() ? OWNER_ONLY : found);
        excess.removeAll(OWNER_ONLY);
        if (excess.isEmpty()) {
            return;
        }
        if (Files.exists(path.resolve("version")) || isEmpty(path)) {
            try {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
                return;
            } catch (IOException e) {
                logger.warn("{}: its permissions can't be narrowed: {}", path, e.toString());
            }
        }
        logger.warn(
                "{} is open to other users ({}). It holds who is notified and where: chmod 0700 it, unless it is shared on"
                        + " purpose.",
                path,
                PosixFilePermissions.toString(found));
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return children.findAny().isEmpty();
        }
    }

    private static void checkVersion(Path path) throws IOException {
        checkVersion(path, new RealDisk());
    }

    private static void checkVersion(Path path, Disk disk) throws IOException {
        Path file = path.resolve("version");
        String text;
        try {
            text = new String(disk.read(file), StandardCharsets.ISO_8859_1).trim();
        } catch (NoSuchFileException e) {
            return;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new RejectedException(file + " does not hold a version number; nothing was changed. Restore it from a"
                    + " backup, or give another state directory.");
        }
        if (Integer.parseInt(text) > VERSION) {
            throw new RejectedException(
                    "%s is of version %s, which is newer than this version of the library knows (%s);"
                                    .formatted(path, text, VERSION)
                            + " nothing was changed. Use the newer version again, or give another state directory.");
        }
    }

    private static void writeVersion(Path path, Disk disk) throws IOException {
        Path file = path.resolve("version");
        try {
            disk.read(file);
        } catch (NoSuchFileException e) {
            Path successor = path.resolve("version.new");
            write(disk, successor, (VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            disk.replace(successor, file);
            disk.syncDirectory(path);
        }
    }

    /**
     * Writes to the directory and syncs it, beside whoever has it open in this process.
     *
     * @throws RejectedException if it can't be written to or synced, or its disk is full
     */
    public static void requireWritable(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            probe(path, new RealDisk());
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Permissions, quotas and read-only mounts show themselves for certain only in writing. */
    private static void probe(Path path, Disk disk) throws IOException {
        Path file = path.resolve("probe");
        try {
            write(disk, file, new byte[PROBE_BYTES]);
        } finally {
            disk.delete(file);
        }
        disk.syncDirectory(path);
    }

    private static void write(Disk disk, Path file, byte[] bytes) throws IOException {
        try (Disk.File opened = disk.open(file)) {
            opened.truncate(0);
            opened.writeFully(bytes, 0);
            opened.sync();
        }
    }

    private static RejectedException unusable(Path path, IOException e) {
        return new RejectedException(
                "The state directory " + path + " can't be used: " + e
                        + ". It must be a writable directory on a disk with space left: correct that, or give another"
                        + " state directory.",
                e);
    }

    /** Closes its logs and lets other processes in. Idempotent. */
    @Override
    public void close() {
        closed = true;
        logs.values().forEach(DurableLog::close);
        if (lock != null) {
            lock.close();
        }
    }
}
