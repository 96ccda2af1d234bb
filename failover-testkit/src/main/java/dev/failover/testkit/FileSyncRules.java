package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.FileSyncContract.Fault;
import dev.failover.testkit.FileSyncContract.Remote;
import dev.failover.testkit.FileTree.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of {@link FileSyncContract} share: a source, a target, and words to compare them in. */
@ExtendWith(ToldSkips.class)
abstract class FileSyncRules {
    /** Within which an interrupted run, or one out of time, must have stopped. */
    static final Duration STOP = Duration.ofSeconds(5);

    /** Removed after the test. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    Path source;

    @SuppressWarnings("NullAway.Init")
    Remote remote;

    @SuppressWarnings("NullAway.Init")
    FileSync sync;

    /**
     * Opens an empty target.
     *
     * @param temporary an empty directory, removed after the test
     */
    protected abstract Remote open(Path temporary) throws Exception;

    /** How long a run may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(60);
    }

    @BeforeEach
    final void openTarget() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        remote = open(Files.createDirectory(temporary.resolve("remote")));
        sync = remote.sync();
    }

    @AfterEach
    final void closeTarget() throws Exception {
        sync.close();
        remote.close();
    }

    // What there is to mirror.

    final Path write(String name, String content) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    final void usualTree() throws IOException {
        write("index.html", "<html>");
        write("css/site.css", "body {}");
        write("css/deep/er/print.css", "@media print {}");
        write("empty.txt", "");
        Files.createDirectories(source.resolve("cache/empty"));
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            try (var below = Files.list(path)) {
                for (Path child : below.toList()) {
                    delete(child);
                }
            }
        }
        Files.delete(path);
    }

    final MirrorReport mirror() throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, 1000, timeout()), MirrorListener.NONE);
    }

    final MirrorReport mirror(String... paths) throws InterruptedException {
        Set<Path> named = Set.copyOf(Arrays.stream(paths).map(Path::of).toList());
        return sync.mirror(MirrorRequest.everything(source, 1000, timeout()).only(named), MirrorListener.NONE);
    }

    final void assertEqual() throws IOException {
        assertThat(described(remote.directory())).isEqualTo(described(source));
    }

    /** Everything that is to be equal (what is reserved is not), in words that a failed comparison can show. */
    static Map<String, String> described(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Map.Entry<Path, Entry> found : FileTree.scan(root, Path.of("")).entrySet()) {
            if (found.getKey().startsWith(FileSync.RESERVED)) {
                continue;
            }
            Entry entry = found.getValue();
            Path path = root.resolve(found.getKey());
            all.put(
                    found.getKey().toString(),
                    switch (entry.kind()) {
                        case LINK -> "link to " + entry.link().orElseThrow();
                        case DIRECTORY -> "directory " + mode(entry);
                        case FILE ->
                            "file " + mode(entry) + " " + entry.modified().truncatedTo(ChronoUnit.SECONDS) + " "
                                    + Arrays.hashCode(Files.readAllBytes(path)) + " of " + entry.size();
                    });
        }
        return all;
    }

    private static String mode(Entry entry) {
        return entry.mode().map(PosixFilePermissions::toString).orElse("");
    }

    final void inject(Fault fault) throws Exception {
        NotTested.unless(remote.inject(fault), "this target can't make the fault " + fault + " happen");
    }
}
