package dev.failover.rsync;

import dev.failover.sync.Exclusions;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds, among the paths that a run names, those whose time says nothing about their content: it was set ({@code cp -p}, {@code
 * SOURCE_DATE_EPOCH}) after the file was written, or came with a directory that was put in the place of another. rsync would take such a
 * file for what the target has, if the size is the same, and so is told to compare content.
 */
final class SetTimes {
    /** What is below a directory that is named is looked at only so far: rsync reads all of it, at both sides. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final int MOST_FILES = 10_000;

    private final Path source;
    private final Exclusions exclusions;
    private final boolean wholeSeconds;
    private long bytes;
    private int files;

    SetTimes(Path source, Exclusions exclusions, boolean wholeSeconds) {
        this.source = source;
        this.exclusions = exclusions;
        this.wholeSeconds = wholeSeconds;
    }

    /** Which of these, relative to the source, are to be compared by content. */
    Set<Path> among(Set<Path> named) {
        Set<Path> found = new TreeSet<>();
        for (Path path : named) {
            Path file = source.resolve(path);
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile() ? isSet(file, attributes) : attributes.isDirectory() && isSmall(file)) {
                    found.add(path);
                }
            } catch (IOException e) {
                // It is gone, or rsync says why it can't be read.
            }
        }
        return found;
    }

    private boolean isSet(Path file, BasicFileAttributes attributes) throws IOException {
        if (wholeSeconds || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        return changed.compareTo(attributes.lastModifiedTime()) > 0;
    }

    private boolean isSmall(Path directory) throws IOException {
        boolean[] small = {true};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
                return exclusions.exclude(source.relativize(below), true)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes += attributes.size();
                small[0] = ++files <= MOST_FILES && bytes <= MOST_BYTES;
                return small[0] ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return small[0];
    }
}
