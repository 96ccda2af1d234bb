package dev.failover.sync;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a source, as a run sees it: without what is reserved and what is excluded, be it readable or not. No link is followed, but
 * the source itself may be one. Paths are told relative to the source.
 */
abstract class SourceWalk {
    private final Path source;
    private final Exclusions exclusions;

    SourceWalk(Path source, Exclusions exclusions) {
        this.source = source;
        this.exclusions = exclusions;
    }

    /**
     * A directory, before what is in it.
     *
     * @return whether to look into it
     */
    boolean directory(Path path, Path directory) throws IOException {
        return true;
    }

    /**
     * Anything but a directory.
     *
     * @return whether to go on
     */
    boolean file(Path path, Path file, BasicFileAttributes attributes) throws IOException {
        return true;
    }

    /** What is there and can't be looked at, or into; the walk goes on beside it. */
    abstract void unreadable(Path path, IOException failure) throws IOException;

    /**
     * Walks, until the thread is interrupted or there is no more.
     *
     * @param start relative to the source; what is not there is passed over
     * @throws IOException if the source itself can't be looked into
     */
    final void from(Path start) throws IOException, InterruptedException {
        // A link is not followed by a walk, not even where it begins.
        Path root = source.toRealPath();
        Files.walkFileTree(root.resolve(start), new Visitor(root));
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while looking through " + source);
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;

        Visitor(Path root) {
            this.root = root;
        }

        private boolean isForeign(Path path, boolean directory) {
            return path.startsWith(FileSync.RESERVED)
                    || !path.toString().isEmpty() && exclusions.exclude(path, directory);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Path path = root.relativize(directory);
            return !isForeign(path, true) && directory(path, directory)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path path = root.relativize(file);
            boolean more =
                    !Thread.currentThread().isInterrupted() && (isForeign(path, false) || file(path, file, attributes));
            return more ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            Path path = root.relativize(file);
            boolean gone = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (!gone && !isForeign(path, Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))) {
                unreadable(path, failure);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                unreadable(root.relativize(directory), failure);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
