package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rsync is called with is written down by a script that runs the real one. */
@DisplayName("Before it changes anything, rsync looks,")
class RsyncLookTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TOGETHER = "--delay-updates";

    @TempDir
    Path directory;

    private Path source;
    private Path target;
    private Path calls;
    private RsyncFileSync sync;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectories(directory.resolve("source/css")).getParent();
        target = directory.resolve("target");
        calls = directory.resolve("calls");
        Files.writeString(source.resolve("page"), "one");
        Files.writeString(source.resolve("css/site"), "two");
        Files.createSymbolicLink(source.resolve("link"), Path.of("page"));
        Files.createDirectory(source.resolve("gone"));
        sync = anew();
    }

    @AfterEach
    void stop() {
        sync.close();
    }

    /** As another process has it, which knows nothing of earlier runs. */
    private RsyncFileSync anew() throws IOException {
        Path program = Files.writeString(directory.resolve("rsync"), """
                #!/bin/sh
                [ "$1" = --version ] || echo "$*" >> %s
                exec rsync "$@"
                """.formatted(calls));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return RsyncFileSync.builder()
                .destination(target.toString())
                .rsyncProgram(program.toString())
                .build();
    }

    private MirrorReport mirror() throws Exception {
        Files.writeString(calls, "");
        MirrorReport report = sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), MirrorListener.NONE);
        assertThat(report.complete()).isTrue();
        return report;
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    /** All that is there, with whatever a run may change. */
    private static Map<String, String> states(Path root, String attributes) throws IOException {
        Map<String, String> states = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                states.put(
                        root.relativize(path).toString(),
                        new TreeMap<>(Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS)).toString());
            }
        }
        return states;
    }

    @Test
    @DisplayName("and where nothing differs, that one call is all: nothing is written")
    void nothingDiffers() throws Exception {
        new ProcessBuilder("mkfifo", source.resolve("pipe").toString()).start().waitFor();
        mirror();
        sync.close();
        sync = anew();
        Map<String, String> before = states(target, "unix:ino,size,mode,ctime");
        MirrorReport report = mirror();
        assertThat(calls()).singleElement().asString().contains("--dry-run").doesNotContain(TOGETHER);
        assertThat(states(target, "unix:ino,size,mode,ctime")).isEqualTo(before);
        assertThat(report.files()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo(6 + "page".length());
        assertThat(report.transferredFiles() + report.deleted()).isZero();
    }

    /** A change to the source, or to the target. */
    private interface Change {
        void make() throws Exception;
    }

    @Test
    @DisplayName("and sees whatever may differ, also in no more than a mode, a time or what was cut short")
    void differences() throws Exception {
        FileTime other = FileTime.from(Instant.ofEpochSecond(1_700_000_000, 5));
        FileTime nearly = FileTime.from(Instant.ofEpochSecond(1_700_000_000, 6));
        Map<String, Change> changes = new TreeMap<>(Map.of(
                "a file's time", () -> Files.setLastModifiedTime(source.resolve("page"), other),
                "a file's time, by a nanosecond", () -> Files.setLastModifiedTime(target.resolve("page"), nearly),
                "a file's mode",
                        () -> Files.setPosixFilePermissions(
                                source.resolve("page"), PosixFilePermissions.fromString("rw-------")),
                "a directory's mode",
                        () -> Files.setPosixFilePermissions(
                                source.resolve("css"), PosixFilePermissions.fromString("rwx------")),
                "a directory's time", () -> Files.setLastModifiedTime(source.resolve("css"), other),
                "a link's text",
                        () -> {
                            Files.delete(source.resolve("link"));
                            Files.createSymbolicLink(source.resolve("link"), Path.of("css"));
                        },
                "a file that is gone", () -> Files.delete(source.resolve("css/site")),
                "a directory that is gone", () -> Files.delete(source.resolve("gone")),
                "an empty directory", () -> Files.createDirectory(source.resolve("empty")),
                "what a killed run left",
                        () -> {
                            Files.writeString(
                                    Files.createDirectory(target.resolve(".~tmp~"))
                                            .resolve("page"),
                                    "on");
                            Files.setLastModifiedTime(target, Files.getLastModifiedTime(source));
                        }));
        mirror();
        for (Map.Entry<String, Change> change : changes.entrySet()) {
            change.getValue().make();
            sync.close();
            sync = anew();
            mirror();
            assertThat(calls().get(0)).as(change.getKey()).contains("--dry-run");
            assertThat(states(target, "posix:lastModifiedTime,permissions,isDirectory,isSymbolicLink"))
                    .as(change.getKey())
                    .isEqualTo(states(source, "posix:lastModifiedTime,permissions,isDirectory,isSymbolicLink"));
            assertThat(Files.readSymbolicLink(target.resolve("link")))
                    .isEqualTo(Files.readSymbolicLink(source.resolve("link")));
        }
    }

    @Test
    @DisplayName("and puts files in their places together, but where there is nothing yet")
    void together() throws Exception {
        mirror();
        assertThat(calls()).hasSize(2).noneMatch(call -> call.contains(TOGETHER));
        Files.writeString(source.resolve("page"), "another");
        mirror();
        assertThat(calls()).singleElement().asString().contains(TOGETHER);
    }

    @Test
    @DisplayName("and so knows from the first file on how much there is to send")
    void progress() throws Exception {
        Set<MirrorListener.Progress> told = ConcurrentHashMap.newKeySet();
        sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), told::add);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        new MirrorListener.Progress(1, 3, 2, 6), new MirrorListener.Progress(2, 6, 2, 6));
    }

    @Test
    @DisplayName("and takes for nothing no older state, were it one file that goes")
    void olderState() throws Exception {
        Files.writeString(Files.createDirectory(target).resolve("old"), "old");
        mirror();
        assertThat(calls()).filteredOn(call -> !call.contains("--dry-run")).allMatch(call -> call.contains(TOGETHER));
        assertThat(target.resolve("old")).doesNotExist();
    }

    @Test
    @DisplayName("and takes for nothing a root with notes only")
    void notesOnly() throws Exception {
        sync.writeNote("target", "marked", TIMEOUT);
        mirror();
        assertThat(calls()).hasSize(2).noneMatch(call -> call.contains(TOGETHER));
        assertThat(sync.readNote("target", TIMEOUT)).contains("marked");
    }

    @Test
    @DisplayName("and keeps what has come of a large file, whatever there is")
    void large() throws Exception {
        addLarge();
        mirror();
        assertThat(calls().get(1)).contains(TOGETHER);
    }

    private void addLarge() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            file.setLength(64L * 1024 * 1024 + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no root", "an empty root", "a note", "another note"})
    @DisplayName("but not where the note that was read before has told that nothing is there")
    void nothingByTheNote(String there) throws Exception {
        Files.createLink(source.resolve("same"), source.resolve("page"));
        new ProcessBuilder("mkfifo", source.resolve("pipe").toString()).start().waitFor();
        if (there.equals("an empty root")) {
            Files.createDirectory(target);
        } else if (there.contains("note")) {
            sync.writeNote(there.equals("a note") ? "target" : "watermark", "text", TIMEOUT);
        }
        assertThat(sync.readNote("target", TIMEOUT).isPresent()).isEqualTo(there.equals("a note"));
        MirrorReport report = mirror();
        assertThat(calls()).singleElement().asString().doesNotContain("--dry-run", TOGETHER);
        assertThat(report.transferredFiles()).isEqualTo(3);
        assertThat(target.resolve("same")).hasContent("one");
    }

    @Test
    @DisplayName("and even then keeps what has come of a large file, once the others are there")
    void largeIntoNothing() throws Exception {
        addLarge();
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        assertThat(mirror().transferredFiles()).isEqualTo(3);
        assertThat(calls()).hasSize(2).element(1).asString().contains(TOGETHER);
        assertThat(target.resolve("large")).hasSize(64L * 1024 * 1024 + 1);
    }

    @Test
    @DisplayName("and takes for something whatever lies beside the notes, or came there since")
    void somethingByTheNote() throws Exception {
        Files.writeString(Files.createDirectory(target).resolve("page"), "old");
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        mirror();
        assertThat(calls()).hasSize(2).element(0).asString().contains("--dry-run");
        Files.delete(target.resolve("page"));
        sync.close();
        sync = anew();
        sync.readNote("target", TIMEOUT);
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        mirror();
        assertThat(calls()).hasSize(2).element(0).asString().contains("--dry-run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "page"})
    @DisplayName("and leaves no link that came there since")
    void linkCameSince(String name) throws Exception {
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        Files.createSymbolicLink(Files.createDirectory(target).resolve(name), Path.of("old"));
        mirror();
        assertThat(target.resolve("link")).isSymbolicLink().hasContent("one");
        assertThat(target.resolve("page")).isRegularFile().hasContent("one");
    }

    @Test
    @DisplayName("and replaces or deletes nothing that came there since, but together with all else")
    void cameSince() throws Exception {
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        Files.writeString(Files.createDirectory(target).resolve("page"), "old");
        Files.writeString(target.resolve("old"), "old");
        assertThat(mirror().deleted()).isEqualTo(1);
        assertThat(calls().get(0)).doesNotContain(TOGETHER).contains("--ignore-existing", "--max-delete=0");
        assertThat(calls().subList(1, calls().size())).isNotEmpty().allMatch(call -> call.contains(TOGETHER));
        assertThat(target.resolve("page")).hasContent("one");
        assertThat(target.resolve("old")).doesNotExist();
    }

    @Test
    @DisplayName("but not where the run before had something to do")
    void busy() throws Exception {
        mirror();
        mirror();
        assertThat(calls()).singleElement().asString().doesNotContain("--dry-run");
        mirror();
        assertThat(calls()).singleElement().asString().contains("--dry-run");
    }
}
