package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rsync is to read is written down by a script, which adds to a call that lists the root what a test says. */
@DisplayName("The call that reads a note lists the target's root, and")
class RsyncNoteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String BOTH = ". .failover/target ";
    private static final String ALONE = ".failover/target ";
    private static final String DENIED = "echo 'rsync: opendir \"/srv/.\" failed: Permission denied (13)' >&2; exit 23";

    @TempDir
    Path directory;

    private Path target;
    private Path lists;
    private Path calls;
    private Path trouble;
    private Path hangs;
    private RsyncFileSync sync;

    @BeforeEach
    void start() throws Exception {
        target = directory.resolve("target");
        lists = directory.resolve("lists");
        calls = directory.resolve("calls");
        trouble = directory.resolve("trouble");
        hangs = directory.resolve("hangs");
        Path program = Files.writeString(directory.resolve("rsync"), """
                #!/bin/sh
                echo "$*" >> %3$s
                for each; do
                    case "$each" in
                        --files-from=*)
                            list=$(tr '\\0' ' ' < "${each#*=}")
                            echo "$list" >> %1$s
                            case "$list" in .\\ *) [ -e %2$s ] && . %2$s ;; esac ;;
                    esac
                done
                exec rsync "$@"
                """.formatted(lists, trouble, calls));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        sync = RsyncFileSync.builder()
                .destination(target.toString())
                .rsyncProgram(program.toString())
                .time(new Jumping())
                .build();
    }

    @AfterEach
    void stop() {
        sync.close();
    }

    /** More than half of the time given has passed once a call hangs. */
    private final class Jumping implements TimeSource {
        @Override
        public Instant instant() {
            return TimeSource.system().instant();
        }

        @Override
        public long nanoTime() {
            Duration jump = Files.exists(hangs) ? TIMEOUT.dividedBy(2).plusSeconds(1) : Duration.ZERO;
            return TimeSource.system().nanoTime() + jump.toNanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeSource.system().sleep(duration);
        }
    }

    private void writeNote() throws Exception {
        sync.writeNote("target", "text", TIMEOUT);
    }

    private List<String> lists() throws IOException {
        return Files.readAllLines(lists);
    }

    @Test
    @DisplayName("names it without a slash, as a local rsync 3.2.5 would refuse all that is in it")
    void root() throws Exception {
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        writeNote();
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(lists()).containsExactly(BOTH, BOTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DENIED,
                "echo 'rsync: readlink_stat(\"/srv/mnt\") failed: Transport endpoint is not connected (107)' >&2; exit 23",
                "echo 'file has vanished: \"/srv/page\"' >&2; exit 24"
            })
    @DisplayName("takes the note although the rest can't be listed, believes nothing else, and asks for it no more")
    void partial(String end) throws Exception {
        writeNote();
        Files.writeString(trouble, "rsync \"$@\"; " + end);
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(lists()).containsExactly(BOTH, ALONE);
        assertLooks();
    }

    private void assertLooks() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Files.writeString(source.resolve("page"), "one");
        sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE);
        assertThat(calls).content().contains("--dry-run").doesNotContain("--ignore-existing");
    }

    @Test
    @DisplayName("takes a note for absent that is said to be, and the root for unknown if it can't be listed")
    void absent() throws Exception {
        Files.createDirectory(target);
        Files.writeString(trouble, "rsync \"$@\"; " + DENIED);
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        assertThat(sync.readNote("target", TIMEOUT)).isEmpty();
        assertThat(lists()).containsExactly(BOTH, ALONE);
        assertLooks();
    }

    @ParameterizedTest
    @ValueSource(strings = {DENIED, "echo .failover/target; " + DENIED, "touch HANGS; exec sleep 60"})
    @DisplayName("reads it alone, in the same call, if it does not come with the rest or that takes too long")
    void again(String end) throws Exception {
        writeNote();
        Files.writeString(trouble, end.replace("HANGS", hangs.toString()));
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(lists()).containsExactly(BOTH, ALONE);
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(lists()).containsExactly(BOTH, ALONE, ALONE);
    }

    @Test
    @DisplayName("is the last to do so if it fails")
    void fails() throws Exception {
        writeNote();
        Files.writeString(trouble, "exit 10");
        assertThatThrownBy(() -> sync.readNote("target", TIMEOUT)).isInstanceOf(UnavailableException.class);
        assertThat(sync.readNote("target", TIMEOUT)).hasValue("text");
        assertThat(lists()).containsExactly(BOTH, ALONE);
    }
}
