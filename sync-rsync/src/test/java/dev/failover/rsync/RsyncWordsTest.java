package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.internal.process.Command;
import dev.failover.sync.FileSync.Trait;
import dev.failover.sync.MirrorListener.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What rsync says, and what it is told")
class RsyncWordsTest {
    @Test
    @DisplayName("statistics are read to the number")
    void statistics() {
        Statistics statistics = new Statistics();
        """
        Number of files: 9 (reg: 3, dir: 5, link: 1)
        Number of created files: 4 (reg: 2, dir: 2)
        Number of deleted files: 7 (reg: 6, dir: 1)
        Number of regular files transferred: 3
        Total file size: 1234567 bytes
        Total transferred file size: 1200 bytes
        Total bytes sent: 364""".lines().forEach(statistics::read);
        assertThat(List.of(
                        statistics.files(),
                        statistics.deleted(),
                        statistics.sentFiles(),
                        statistics.bytes(),
                        statistics.sentBytes()))
                .containsExactly(3L, 7L, 3L, 1234567L, 1200L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 (reg: 3, dir: 5, link: 1) | 9 (reg: 3, dir: 5, link: 1) | true",
                "9 (reg: 3, dir: 5, link: 1) | 8 (reg: 3, dir: 4, link: 1) | true",
                "9 (reg: 3, dir: 5, link: 1) | 7 (reg: 3, dir: 3, link: 1) | false",
                "9 (reg: 3, dir: 5, link: 1) | 8 (reg: 3, dir: 5) | false",
                "9 (reg: 3, dir: 5, link: 1) | 8 (reg: 2, dir: 5, link: 1) | false",
                "6 (reg: 2, dir: 1, dev: 1, special: 2) | 2 (reg: 2) | true",
                "1 (dir: 1) | 0 | true"
            })
    @DisplayName("all was made if nothing but the root was there")
    void made(String files, String created, boolean all) {
        Statistics statistics = new Statistics();
        statistics.read("Number of files: " + files);
        statistics.read("Number of created files: " + created);
        assertThat(statistics.allCreated()).isEqualTo(all);
    }

    @Test
    @DisplayName("progress is what was sent, and of the whole what it may be at most")
    void progress() {
        assertThat(ProgressLines.read("          1,234  45%    1.95MB/s    0:00:01 (xfr#3, to-chk=7/10)"))
                .isEmpty();
        assertThat(ProgressLines.read("           1000  25%    1.95MB/s    0:00:01 (xfr#3, to-chk=7/10)"))
                .contains(new Progress(3, 1000, 10, 4000));
        assertThat(ProgressLines.read("              0   0%    0.00kB/s    0:00:00 (xfr#1, ir-chk=1000/1002)"))
                .contains(new Progress(1, 0, 1001, 0));
        assertThat(ProgressLines.read("              4  66%    1.95kB/s    0:00:00  "))
                .isEmpty();
    }

    @Test
    @DisplayName("what is to be deleted is known from below and from above")
    void deletions() {
        Deletions deletions = new Deletions();
        deletions.read("cannot delete non-empty directory: css/deep");
        deletions.read("cannot delete non-empty directory: css");
        String errors = "Deletions stopped due to --max-delete limit (5 skipped)\nrsync error: the --max-delete limit";
        assertThat(Deletions.atLeast(errors)).isEqualTo(5);
        assertThat(deletions.atMost(errors)).isEqualTo(7);
        assertThat(Deletions.atLeast("")).isZero();
        assertThat(Deletions.explain(errors)).isFalse();
        assertThat(Deletions.explain("could not make way for new regular file: css\n" + errors))
                .isTrue();
        assertThat(Deletions.explain("rsync: [receiver] mkstemp failed\ncould not make way for x\n" + errors))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "not creating new directory \".failover\" | true",
                "not creating new file \"page\" | false",
                "not creating new directory \"css\" | false"
            })
    @DisplayName("a target's root is asked for until something is there, and holds nothing if that was answered")
    void root(String line, boolean nothing) {
        TargetRoot root = new TargetRoot();
        assertThat(root.ask()).isTrue();
        root.read(line);
        root.answered();
        assertThat(root.ask()).isEqualTo(nothing);
        root.read(line);
        assertThat(root.ask()).as("after no answer").isFalse();
        assertThat(root.begin()).as("after no answer").isFalse();
        TargetRoot another = new TargetRoot();
        another.ask();
        another.read(line);
        another.answered();
        assertThat(another.begin()).isEqualTo(nothing);
        assertThat(another.ask() || another.begin()).as("after a run").isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsync: link_stat \"/srv/x failed\" failed: No such file or directory (2) | true",
                "rsync: opendir \"/srv\" failed: Permission denied (13) | false",
                "'' | false",
                "'rsync: link_stat \"x\" failed: No such file or directory (2)\nfile has vanished: \"/srv/y\"' | false",
                "'rsync: link_stat \"x\" failed: No such file or directory (2)\nopendir \"/srv\" failed: x' | false"
            })
    @DisplayName("that something is not there is told from that as one of several failures")
    void absence(String errors, boolean alone) {
        assertThat(Absence.isAllThatFailed(errors)).isEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, true",
        "23, false, true",
        "24, false, true",
        "25, false, true",
        "12, true, true",
        "12, false, false",
        "255, true, false",
        "30, true, false",
        "10, true, false"
    })
    @DisplayName("a connection is kept whose other side was heard")
    void answer(int status, boolean absent, boolean kept) {
        String errors = absent ? "rsync: change_dir \"/srv\" failed: No such file or directory (2)" : "";
        assertThat(Rsync.isAnswer(new Command.Ended(status, errors))).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "css/.site.css.AbC123, true",
        ".x.000000, true",
        "css/.~tmp~/, true",
        "css/.~tmp~/site.css, true",
        "css/site.css, false",
        ".htaccess, false",
        ".AbC123, false",
        "a.AbC123, false",
        ".git/config, false",
        ".x.AbC123/, false"
    })
    @DisplayName("leftovers of its own are told from a user's files")
    void leftovers(String path, boolean own) {
        assertThat(Leftovers.include(path)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-rw-r--r--              2 2026/11/29 00:16:16 2026-01-01T00:00:00.000Z/css/a b | 2026-01-01T00:00:00.000Z/css/a b",
                "drwxr-xr-x           4096 2026/11/29 00:16:16 r1 | r1",
                "lrwxrwxrwx              8 2026/11/29 00:16:16 link -> site.css | link",
                "-rw-r--r--+             0 2026/11/29 00:16:16 \\#303\\#251\\#134#012 | \u00c3\u00a9\\#012",
                "prw-r--r--              0 2026/11/29 00:16:16 pipe | ",
                "sent 20 bytes  received 100 bytes | "
            })
    @DisplayName("a name is read out of a listing byte by byte, of a file, a directory or a link")
    void listedName(String line, String name) {
        assertThat(ListedName.of(line).orElse(null)).isEqualTo(name);
    }

    @Test
    @DisplayName("a list has each name's own bytes, below the source, ended by a NUL")
    void list(@TempDir Path source) throws Exception {
        Files.createDirectories(source.resolve("a dir%41/in"));
        TreeSet<Path> paths = new TreeSet<>(List.of(Path.of("a dir%41/in"), Path.of("#x\n"), Path.of("gone?")));
        assertThat(new String(NamedPaths.list(source, paths), StandardCharsets.UTF_8))
                .isEqualTo("./#x\n\0./a dir%41/in\0./gone?\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsync  version 3.1.3  protocol version 31",
                "rsync  version 2.6.9",
                "openrsync: protocol version 29",
                ""
            })
    @DisplayName("an rsync that is too old, or another program, is rejected with what it said")
    void tooOld(String said) {
        assertThatThrownBy(() -> RsyncVersion.require("here", said))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("3.2");
    }

    @ParameterizedTest
    @CsvSource({
        "rsync  version 3.2.0  protocol, 3.2.0, false",
        "rsync  version v3.2.4dev, 3.2.4, true",
        "rsync  version 4.0, 4.0.0, true"
    })
    @DisplayName("a version is read, and whether it protects arguments by itself")
    void versionOf(String said, String version, boolean protects) {
        RsyncVersion read = RsyncVersion.require("here", said);
        assertThat(read).hasToString(version);
        assertThat(read.protectsArguments()).isEqualTo(protects);
    }

    @ParameterizedTest
    @CsvSource({
        "/mnt/www/, , , /mnt/www",
        "backup:/var/www, , backup, /var/www",
        "www-data@b.example.net:/srv, www-data, b.example.net, /srv",
        "u@[2001:db8::1]:/srv, u, 2001:db8::1, /srv"
    })
    @DisplayName("a destination is read")
    void destination(String text, String user, String host, String path) {
        assertThat(Destination.of(text)).isEqualTo(new Destination(user, host, path));
    }

    @Test
    @DisplayName("what it loses is told by its settings, and by the account that receives")
    void loses() {
        RsyncFileSyncBuilder builder = RsyncFileSync.builder().destination("root@backup:/srv");
        assertThat(builder.build().loses())
                .containsExactlyInAnyOrder(Trait.EXTENDED_ATTRIBUTES, Trait.HOLES, Trait.HARD_LINKS);
        assertThat(builder.hardLinks(true).owners(false).build().loses())
                .containsExactlyInAnyOrder(Trait.EXTENDED_ATTRIBUTES, Trait.HOLES, Trait.OWNER);
        assertThat(builder.owners(true).destination("www@backup:/srv").build().loses())
                .contains(Trait.OWNER);
    }
}
