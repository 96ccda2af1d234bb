package dev.failover.agent.page;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A directory of this machine, for a web server here to give. */
final class DirectoryTarget implements ExportTarget {
    private static final String BADGES = "badge";

    private final Path directory;

    DirectoryTarget(Path directory) {
        this.directory = directory;
    }

    @Override
    public void put(List<ExportedFile> files) {
        replace(files);
    }

    /** @return the names of what it has deleted */
    Set<String> replace(List<ExportedFile> files) {
        try {
            makeReadable(directory);
            dropLink(directory.resolve(BADGES));
            makeReadable(directory.resolve(BADGES));
            Set<String> current = new HashSet<>();
            for (ExportedFile file : files) {
                write(file);
                current.add(file.name());
            }
            return removeBadgesBut(current);
        } catch (IOException e) {
            throw new UnavailableException("the page can't be written to " + directory + ": " + e, e);
        }
    }

    /** The directory is the operator's to choose; what is in it, somebody else may have put there, to have us write and delete elsewhere. */
    private static void dropLink(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Files.delete(path);
        }
    }

    /** Whatever the umask is: a web server is another user. */
    private static void makeReadable(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (isPosix(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Nobody vouches any more for what that of a service says which is watched no more. */
    private Set<String> removeBadgesBut(Set<String> current) throws IOException {
        Set<String> removed = new HashSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory.resolve(BADGES), "*.svg")) {
            for (Path badge : found) {
                String name = BADGES + "/" + badge.getFileName();
                if (!current.contains(name) && Files.deleteIfExists(badge)) {
                    removed.add(name);
                }
            }
        }
        return removed;
    }

    private void write(ExportedFile content) throws IOException {
        Path file = directory.resolve(content.name());
        if (isThere(file, content.text())) {
            return;
        }
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        // Never through a link that somebody else who may write here has put in its place.
        Files.deleteIfExists(draft);
        Files.writeString(draft, content.text(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (isPosix(draft)) {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isThere(Path file, String text) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) < text.length() * 4L
                && Files.readString(file).equals(text);
    }

    private static boolean isPosix(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }
}
