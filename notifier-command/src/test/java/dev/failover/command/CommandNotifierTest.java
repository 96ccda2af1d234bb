package dev.failover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonParser;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Notification TOLD = new Notification(
                    "www/7/decided",
                    Instant.parse("2026-11-21T10:00:00Z"),
                    Severity.CRITICAL,
                    "www",
                    "www: $(touch injected) `touch injected`; \"quoted\"",
                    "line 1\nline 2 \u001b[1m☃",
                    Map.of("from", "prod"))
            .partOf("www/7", Severity.CRITICAL, false);

    @TempDir
    Path directory;

    private Pager pager;

    @BeforeEach
    void make() throws IOException {
        pager = new Pager(directory, CommandInput.JSON);
    }

    private void send(CommandNotifier.Builder builder) throws InterruptedException {
        try (CommandNotifier notifier = builder.build()) {
            notifier.send(TOLD, TIMEOUT);
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    @Test
    @DisplayName("JSON is the whole notification; arguments are given as they are, and no shell sees either")
    void json() throws Exception {
        pager.fault("cat > seen; for word; do echo \"[$word]\"; done > arguments; exit 0");

        send(pager.builder().command(List.of(pager.program.toString(), "$HOME *", "", "a b")));

        assertThat(JsonParser.parseString(read("seen"))).isEqualTo(JsonParser.parseString("""
                {"id": "www/7/decided", "at": "2026-11-21T10:00:00Z", "severity": "CRITICAL", "service": "www",
                 "title": "www: $(touch injected) `touch injected`; \\"quoted\\"",
                 "text": "line 1\\nline 2 \\u001b[1m☃", "incident": "www/7", "over": false,
                 "facts": {"from": "prod", "incident": "www/7", "incident-over": "false",
                           "incident-severity": "CRITICAL"}}
                """));
        assertThat(read("arguments")).isEqualTo("[$HOME *]\n[]\n[a b]\n");
        assertThat(directory.resolve("injected")).doesNotExist();
    }

    @Test
    @DisplayName("Text is for humans: without control characters, and cut where it must be short")
    void text() throws Exception {
        pager.fault("cat > seen; exit 0");

        send(pager.builder().input(CommandInput.TEXT));
        assertThat(read("seen")).isEqualTo("""
                CRITICAL: www: $(touch injected) `touch injected`; "quoted"
                line 1
                line 2 ☃
                www, 2026-11-21T10:00:00Z""");

        send(pager.builder().input(CommandInput.TEXT).maxLength(20));
        assertThat(read("seen")).isEqualTo("CRITICAL: www: $(to…");
    }

    @Test
    @DisplayName("The environment is what is given, and where and who the program is; nothing else of the agent's")
    void environment() throws Exception {
        pager.fault("env > seen; exit 0");

        send(pager.builder());

        assertThat(read("seen").lines().map(line -> line.replaceFirst("=.*", "")))
                .contains("KEY", "PATH")
                .isSubsetOf(
                        "KEY",
                        "PATH",
                        "HOME",
                        "USER",
                        "LOGNAME",
                        "LANG",
                        "LC_ALL",
                        "LC_CTYPE",
                        "TZ",
                        "TMPDIR",
                        "XDG_RUNTIME_DIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 67, 68, 77, 78, 126, 127, 3})
    @DisplayName("Statuses that refuse are not tried again: those of sysexits.h, the shell's, and the user's")
    void refusals(int status) throws Exception {
        pager.fault("echo; echo \"no such user\u0007\"; exit " + status);

        assertThatThrownBy(() -> send(pager.builder().refusals(List.of("3"))))
                .isInstanceOf(RejectedException.class)
                .hasMessage("command: " + pager.program + " ended with status " + status + ": no such user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "exit 2", "exit 69", "exit 75", "kill -9 $$"})
    @DisplayName("Any other end may pass")
    void passing(String end) throws Exception {
        pager.fault(end);

        assertThatThrownBy(() -> send(pager.builder())).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("A program need not read: neither its end nor a text larger than a pipe holds anything up")
    void doesNotRead() throws Exception {
        pager.fault("exit 0");
        Notification large =
                new Notification("id", Instant.EPOCH, Severity.INFO, "", "t", "x".repeat(1_000_000), Map.of());
        try (CommandNotifier notifier = pager.builder().build()) {
            notifier.send(large, TIMEOUT);

            pager.heal();
            notifier.send(large, TIMEOUT);
        }
        assertThat(pager.accepted()).singleElement().asString().contains("x".repeat(1_000_000));
    }

    @Test
    @DisplayName("What the program started ends with it when its time is over")
    void children() throws Exception {
        pager.fault("sleep 100 & echo $! > child; wait");
        try (CommandNotifier notifier = pager.builder().build()) {
            assertThatThrownBy(() -> notifier.send(TOLD, Duration.ofSeconds(2)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("did not end within the time given");
        }
        long child = Long.parseLong(read("child").strip());
        // One that has ended and that nobody has asked about yet is a process, but runs no program.
        assertThat(ProcessHandle.of(child).flatMap(process -> process.info().command()))
                .isEmpty();
    }

    @Test
    @DisplayName("A program that is not there is refused, and found missing before that")
    void missing() {
        CommandNotifier.Builder builder = CommandNotifier.builder().command(List.of("no-such-program", "s3cret"));

        assertThat(catchThrowable(() -> send(builder)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("no-such-program")
                .hasMessageNotContaining("s3cret");
        assertThat(inspected(builder)).isEqualTo(Finding.Severity.ERROR);
        assertThat(inspected(pager.builder())).isEqualTo(Finding.Severity.OK);
        assertThat(inspected(CommandNotifier.builder().command(List.of("sh")))).isEqualTo(Finding.Severity.OK);
        assertThat(inspected(CommandNotifier.builder().command(List.of("/etc/passwd"))))
                .isEqualTo(Finding.Severity.ERROR);
    }

    private static Finding.Severity inspected(CommandNotifier.Builder builder) {
        try (CommandNotifier notifier = builder.build()) {
            return notifier.inspect(TIMEOUT).get(0).severity();
        }
    }

    @Test
    @DisplayName("Only the program is shown")
    void showsItself() {
        try (CommandNotifier notifier = pager.builder().build()) {
            assertThat(notifier).hasToString("CommandNotifier[program=" + pager.program + "]");
            assertThat(notifier.hosts()).isEmpty();
        }
    }
}
