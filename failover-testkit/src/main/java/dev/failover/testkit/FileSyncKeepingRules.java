package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.LocalCommand;
import dev.failover.sync.Exclusions;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.BackgroundCall.Ended;
import dev.failover.testkit.FileSyncContract.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link FileSync} keeps besides the mirrored tree: notes, what is excluded, versions; and the commands it runs. */
abstract class FileSyncKeepingRules extends FileSyncVerifyingRules {
    private static final Versions VERSIONS = new Versions(100, Duration.ofDays(1));
    private static final String OLD_VERSION = "2020-02-29T12:00:00.000Z";

    // What is reserved.

    @Test
    @DisplayName("What is reserved is not mirrored from the source, and neither replaced nor deleted in the target")
    void reserved() throws Exception {
        usualTree();
        write(".failover/source-only", "of the source");
        write(".failover/both", "of the source");
        write("css/.failover/inside", "reserved at the root only");
        mirror();
        sync.writeNote("both", "of the target", timeout());
        Path kept = Files.createDirectories(remote.directory().resolve(".failover/versions/" + OLD_VERSION));
        Files.writeString(kept.resolve("page"), "an old version");
        mirror();
        mirror(".failover/source-only", ".failover", "css");
        MirrorReport report = sync.mirror(MirrorRequest.everything(source, 0, timeout()), MirrorListener.NONE);
        assertThat(report.transferredFiles()).isZero();
        assertThat(report.files()).as("files of the source").isEqualTo(5);
        assertEqual();
        assertThat(remote.directory().resolve("css/.failover/inside")).exists();
        assertThat(remote.directory().resolve(".failover/source-only")).doesNotExist();
        assertThat(remote.directory().resolve(".failover/both")).hasContent("of the target");
        assertThat(kept.resolve("page")).hasContent("an old version");
    }

    // Notes.

    @Test
    @DisplayName("A note that was not written is not there, neither in a target nor without one")
    void absentNote() throws Exception {
        assertThat(sync.readNote("watermark", timeout())).isEmpty();
        usualTree();
        mirror();
        assertThat(sync.readNote("watermark", timeout())).isEmpty();
    }

    @Test
    @DisplayName("A note can be written before there is a target, and is kept in the reserved directory")
    void noteFirst() throws Exception {
        sync.writeNote("target", "of webroot", timeout());
        assertThat(sync.readNote("target", timeout())).contains("of webroot");
        assertThat(remote.directory().resolve(".failover/target")).hasContent("of webroot");
    }

    @Test
    @DisplayName("A note is read as it was written last, whatever it holds, up to 64 KiB; each under its own name")
    void noteContents() throws Exception {
        String large = "0123456789abcde\n".repeat(4096);
        for (String content : List.of(
                "one line",
                "",
                "\n",
                "no end\nof line",
                "with\r\nboth\r\n",
                " spaces at both ends ",
                "'\"`$(id) $HOME \\n %s * ? ; & | < > #",
                "-n -e -- --help",
                "\u0000\u0001\u001b",
                "\u00e9t\u00e9 e\u0301 \u5bb6 \ud83d\udea8",
                large,
                "short again")) {
            sync.writeNote("note", content, timeout());
            assertThat(sync.readNote("note", timeout())).contains(content);
        }
        sync.writeNote("another-Note-2", "another", timeout());
        assertThat(sync.readNote("note", timeout())).contains("short again");
        assertThat(sync.readNote("another-Note-2", timeout())).contains("another");
        try (var kept = Files.list(remote.directory().resolve(".failover"))) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .as("no temporary file is left")
                    .containsExactlyInAnyOrder("note", "another-Note-2");
        }
    }

    @Test
    @DisplayName("A note has a name of letters, digits and hyphens, and at most 64 KiB")
    void noteLimits() {
        for (String name : List.of("", "../up", "a/b", ".hidden", "1st", "-rf", "two words", "a.b", "n\n", "\u00e9")) {
            assertThatThrownBy(() -> sync.writeNote(name, "x", timeout()))
                    .as("writing the note \"%s\"", name)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sync.readNote(name, timeout()))
                    .as("reading the note \"%s\"", name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        String tooLarge = "\u00e9".repeat(32 * 1024) + "x";
        assertThatThrownBy(() -> sync.writeNote("note", tooLarge, timeout()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("What is in a note's place and is no small file is a RejectedException, and is not waited for")
    void noteThatIsNone() throws Exception {
        sync.writeNote("note", "text", timeout());
        Path note = remote.directory().resolve(".failover/note");
        byte[] large = new byte[65 * 1024];
        Arrays.fill(large, (byte) '\n');
        Files.write(note, large);
        assertThatThrownBy(() -> sync.readNote("note", timeout())).isInstanceOf(RejectedException.class);
        Files.write(note, new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        assertThatThrownBy(() -> sync.readNote("note", timeout())).isInstanceOf(RejectedException.class);
        Files.delete(note);
        LocalCommand.run(List.of("mkfifo", note.toString()), Duration.ofSeconds(10));
        Ended<?> ended = BackgroundCall.start(() -> sync.readNote("note", Duration.ofSeconds(10)))
                .await(Duration.ofSeconds(15));
        assertThat(ended.thrown()).isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("A note is replaced as a whole: who reads it sees the old or the new")
    void noteIsReplacedAtOnce() throws Exception {
        Path note = remote.directory().resolve(".failover/note");
        sync.writeNote("note", "0".repeat(60_000), timeout());
        try (Onlooker onlooker = Onlooker.start(() -> Onlooker.requireUniform(note, 60_000))) {
            for (int round = 1; round <= 10; round++) {
                sync.writeNote("note", String.valueOf(round % 10).repeat(60_000), timeout());
            }
            onlooker.stop(timeout());
        }
    }

    @Test
    @DisplayName("A note of a target that can't be reached is an UnavailableException, within the timeout")
    void unreachableNote() throws Exception {
        sync.writeNote("note", "before", timeout());
        inject(Fault.VANISH);
        assertThatThrownBy(() -> sync.readNote("note", timeout())).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> sync.writeNote("note", "meanwhile", timeout()))
                .isInstanceOf(UnavailableException.class);
        remote.heal();
        NotTested.unless(remote.inject(Fault.HANG), "this target can't hang");
        Ended<?> ended = BackgroundCall.start(() -> sync.readNote("note", Duration.ofSeconds(1)))
                .await(STOP.plusSeconds(1));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        remote.heal();
        assertThat(sync.readNote("note", timeout())).contains("before");
    }

    // Exclusions.

    private MirrorReport mirrorWithout(String... patterns) throws InterruptedException {
        MirrorRequest request =
                MirrorRequest.everything(source, 1000, timeout()).excluding(Exclusions.of(List.of(patterns)));
        return sync.mirror(request, MirrorListener.NONE);
    }

    @Test
    @DisplayName("What is excluded is not sent, at any depth, and not counted; neither when it is named")
    void excludedIsNotSent() throws Exception {
        usualTree();
        write("page.tmp", "x");
        write("css/deep/other.tmp", "x");
        MirrorReport report = mirrorWithout("*.tmp", "er");
        assertThat(report.complete()).isTrue();
        assertThat(report.files()).isEqualTo(3);
        assertThat(described(remote.directory()).keySet())
                .containsExactlyInAnyOrder(
                        "index.html", "css", "css/site.css", "css/deep", "empty.txt", "cache", "cache/empty");
        MirrorRequest named = MirrorRequest.everything(source, 0, timeout())
                .excluding(Exclusions.of(List.of("*.tmp", "er")))
                .only(Set.of(Path.of("page.tmp"), Path.of("css"), Path.of("css/deep/er/print.css")));
        sync.mirror(named, MirrorListener.NONE);
        assertThat(described(remote.directory()).keySet())
                .doesNotContain("page.tmp", "css/deep/other.tmp", "css/deep/er", "css/deep/er/print.css");
    }

    @Test
    @DisplayName("What is excluded is not deleted, whether the source has it or not")
    void excludedIsNotDeleted() throws Exception {
        usualTree();
        write("local.conf", "first of the source");
        mirror();
        Files.delete(source.resolve("local.conf"));
        Files.writeString(remote.directory().resolve("css/deep/own.conf"), "of the target");
        Files.delete(source.resolve("index.html"));
        MirrorReport report = mirrorWithout("*.conf");
        assertThat(report.deleted()).isEqualTo(1);
        assertThat(described(remote.directory()).keySet())
                .contains("local.conf", "css/deep/own.conf")
                .doesNotContain("index.html");
        MirrorRequest named = MirrorRequest.everything(source, 1000, timeout())
                .excluding(Exclusions.of(List.of("*.conf")))
                .only(Set.of(Path.of("local.conf"), Path.of("css/deep/own.conf")));
        sync.mirror(named, MirrorListener.NONE);
        assertThat(described(remote.directory()).keySet()).contains("local.conf", "css/deep/own.conf");
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("A pattern with a slash at its end excludes directories only, with all below them")
    void excludedDirectories() throws Exception {
        write("cache/one/page", "x");
        write("deep/cache/page", "x");
        write("file/cache", "a file of that name");
        Files.createSymbolicLink(source.resolve("file/link"), Path.of("../cache"));
        write("link/page", "x");
        mirrorWithout("cache/", "link/");
        assertThat(described(remote.directory()).keySet())
                .containsExactlyInAnyOrder("deep", "file", "file/cache", "file/link");
        delete(source.resolve("file"));
        Files.createDirectories(remote.directory().resolve("cache"));
        Files.writeString(remote.directory().resolve("cache/of the target"), "x");
        mirrorWithout("cache/");
        assertThat(described(remote.directory()).keySet())
                .containsExactlyInAnyOrder("deep", "cache", "cache/of the target", "link", "link/page");
    }

    @Test
    @DisplayName("A pattern with a slash at its start excludes at the root only; * stays within a name, ** does not")
    void anchoredExclusions() throws Exception {
        write("log/today", "x");
        write("app/log/today", "x");
        write("app/a/b/x.bak", "x");
        write("app/y.bak", "x");
        write("data/a/b/z", "x");
        write("tags/#1", "x");
        write("tags/+ a{b}", "x");
        mirrorWithout("/log", "/app/*.bak", "data/**/z", "#1", "+ a{?}", "- other");
        assertThat(described(remote.directory()).keySet())
                .containsExactlyInAnyOrder(
                        "app",
                        "app/log",
                        "app/log/today",
                        "app/a",
                        "app/a/b",
                        "app/a/b/x.bak",
                        "data",
                        "data/a",
                        "data/a/b",
                        "tags");
    }

    // Versions.

    private MirrorReport mirrorKeeping(Versions versions, String... paths) throws InterruptedException {
        MirrorRequest request =
                MirrorRequest.everything(source, 1000, timeout()).keeping(versions);
        Set<Path> named = Set.copyOf(Arrays.stream(paths).map(Path::of).toList());
        return sync.mirror(paths.length == 0 ? request : request.only(named), MirrorListener.NONE);
    }

    private Path versions() {
        return remote.directory().resolve(FileSync.RESERVED).resolve("versions");
    }

    /** By the name of the run, which sorts by time: what is kept of it, with its content. */
    private Map<String, Map<String, String>> kept() throws IOException {
        Map<String, Map<String, String>> kept = new TreeMap<>();
        if (!Files.isDirectory(versions())) {
            return kept;
        }
        try (var runs = Files.list(versions())) {
            for (Path run : runs.toList()) {
                Map<String, String> files = new TreeMap<>();
                for (Path path : FileTree.scan(run, Path.of("")).keySet()) {
                    if (Files.isSymbolicLink(run.resolve(path))) {
                        files.put(path.toString(), "-> " + Files.readSymbolicLink(run.resolve(path)));
                    } else if (Files.isRegularFile(run.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                        files.put(path.toString(), Files.readString(run.resolve(path)));
                    }
                }
                kept.put(run.getFileName().toString(), files);
            }
        }
        return kept;
    }

    @Test
    @DisplayName("What a run replaces or deletes is kept under the time of its start, at the path it had")
    void keepsVersions() throws Exception {
        usualTree();
        Files.createSymbolicLink(source.resolve("css/link"), Path.of("site.css"));
        write("-odd *name", "odd");
        mirrorKeeping(VERSIONS);
        assertThat(kept()).as("kept of a first run").isEmpty();
        write("index.html", "<html lang=en>");
        delete(source.resolve("css"));
        Files.delete(source.resolve("-odd *name"));
        Instant before = Instant.now().minusSeconds(1);
        mirrorKeeping(VERSIONS);
        assertEqual();
        assertThat(kept()).hasSize(1);
        Map.Entry<String, Map<String, String>> run =
                kept().entrySet().iterator().next();
        assertThat(run.getKey()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Instant.parse(run.getKey())).isBetween(before, Instant.now());
        assertThat(run.getValue())
                .isEqualTo(Map.of(
                        "index.html",
                        "<html>",
                        "css/site.css",
                        "body {}",
                        "css/deep/er/print.css",
                        "@media print {}",
                        "css/link",
                        "-> site.css",
                        "-odd *name",
                        "odd"));
    }

    @Test
    @DisplayName("Runs over named paths keep versions too; runs that replaced and deleted nothing make none")
    void keepsVersionsOfParts() throws Exception {
        usualTree();
        mirrorKeeping(VERSIONS);
        write("index.html", "the second");
        write("new.html", "new");
        mirrorKeeping(VERSIONS, "index.html", "new.html");
        mirrorKeeping(VERSIONS);
        mirrorKeeping(VERSIONS, "css");
        Files.delete(source.resolve("new.html"));
        mirrorKeeping(VERSIONS, "new.html");
        mirror();
        assertEqual();
        assertThat(kept().values()).containsExactly(Map.of("index.html", "<html>"), Map.of("new.html", "new"));
    }

    @Test
    @DisplayName("Without versions asked for, none are made, and those made before stay")
    void keepsNoVersionsUnasked() throws Exception {
        usualTree();
        mirrorKeeping(VERSIONS);
        write("index.html", "the second");
        mirrorKeeping(VERSIONS);
        write("index.html", "third");
        mirror();
        assertThat(kept().values()).containsExactly(Map.of("index.html", "<html>"));
    }

    @Test
    @DisplayName(
            "Of a path the newest versions are kept, as many as asked for, and its oldest; what lies close between goes")
    void keepsSoMany() throws Exception {
        write("page", "0");
        mirror();
        Versions two = new Versions(2, Duration.ofDays(1));
        for (int round = 1; round <= 4; round++) {
            write("page", "round " + round + " ".repeat(round));
            mirrorKeeping(two);
        }
        assertThat(kept().values())
                .containsExactly(Map.of("page", "0"), Map.of("page", "round 2  "), Map.of("page", "round 3   "));
    }

    @Test
    @DisplayName("The last version of a deleted file is kept, however many runs follow, over everything or named paths")
    void keepsWhatWasDeleted() throws Exception {
        write("deleted", "all that there was");
        write("below/deleted", "and this");
        write("page", "0");
        mirror();
        Versions one = new Versions(1, Duration.ofDays(1));
        Files.delete(source.resolve("deleted"));
        mirrorKeeping(one, "deleted");
        delete(source.resolve("below"));
        mirrorKeeping(one);
        for (int round = 1; round <= 4; round++) {
            write("page", "round " + round + " ".repeat(round));
            if (round % 2 == 0) {
                mirrorKeeping(one);
            } else {
                mirrorKeeping(one, "page");
            }
        }
        assertThat(kept().values())
                .contains(Map.of("deleted", "all that there was"), Map.of("below/deleted", "and this"))
                .contains(Map.of("page", "round 3   "))
                .doesNotContain(Map.of());
    }

    @Test
    @DisplayName("Versions older than asked for are deleted, and that does not count as a deletion")
    void keepsSoLong() throws Exception {
        write("page", "one");
        mirror();
        Files.createDirectories(versions().resolve(OLD_VERSION + "/deep/er"));
        Files.writeString(versions().resolve(OLD_VERSION + "/deep/er/page"), "zero");
        write("page", "number two");
        MirrorRequest request = MirrorRequest.everything(source, 0, timeout()).keeping(VERSIONS);
        MirrorReport report = sync.mirror(request, MirrorListener.NONE);
        assertThat(report.deleted()).isZero();
        assertThat(kept().values()).containsExactly(Map.of("page", "one"));
    }

    @Test
    @DisplayName("While versions are kept too, a file that is replaced is never missing nor half-written")
    void neverMissing() throws Exception {
        byte[] content = new byte[256 * 1024];
        Path file = source.resolve("page");
        Files.write(file, content);
        mirror();
        Path replaced = remote.directory().resolve("page");
        try (Onlooker onlooker = Onlooker.start(() -> Onlooker.requireUniform(replaced, content.length))) {
            for (int round = 1; round <= 10; round++) {
                Arrays.fill(content, (byte) round);
                Files.write(file, content);
                Files.setLastModifiedTime(
                        file,
                        FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(round)));
                mirrorKeeping(VERSIONS);
            }
            onlooker.stop(timeout());
        }
        assertThat(kept()).hasSize(10);
        assertEqual();
    }

    // Commands.

    private void requireCommands() {
        NotTested.unless(remote.executes(), "this target runs no commands");
    }

    @Test
    @DisplayName("A command is run on the target's host, each argument as it is, and waited for")
    void executes() throws Exception {
        requireCommands();
        Path said = temporary.resolve("said");
        List<String> arguments = List.of(
                "plain",
                "",
                " ",
                "two words",
                "'",
                "\"",
                "$HOME `id` $(id)",
                "*",
                "two\nlines",
                "\\",
                "-n",
                "--",
                "a;b",
                "&",
                "\u00e9\ud83d\udea8",
                "~",
                "#",
                "!",
                "%s");
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", "to=$1; shift; sleep 0.2; printf '<%s>' \"$@\" > \"$to\"", "sh"));
        command.add(said.toString());
        command.addAll(arguments);
        sync.execute(command, timeout());
        StringBuilder expected = new StringBuilder();
        arguments.forEach(argument -> expected.append('<').append(argument).append('>'));
        assertThat(Files.readString(said)).isEqualTo(expected.toString());
    }

    @Test
    @DisplayName("A command that ends with another status than 0, or is not there, is rejected with what it said")
    void failedCommand() throws Exception {
        requireCommands();
        List<String> failing = List.of("/bin/sh", "-c", "echo a good reason >&2; exit 3");
        assertThatThrownBy(() -> sync.execute(failing, timeout()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("a good reason")
                .hasMessageContaining("3");
        assertThatThrownBy(() -> sync.execute(List.of("/nowhere/at/all"), timeout()))
                .isInstanceOf(RejectedException.class);
        List<String> talkative = List.of("/bin/sh", "-c", "head -c 3000000 /dev/zero; echo the end; exit 1");
        assertThatThrownBy(() -> sync.execute(talkative, timeout()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("the end")
                .satisfies(thrown ->
                        assertThat(String.valueOf(thrown.getMessage())).hasSizeLessThan(10_000));
        sync.execute(List.of("/bin/true"), timeout());
    }

    @Test
    @DisplayName("A command that is out of time is an UnavailableException, an interrupted one an InterruptedException")
    void slowCommand() throws Exception {
        requireCommands();
        List<String> slow = List.of("/bin/sh", "-c", "sleep 30");
        Ended<?> ended = BackgroundCall.start(() -> {
                    sync.execute(slow, Duration.ofSeconds(1));
                    return true;
                })
                .await(STOP.plusSeconds(1));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        BackgroundCall<Boolean> waiting = BackgroundCall.start(() -> {
            sync.execute(slow, timeout());
            return true;
        });
        waiting.interrupt();
        assertThat(waiting.await(STOP).thrown()).isInstanceOf(InterruptedException.class);
        usualTree();
        mirror();
        assertEqual();
    }

    @Test
    @DisplayName("Where no commands can be run, one is rejected, and mirroring goes on")
    void noCommands() throws Exception {
        NotTested.unless(!remote.executes(), "this target runs commands");
        assertThatThrownBy(() -> sync.execute(List.of("/bin/true"), timeout())).isInstanceOf(RejectedException.class);
        usualTree();
        mirror();
        assertEqual();
    }
}
