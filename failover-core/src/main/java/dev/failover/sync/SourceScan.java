package dev.failover.sync;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a look through a source finds that a run does not tell: how much there is, before anything is done about it. */
final class SourceScan {
    private final Path root;
    private final Exclusions exclusions;
    private final List<Exclusions> watched;
    private final List<Path> certificates = new ArrayList<>();
    private final List<Map<Path, String>> stamps = new ArrayList<>();
    private long files;

    private SourceScan(Path root, Exclusions exclusions, List<Exclusions> watched) {
        this.root = root;
        this.exclusions = exclusions;
        this.watched = watched;
        watched.forEach(pattern -> stamps.add(new TreeMap<>()));
    }

    /**
     * Looks through a source, or one path of it.
     *
     * @param start relative to the source
     * @param watched patterns whose files are stamped
     */
    static SourceScan of(Path root, Path start, Exclusions exclusions, List<Exclusions> watched)
            throws InterruptedException {
        SourceScan scan = new SourceScan(root, exclusions, watched);
        try {
            Files.walkFileTree(root.resolve(start), scan.visitor());
        } catch (IOException e) {
            throw new UnavailableException("the source %s can't be looked through: %s".formatted(root, e), e);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while looking through " + root);
        }
        return scan;
    }

    long files() {
        return files;
    }

    List<Path> certificates() {
        return certificates;
    }

    /** Of each file that one of the patterns watched names, what changes with its content; in the patterns' order. */
    List<Map<Path, String>> stamps() {
        return stamps;
    }

    private SimpleFileVisitor<Path> visitor() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                Path path = root.relativize(directory);
                return path.startsWith(FileSync.RESERVED) || isExcluded(path, true)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (Thread.currentThread().isInterrupted()) {
                    return FileVisitResult.TERMINATE;
                }
                Path path = root.relativize(file);
                if (!isExcluded(path, false)) {
                    count(file, path, attributes);
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

    private boolean isExcluded(Path path, boolean directory) {
        return !path.toString().isEmpty() && exclusions.exclude(path, directory);
    }

    private void count(Path file, Path path, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files++;
        }
        if (CertificateDates.isLikely(file)) {
            certificates.add(file);
        }
        for (int i = 0; i < watched.size(); i++) {
            if (watched.get(i).exclude(path, false)) {
                stamps.get(i).put(path, attributes.size() + "/" + attributes.lastModifiedTime());
            }
        }
    }
}
