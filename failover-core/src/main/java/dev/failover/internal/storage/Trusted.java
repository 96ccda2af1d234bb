package dev.failover.internal.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a state directory and what lies in it are: this process's user's, or root's. What somebody else put there, or a link
 * that leads elsewhere, is refused rather than read or written through.
 */
public final class Trusted {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Optional<UserPrincipal> SELF = self();

    private Trusted() {}

    /**
     * Makes sure of a file that is about to be opened.
     *
     * @throws NoSuchFileException if it is not there
     * @throws FileSystemException if it is a link, a directory or no regular file, or somebody else's
     */
    public static void requireFile(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            String what = attributes.isSymbolicLink()
                    ? "is a symbolic link"
                    : attributes.isDirectory() ? "is a directory" : "is no regular file";
            throw new FileSystemException(file.toString(), null, what + ", which failover did not make: remove it");
        }
        requireOwner(file);
    }

    /**
     * Makes a file for its owner only, if it is not there, and makes sure of it.
     *
     * @throws FileSystemException as {@link #requireFile}
     */
    public static void makeFile(Path file) throws IOException {
        try {
            if (RealDisk.isPosix(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            requireFile(file);
        }
    }

    /**
     * Makes sure of a directory, through a link to it if it is one.
     *
     * @throws FileSystemException if it is somebody else's
     */
    static void requireDirectory(Path directory) throws IOException {
        requireOwner(directory.toRealPath());
    }

    private static void requireOwner(Path path) throws IOException {
        if (SELF.isEmpty()
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        boolean root =
                Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0);
        if (!root && !owner.equals(SELF.get())) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "belongs to %s, but this process runs as %s: run it as %1$s, or give it a directory of its own"
                            .formatted(owner.getName(), SELF.get().getName()));
        }
    }

    /** As the system sees this process; where it does not tell, nothing is compared. */
    private static Optional<UserPrincipal> self() {
        try {
            return Optional.of(Files.getOwner(Path.of("/proc/self")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
