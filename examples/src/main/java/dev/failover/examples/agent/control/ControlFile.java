package dev.failover.examples.agent.control;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where the running agent listens and the password to it, in the file {@code control} of its state directory: whoever may
 * read that file may command the agent.
 *
 * @param token to be shown with each request
 */
record ControlFile(int port, String token) {
    private static final String NAME = "control";
    private static final Gson GSON = new Gson();

    /** Writes it, readable by the owner only, from one moment to the next. */
    void write(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        Path draft = directory.resolve(NAME + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly(directory));
        Files.writeString(draft, GSON.toJson(this) + "\n");
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** What the directory's file says; empty if there is none, or it can't be understood. */
    static Optional<ControlFile> read(Path directory) throws IOException {
        try {
            ControlFile found = GSON.fromJson(Files.readString(directory.resolve(NAME)), ControlFile.class);
            boolean whole = found != null && found.token != null && found.port > 0 && found.port <= 65_535;
            return whole ? Optional.of(found) : Optional.empty();
        } catch (NoSuchFileException | JsonParseException e) {
            return Optional.empty();
        }
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(NAME));
    }
}
