package dev.failover.testkit;

import dev.failover.sync.FileSync;
import dev.failover.sync.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one run of a {@link LocalFileSync} keeps of what it replaces and deletes. */
class LocalVersions {
    /** As {@link Instant#toString}, but always with milliseconds, so that names sort by time. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final Path target;
    private final Path all;
    final Versions versions;
    private final Instant start;
    private @Nullable Path ours;

    LocalVersions(Path target, Versions versions, Instant start) {
        this.target = target;
        this.all = target.resolve(FileSync.RESERVED).resolve("versions");
        this.versions = versions;
        this.start = start;
    }

    /** Keeps a file or link, and leaves it where it is, as it is to be replaced at once. */
    void keep(Path path) throws IOException {
        Path from = target.resolve(path);
        if (Files.isSymbolicLink(from)) {
            Files.createSymbolicLink(place(path), Files.readSymbolicLink(from));
        } else if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createLink(place(path), from);
            } catch (UnsupportedOperationException e) {
                Files.copy(from, place(path), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Where to keep what is at a path; its directory is there. */
    Path place(Path path) throws IOException {
        Path run = ours;
        if (run == null) {
            Instant named = start;
            do {
                run = all.resolve(NAME.format(named));
                named = named.plusMillis(1);
            } while (Files.exists(run));
            ours = run;
        }
        Path place = run.resolve(path);
        Files.createDirectories(place.getParent());
        return place;
    }

    /** Deletes those that are too many or too old. */
    void prune() throws IOException {
        List<Path> runs = new ArrayList<>();
        try (var children = Files.list(all)) {
            children.filter(child -> started(child).isPresent()).sorted().forEach(runs::add);
        } catch (NoSuchFileException e) {
            return;
        }
        Collections.reverse(runs);
        for (int i = 0; i < runs.size(); i++) {
            Instant started = started(runs.get(i)).orElseThrow();
            if (isTooMany(i + 1) || isTooOld(started)) {
                delete(runs.get(i));
            }
        }
    }

    boolean isTooMany(int place) {
        return place > versions.count();
    }

    boolean isTooOld(Instant started) {
        return started.isBefore(start.minus(versions.age()));
    }

    private static Optional<Instant> started(Path run) {
        try {
            return Optional.of(Instant.parse(run.getFileName().toString()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static void delete(Path run) throws IOException {
        List<Path> deepestLast = new ArrayList<>(FileTree.scan(run, Path.of("")).keySet());
        Collections.reverse(deepestLast);
        for (Path path : deepestLast) {
            Files.delete(run.resolve(path));
        }
        Files.delete(run);
    }
}
