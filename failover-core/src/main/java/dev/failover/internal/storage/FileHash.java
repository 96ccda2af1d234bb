package dev.failover.internal.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The SHA-256 of a file's content. */
public final class FileHash {
    private static final int CHUNK = 64 * 1024;

    private FileHash() {}

    /** In lower-case hexadecimal; empty if the file is gone. */
    public static Optional<String> of(Path file) throws IOException, InterruptedException {
        return of(new RealDisk(), file);
    }

    /** The same, of a file of that disk. */
    public static Optional<String> of(FileTree disk, Path file) throws IOException, InterruptedException {
        try (InputStream content = disk.stream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                digest.update(chunk, 0, read);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading " + file);
                }
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
