package dev.failover.testkit;

import dev.failover.sync.Versions;
import dev.failover.sync.Versions.Surplus;
import dev.failover.testkit.FileTree.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one run of a {@link LocalFileSync} keeps of what it replaces and deletes. */
class LocalVersions {
    private final Path target;
    private final Path all;
    final Versions versions;
    private final Instant start;
    private @Nullable Path ours;

    LocalVersions(Path target, Versions versions, Instant start) {
        this.target = target;
        this.all = target.resolve(Versions.DIRECTORY);
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
            run = all.resolve(Versions.name(afterAll()));
            ours = run;
        }
        Path place = run.resolve(path);
        Files.createDirectories(place.getParent());
        return place;
    }

    /** Of several runs in one millisecond the last must be named last, or its versions pass for the older ones. */
    private Instant afterAll() throws IOException {
        if (!Files.isDirectory(all)) {
            return start;
        }
        try (Stream<Path> runs = Files.list(all)) {
            return runs.flatMap(run -> Versions.began(run.getFileName().toString()).stream())
                    .map(began -> began.plusMillis(1))
                    .filter(start::isBefore)
                    .max(Comparator.naturalOrder())
                    .orElse(start);
        }
    }

    /** Deletes what the rule does not keep. */
    void prune() throws IOException {
        if (!Files.isDirectory(all)) {
            return;
        }
        List<String> files = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        FileTree.scan(all, Path.of(""))
                .forEach((path, entry) -> (entry.kind() == Kind.DIRECTORY ? directories : files).add(path.toString()));
        Surplus surplus = Surplus.of(rule(), files, directories, start);
        for (String path : surplus.files()) {
            Files.delete(all.resolve(path));
        }
        for (String path : surplus.directories()) {
            Files.delete(all.resolve(path));
        }
    }

    Versions rule() {
        return versions;
    }
}
