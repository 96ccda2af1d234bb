package dev.failover.agent.backup;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.agent.control.Documents;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the state directory keeps one backup's record, its dump, and what a restore test restores. */
public final class BackupStore {
    /** Belongs to whoever this process is, also to a user without a name. */
    private static final Path SELF = Path.of("/proc/self");

    private final String name;
    private final Path directory;

    /** @param name of the backup */
    public BackupStore(Path stateDirectory, String name) {
        this.name = name;
        this.directory = stateDirectory.resolve("backups").resolve(name);
    }

    /** What is known; nothing, if that was never written or can't be read. */
    public BackupRecord read() {
        try {
            return Optional.ofNullable(
                            Documents.read(JsonParser.parseString(Files.readString(record())), BackupRecord.class))
                    .filter(found -> found.latest() != null && found.tested() != null && found.failures() != null)
                    .orElse(BackupRecord.NONE);
        } catch (NoSuchFileException | JsonParseException e) {
            return BackupRecord.NONE;
        } catch (IOException e) {
            throw new UnavailableException("%s can't be read: %s".formatted(record(), e), e);
        }
    }

    private Path record() {
        return directory.resolve("record.json");
    }

    void write(BackupRecord record) {
        try {
            Path next = directory.resolve("record.json.new");
            Files.writeString(next, Documents.line(record));
            Files.move(next, record(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("%s can't be written: %s".formatted(record(), e), e);
        }
    }

    /** Where a command's output is kept until the next one. */
    Path dump() {
        return directory.resolve("dump");
    }

    /** Where a test restores to. */
    Path scratch() {
        return directory.resolve("scratch");
    }

    /**
     * Keeps others away, in this process and in others, until it is closed.
     *
     * @throws UnavailableException if somebody is at work already
     * @throws RejectedException if this user must not write here: the agent could not afterwards
     */
    Held hold() {
        try {
            requireOwner();
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Another thread of this process has it.
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            if (lock == null) {
                throw new UnavailableException(
                        "The backup %s is being taken or tested already: wait until that has ended".formatted(name));
            }
            return new Held(channel);
        } catch (IOException e) {
            throw new UnavailableException("%s can't be used: %s".formatted(directory, e), e);
        }
    }

    private void requireOwner() throws IOException {
        Path state = Optional.ofNullable(directory.getParent())
                .map(Path::getParent)
                .filter(Files::isDirectory)
                .orElse(null);
        if (state == null) {
            return;
        }
        UserPrincipal owner = Files.getOwner(state);
        UserPrincipal user = Files.getOwner(Files.exists(SELF) ? SELF : state);
        if (!owner.equals(user)) {
            throw new RejectedException("%s belongs to %s, and what %s writes there the agent could not: be that user"
                    .formatted(state, owner.getName(), user.getName()));
        }
    }

    /** The right to work on it. */
    static final class Held implements AutoCloseable {
        private final FileChannel channel;

        private Held(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It is released by that all the same.
            }
        }
    }
}
