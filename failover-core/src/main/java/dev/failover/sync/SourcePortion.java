package dev.failover.sync;

import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.FileSync.Verifying;
import dev.failover.sync.ProofNote.Place;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The next files of a source after a place, in the order of their names, what is in a directory in its place: so the place is all that has
 * to be remembered, and a restart goes on where another process stopped. Memory does not grow with the source.
 */
final class SourcePortion {
    private static final int MOST_FILES = 1000;
    private static final int MOST_NAMES = 10_000;
    /** A file costs as much as so many bytes, however small it is. */
    private static final int FILE = 16 * 1024;

    private final Path root;
    private final Exclusions exclusions;
    private final Optional<Place> after;
    private final Verifying verifying;
    private final long most;
    private final Set<Path> files = new LinkedHashSet<>();
    private Stretch stretch = Stretch.ALL;
    private Optional<Place> reached;
    private long bytes;
    private long ended;
    private boolean last;

    private SourcePortion(Path root, Exclusions exclusions, Optional<Place> after, Verifying verifying, long most) {
        this.root = root;
        this.exclusions = exclusions;
        this.after = after;
        this.verifying = verifying;
        this.most = most;
        reached = after;
    }

    /**
     * Looks for them.
     *
     * @param most how many bytes are wanted; a single file may have more if it can't be cut
     * @throws UnavailableException if the source can't be looked through
     */
    static SourcePortion of(Path root, Exclusions exclusions, Optional<Place> after, Verifying verifying, long most)
            throws InterruptedException {
        SourcePortion portion = new SourcePortion(root, exclusions, after, verifying, most);
        try {
            portion.last = portion.below(Path.of(""), after.map(Place::path));
        } catch (IOException e) {
            throw new UnavailableException("the source %s can't be looked through: %s".formatted(root, e), e);
        }
        return portion;
    }

    /** Relative to the source. */
    Set<Path> files() {
        return files;
    }

    /** Of each of them. */
    Stretch stretch() {
        return stretch;
    }

    /** How much there is to compare. */
    long bytes() {
        return bytes;
    }

    /** How many files end with it. */
    long filesEnded() {
        return ended;
    }

    /** How far it goes. */
    Optional<Place> reached() {
        return reached;
    }

    /** Whether there is nothing after it. */
    boolean isLast() {
        return last;
    }

    /**
     * @param from what is before this path was done, relative to the directory
     * @return whether there is room for more
     */
    private boolean below(Path directory, Optional<Path> from) throws IOException, InterruptedException {
        Optional<Path> on = from;
        Optional<Path> least = from.map(path -> path.getName(0));
        boolean again = true;
        while (again) {
            NavigableSet<Path> names = names(directory, least, on.isPresent());
            for (Path name : names) {
                boolean onTheWay = on.isPresent() && on.get().getName(0).equals(name);
                if (!take(directory.resolve(name), onTheWay ? on : Optional.empty())) {
                    return false;
                }
            }
            again = names.size() >= MOST_NAMES;
            if (again) {
                least = Optional.of(names.last());
                on = Optional.empty();
            }
        }
        return true;
    }

    /** The first names in a directory, as many as are kept at once. */
    private NavigableSet<Path> names(Path directory, Optional<Path> least, boolean inclusive)
            throws IOException, InterruptedException {
        NavigableSet<Path> names = new TreeSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve(directory))) {
            for (Path child : children) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while looking through " + root);
                }
                Path name = child.getFileName();
                int order = least.map(name::compareTo).orElse(1);
                if (order > 0 || inclusive && order == 0) {
                    names.add(name);
                    if (names.size() > MOST_NAMES) {
                        names.pollLast();
                    }
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was seen; the root is no such thing.
            if (directory.toString().isEmpty()) {
                throw e;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private boolean take(Path path, Optional<Path> on) throws IOException, InterruptedException {
        BasicFileAttributes attributes = attributes(path);
        if (attributes == null
                || path.startsWith(FileSync.RESERVED)
                || exclusions.exclude(path, attributes.isDirectory())) {
            return true;
        }
        if (attributes.isDirectory()) {
            return below(
                    path, on.filter(rest -> rest.getNameCount() > 1).map(rest -> rest.subpath(1, rest.getNameCount())));
        }
        boolean reachedBefore = on.filter(rest -> rest.getNameCount() == 1).isPresent();
        OptionalLong within = reachedBefore ? after.orElseThrow().within() : OptionalLong.of(0);
        return !attributes.isRegularFile()
                || within.isEmpty()
                || add(path, within.getAsLong(), Math.max(0, attributes.size() - within.getAsLong()));
    }

    private @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(root.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    private boolean add(Path path, long from, long rest) {
        boolean first = files.isEmpty();
        if (!first && (files.size() >= MOST_FILES || bytes + rest + (files.size() + 1L) * FILE > most)) {
            return false;
        }
        files.add(path);
        if (first && rest > most && verifying == Verifying.STRETCHES) {
            stretch = new Stretch(from, most);
            bytes = most;
            reached = Optional.of(new Place(path, OptionalLong.of(from + most)));
            return false;
        }
        bytes += rest;
        ended++;
        reached = Optional.of(new Place(path, OptionalLong.empty()));
        if (from > 0) {
            stretch = new Stretch(from, Long.MAX_VALUE);
        }
        return from == 0;
    }
}
