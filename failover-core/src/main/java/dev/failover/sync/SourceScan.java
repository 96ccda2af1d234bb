package dev.failover.sync;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a look through a source finds that a run does not tell: how much there is, before anything is done about it. What it remembers does
 * not grow with the source.
 */
final class SourceScan extends SourceWalk {
    /** Of files that a command waits for, each is remembered. */
    private static final int MOST_STAMPED = 20_000;

    private final Path root;
    private final List<Exclusions> watched;
    private final List<Path> certificates = new ArrayList<>();
    private final List<Map<Path, String>> stamps = new ArrayList<>();
    private final Likeness likeness = new Likeness();
    private Optional<String> unreadable = Optional.empty();
    private long files;

    private SourceScan(Path root, Exclusions exclusions, List<Exclusions> watched) {
        super(root, exclusions);
        this.root = root;
        this.watched = watched;
        watched.forEach(pattern -> stamps.add(new TreeMap<>()));
    }

    /**
     * Looks through a source, or one path of it.
     *
     * @param start relative to the source
     * @param watched patterns whose files are stamped
     * @throws RejectedException if these name too many files
     * @throws UnavailableException if the source itself can't be looked through
     */
    static SourceScan of(Path root, Path start, Exclusions exclusions, List<Exclusions> watched)
            throws InterruptedException {
        SourceScan scan = new SourceScan(root, exclusions, watched);
        try {
            scan.from(start);
        } catch (NoSuchFileException e) {
            // A source that is not there holds no files.
        } catch (IOException e) {
            throw new UnavailableException("the source %s can't be looked through: %s".formatted(root, e), e);
        }
        return scan;
    }

    long files() {
        return files;
    }

    /** The first thing found that can't be read, and why, for a human; empty if there is none. */
    Optional<String> unreadable() {
        return unreadable;
    }

    /** What the files are, to tell this source from another. */
    Likeness likeness() {
        return likeness;
    }

    /** Files that may hold certificates; as many as are read. */
    List<Path> certificates() {
        return certificates;
    }

    /** Of each file that one of the patterns watched names, what changes with its content; in the patterns' order. */
    List<Map<Path, String>> stamps() {
        return stamps;
    }

    @Override
    void unreadable(Path path, IOException failure) {
        if (unreadable.isEmpty()) {
            unreadable = Optional.of("%s (%s)"
                    .formatted(Excerpt.of(path.toString()), failure.getClass().getSimpleName()));
        }
    }

    @Override
    boolean file(Path path, Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files++;
            likeness.add(path, attributes);
        }
        if (CertificateDates.isLikely(file) && certificates.size() < CertificateDates.MOST_FILES) {
            certificates.add(file);
        }
        for (int i = 0; i < watched.size(); i++) {
            if (watched.get(i).exclude(path, false)) {
                stamp(watched.get(i), stamps.get(i), path, attributes);
            }
        }
        return true;
    }

    private void stamp(Exclusions pattern, Map<Path, String> stamped, Path path, BasicFileAttributes attributes) {
        stamped.put(path, attributes.size() + "/" + attributes.lastModifiedTime());
        if (stamped.size() > MOST_STAMPED) {
            throw new RejectedException(
                    "a command is to run after changes of %s, which are more than %s files of %s; name fewer"
                            .formatted(pattern.patterns(), MOST_STAMPED, root));
        }
    }
}
