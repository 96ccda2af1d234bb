package dev.failover.internal.storage;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's hold on a state directory: an operating system lock on the file {@code lock}, which therefore ends with the
 * process however that ends, and in it who holds it.
 *
 * <p>The operating system drops a process's locks on a file when that process closes <em>any</em> handle of that file. So
 * the file must not even be looked into while this process holds the lock.
 */
final class DirectoryLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);
    /** The start time of a process, as the system computes it, moves a little when its clock is set. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

    /** The directories held by this process, as the file system identifies them. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();
    /** Handles that must never be closed: another copy of this class, in another class loader, holds the lock. */
    private static final List<RandomAccessFile> NEVER_CLOSED = new CopyOnWriteArrayList<>();

    private static final int LONGEST_SIGNATURE = 100;

    private final Path directory;
    private final Object key;
    private final RandomAccessFile file;
    private final @Nullable Object fileKey;
    private final FileLock lock;
    private final Optional<Signature> before;
    private boolean released;

    private DirectoryLock(Path directory, Object key, RandomAccessFile file, FileLock lock) throws IOException {
        this.directory = directory;
        this.key = key;
        this.file = file;
        this.lock = lock;
        fileKey = RealDisk.key(file(directory));
        byte[] left = new byte[(int) Math.min(file.length(), LONGEST_SIGNATURE)];
        file.readFully(left);
        before = signature(new String(left, StandardCharsets.ISO_8859_1));
    }

    /** Whether the lock is still the file of that name: else another process can have one of its own. */
    boolean isInPlace() {
        try {
            return Objects.equals(fileKey, RealDisk.key(file(directory)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Who held it last and did not let go of it: it was killed, or its machine lost power. */
    Optional<String> abandoned() {
        return before.map(Signature::toString);
    }

    static DirectoryLock take(Path directory) {
        Object key = key(directory);
        if (!HELD.add(key)) {
            throw heldHere(directory);
        }
        boolean taken = false;
        try {
            DirectoryLock lock = lock(directory, key);
            taken = true;
            return lock;
        } catch (IOException e) {
            throw new RejectedException(
                    "The state directory " + directory + " can't be locked: " + e
                            + ". It must be a writable directory on a local disk.",
                    e);
        } finally {
            if (!taken) {
                HELD.remove(key);
            }
        }
    }

    private static DirectoryLock lock(Path directory, Object key) throws IOException {
        Path path = file(directory);
        RandomAccessFile file = RealDisk.openPrivate(path);
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return new DirectoryLock(directory, key, file, lock);
            }
        } catch (OverlappingFileLockException e) {
            NEVER_CLOSED.add(file);
            throw heldHere(directory);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        file.close();
        throw new ConflictException("%s is in use by %s; stop that first, or give another state directory."
                .formatted(directory, signature(path).map(Signature::toString).orElse("another process")));
    }

    private static ConflictException heldHere(Path directory) {
        return new ConflictException(directory + " is in use by this very process ("
                + ProcessHandle.current().pid() + "); close it first, or give another state directory.");
    }

    /** Writes into the lock who holds it. */
    void sign() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElse(Instant.EPOCH);
        file.setLength(0);
        file.seek(0);
        file.write((self.pid() + " " + start + "\n").getBytes(StandardCharsets.US_ASCII));
        file.getFD().sync();
    }

    static Optional<ProcessHandle> owner(Path directory) {
        if (Files.exists(directory) && HELD.contains(key(directory))) {
            return Optional.of(ProcessHandle.current());
        }
        return signature(file(directory)).flatMap(Signature::process);
    }

    @Override
    public void close() {
        if (released) {
            return;
        }
        released = true;
        try (file) {
            file.setLength(0);
            lock.release();
        } catch (IOException e) {
            log.warn("{} could not be unlocked properly: {}", directory, e.toString());
        } finally {
            HELD.remove(key);
        }
    }

    private static Path file(Path directory) {
        return directory.resolve("lock");
    }

    private static Object key(Path directory) {
        try {
            Object key =
                    Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
            return key == null ? directory.toRealPath() : key;
        } catch (IOException e) {
            throw new RejectedException("The state directory " + directory + " can't be read: " + e, e);
        }
    }

    private static Optional<Signature> signature(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return signature(new String(in.readNBytes(LONGEST_SIGNATURE), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Signature> signature(String text) {
        try {
            String[] words = text.trim().split(" ", -1);
            return words.length == 2
                    ? Optional.of(new Signature(Long.parseLong(words[0]), Instant.parse(words[1])))
                    : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Who holds a lock, by its own account. */
    private record Signature(long pid, Instant start) {
        /** The process, unless it has ended; its number may be another's by now. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(instant ->
                                    Duration.between(instant, start).abs().compareTo(START_TOLERANCE) < 0)
                            .orElse(true));
        }

        @Override
        public String toString() {
            return "process " + pid + " (started " + start + ")";
        }
    }
}
