package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.FileSync.Verifying;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.BackgroundCall.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link FileSync} finds by reading the target back, and what it does about it. */
abstract class FileSyncVerifyingRules extends FileSyncRules {
    private static final int MEBIBYTE = 1024 * 1024;

    private void requireVerifying() {
        NotTested.unlessItApplies(sync.verifying() != Verifying.NOTHING, "this transport compares no contents");
    }

    private MirrorRequest files(String... names) {
        Set<Path> named = Arrays.stream(names).map(Path::of).collect(Collectors.toSet());
        return MirrorRequest.everything(source, 0, timeout()).only(named);
    }

    private Set<Path> verify(String... names) throws InterruptedException {
        return sync.verify(files(names), Stretch.ALL);
    }

    /** Turns one bit over where the file lies; its size and its time stay. */
    private Path damage(String name, int at) throws IOException {
        Path file = remote.directory().resolve(name);
        FileTime modified = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        content[at] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, modified);
        return file;
    }

    @Test
    @DisplayName(
            "What silently became another at the target is found by reading it back and sent again, and nothing else")
    void findsWhatSizeAndTimeDoNotShow() throws Exception {
        requireVerifying();
        usualTree();
        String[] odd = {"two\nlines", "it's \"quoted\" $(x)", "-rf", "back\\slash", "below/*?[a]{b}", " ", "#1"};
        for (String name : odd) {
            write(name, "of " + name);
        }
        mirror();
        damage("css/site.css", 3);
        for (String name : odd) {
            damage(name, 1);
        }
        assertThat(mirror().transferredFiles()).as("seen by a run").isZero();
        Set<Path> named = FileTree.scan(source, Path.of("")).keySet();
        Set<Path> healed =
                sync.verify(MirrorRequest.everything(source, 0, timeout()).only(named), Stretch.ALL);
        Set<Path> damaged = Arrays.stream(odd).map(Path::of).collect(Collectors.toSet());
        damaged.add(Path.of("css/site.css"));
        assertThat(healed).isEqualTo(damaged);
        assertEqual();
        assertThat(verify("css/site.css", "index.html", "-rf"))
                .as("healed once more")
                .isEmpty();
    }

    @Test
    @DisplayName("What reading back replaces is kept as a version, if that is asked for")
    void keepsWhatItReplaces() throws Exception {
        requireVerifying();
        usualTree();
        mirror();
        byte[] damaged = Files.readAllBytes(damage("css/site.css", 0));
        sync.verify(files("css/site.css").keeping(new Versions(10, Duration.ofDays(1))), Stretch.ALL);
        assertEqual();
        try (var kept = Files.walk(remote.directory().resolve(Versions.DIRECTORY))) {
            List<Path> files = kept.filter(Files::isRegularFile).toList();
            assertThat(files).hasSize(1);
            assertThat(files.get(0)).hasBinaryContent(damaged);
            assertThat(files.get(0).toString()).endsWith("css/site.css");
        }
    }

    @Test
    @DisplayName("A stretch that is compared is the one that was asked for")
    void stretches() throws Exception {
        NotTested.unlessItApplies(sync.verifying() == Verifying.STRETCHES, "this transport compares files as a whole");
        write("large", "x".repeat(3 * MEBIBYTE));
        mirror();
        damage("large", 2 * MEBIBYTE);
        assertThat(sync.verify(files("large"), new Stretch(0, 2 * MEBIBYTE))).isEmpty();
        assertThat(sync.verify(files("large"), new Stretch(2 * MEBIBYTE + 1, Long.MAX_VALUE)))
                .isEmpty();
        assertThat(sync.verify(files("large"), new Stretch(2 * MEBIBYTE, 1))).containsExactly(Path.of("large"));
        assertEqual();
    }

    @Test
    @DisplayName("Reading back leaves to runs what differs in size or time, what is missing, and what is no file")
    void leavesTheRestToRuns() throws Exception {
        requireVerifying();
        usualTree();
        Files.createSymbolicLink(source.resolve("link"), Path.of("index.html"));
        mirror();
        damage("css/deep/er/print.css", 0);
        write("index.html", "<html lang=en>");
        write("new", "x");
        write("css/site.css", "BODY {}");
        Files.setLastModifiedTime(source.resolve("css/site.css"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        Files.delete(source.resolve("empty.txt"));
        Files.delete(source.resolve("link"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("new"));
        var before = described(remote.directory());
        assertThat(verify("index.html", "new", "css/site.css", "empty.txt", "link", "css", "never/was"))
                .isEmpty();
        assertThat(described(remote.directory())).isEqualTo(before);
        mirror();
        assertThat(verify("css/deep/er/print.css")).hasSize(1);
        assertEqual();
    }

    @Test
    @DisplayName(
            "Reading back that is out of time is an UnavailableException, an interrupted one an InterruptedException")
    void readingBackStops() throws Exception {
        requireVerifying();
        usualTree();
        mirror();
        MirrorRequest hurried = MirrorRequest.everything(source, 0, Duration.ofNanos(1))
                .only(Set.of(Path.of("index.html"), Path.of("css/site.css")));
        Ended<?> late =
                BackgroundCall.start(() -> sync.verify(hurried, Stretch.ALL)).await(STOP);
        assertThat(late.thrown()).isInstanceOf(UnavailableException.class);
        Ended<?> interrupted = BackgroundCall.start(() -> {
                    Thread.currentThread().interrupt();
                    return verify("index.html");
                })
                .await(STOP);
        assertThat(interrupted.thrown()).isInstanceOf(InterruptedException.class);
        damage("index.html", 0);
        assertThat(verify("index.html")).hasSize(1);
    }

    @Test
    @DisplayName("A transport that can't read back says so, and rejects it")
    void saysThatItCanNot() throws Exception {
        NotTested.unlessItApplies(sync.verifying() == Verifying.NOTHING, "this transport reads back");
        usualTree();
        sync.mirror(MirrorRequest.everything(source, 0, timeout()), MirrorListener.NONE);
        assertThatThrownBy(() -> verify("index.html")).isInstanceOf(RejectedException.class);
    }
}
