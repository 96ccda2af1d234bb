package dev.failover.sync;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a source was given after it was mirrored from for the last time: at a site that was left while caches still led users to it,
 * and whose files must not be sent any more, as another site is active (S11). Deletions leave no trace. Immutable.
 *
 * @param files how many files were written, made or renamed since
 * @param some the first of them that were found, relative to the source
 */
public record LeftBehind(long files, List<Path> some) {
    private static final int MOST_NAMED = 10;

    public LeftBehind {
        some = List.copyOf(some);
    }

    /**
     * Looks through a source, changing nothing.
     *
     * @return empty if it can't be told, as another source has mirrored into it meanwhile
     * @throws UnavailableException if it can't be looked through
     */
    static Optional<LeftBehind> since(DataSet dataSet, Exclusions exclusions, Instant moment)
            throws InterruptedException {
        Optional<Marker> source = dataSet.source();
        boolean taken = dataSet.target()
                .filter(target ->
                        source.filter(own -> own.epoch() >= target.epoch()).isEmpty())
                .isPresent();
        if (taken) {
            return Optional.empty();
        }
        Search search = new Search(dataSet.directory(), exclusions, moment);
        try {
            search.from(Path.of(""));
        } catch (IOException e) {
            throw new UnavailableException("%s can't be looked through: %s".formatted(dataSet.directory(), e), e);
        }
        return Optional.of(new LeftBehind(search.files, search.some));
    }

    private static final class Search extends SourceWalk {
        private final Instant moment;
        private final List<Path> some = new ArrayList<>();
        private long files;

        Search(Path root, Exclusions exclusions, Instant moment) {
            super(root, exclusions);
            this.moment = moment;
        }

        @Override
        boolean file(Path path, Path file, BasicFileAttributes attributes) throws IOException {
            if (changed(file, attributes).isAfter(moment)) {
                files++;
                if (some.size() < MOST_NAMED) {
                    some.add(path);
                }
            }
            return true;
        }

        @Override
        void unreadable(Path path, IOException failure) {
            // What can't be read was not mirrored before either.
        }

        /** Where the system tells, also when the file came under its name, or got another mode or owner. */
        private static Instant changed(Path file, BasicFileAttributes attributes) throws IOException {
            Instant modified = attributes.lastModifiedTime().toInstant();
            if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                return modified;
            }
            Instant status = ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
            return status.isAfter(modified) ? status : modified;
        }
    }
}
