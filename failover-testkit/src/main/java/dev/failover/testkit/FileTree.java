package dev.failover.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies below a directory, by path relative to it; a directory comes before what is in it. Links are not followed. */
final class FileTree {
    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /**
     * One of them.
     *
     * @param modified to the microsecond, as not every JDK sets more; of files only
     * @param mode empty where the file system has none; of files and directories
     * @param link what a link says
     */
    record Entry(
            Kind kind, long size, Instant modified, Optional<Set<PosixFilePermission>> mode, Optional<Path> link) {}

    private FileTree() {}

    /** Everything below {@code root}, or everything at and below {@code root/start}; empty if that is not there. */
    static SortedMap<Path, Entry> scan(Path root, Path start) throws IOException {
        SortedMap<Path, Entry> entries = new TreeMap<>();
        Files.walkFileTree(root.resolve(start), visitor(root, entries));
        return entries;
    }

    private static FileVisitor<Path> visitor(Path root, SortedMap<Path, Entry> entries) {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return add(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return add(file, attributes);
            }

            private FileVisitResult add(Path path, BasicFileAttributes attributes) throws IOException {
                if (!path.equals(root) && !attributes.isOther()) {
                    entries.put(root.relativize(path), entry(path, attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        };
    }

    static Entry entry(Path path) throws IOException {
        return entry(path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    private static Entry entry(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return new Entry(Kind.LINK, 0, Instant.EPOCH, Optional.empty(), Optional.of(Files.readSymbolicLink(path)));
        }
        if (attributes.isDirectory()) {
            return new Entry(Kind.DIRECTORY, 0, Instant.EPOCH, mode(path), Optional.empty());
        }
        Instant modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MICROS);
        return new Entry(Kind.FILE, attributes.size(), modified, mode(path), Optional.empty());
    }

    private static Optional<Set<PosixFilePermission>> mode(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view == null
                ? Optional.empty()
                : Optional.of(Set.copyOf(view.readAttributes().permissions()));
    }
}
