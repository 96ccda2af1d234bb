package dev.failover.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Starts a child of its own, tells both numbers, and waits for ever; SIGTERM does not end it. */
    private static final String FAMILY = "trap '' TERM; sleep 600 & echo $$ $!; while :; do sleep 1; done";

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Command.Ended run(Command command, Duration timeout) throws InterruptedException {
        return command.run(new Children(), Deadline.in(timeout), lines::add);
    }

    private static Command shell(String script) {
        return Command.of(List.of("sh", "-c", script));
    }

    @Test
    @DisplayName("output comes line by line, what is said on the error stream apart from it, or among it")
    void hears() throws InterruptedException {
        Command.Ended ended = run(shell("echo one; echo two >&2; printf three; cat; exit 7"), LONG);
        assertThat(ended).isEqualTo(new Command.Ended(7, "two\n"));
        assertThat(lines).containsExactly("one", "three");
        lines.clear();
        assertThat(run(shell("echo one; echo two >&2").inOneStream(), LONG).errors())
                .isEmpty();
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    @DisplayName("output goes into a file, byte by byte, and none of it is told")
    void intoFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("output");
        Command.Ended ended = run(shell("printf 'a\\0b\\n\\377'; echo two >&2").into(file), LONG);
        assertThat(ended).isEqualTo(new Command.Ended(0, "two\n"));
        assertThat(file).hasBinaryContent(new byte[] {'a', 0, 'b', '\n', (byte) 0xff});
        assertThat(lines).isEmpty();
    }

    @Test
    @DisplayName("arguments arrive as they are, and the environment as it was changed")
    void asItIs() throws InterruptedException {
        run(
                Command.of(List.of("sh", "-c", "echo \"$1|$WORD|$HOME\"", "sh", "a 'b' $c"))
                        .withEnvironment(environment -> {
                            environment.put("WORD", "said");
                            environment.remove("HOME");
                        }),
                LONG);
        assertThat(lines).containsExactly("a 'b' $c|said|");
    }

    @Test
    @DisplayName(
            "of a plain environment it sees where and who it is and what it is given, and nothing else of this process's")
    void plain() throws InterruptedException {
        run(
                Command.of(List.of("env"))
                        .withEnvironment(environment -> environment.put("OVH_APPLICATION_SECRET", "s3cret"))
                        .withPlainEnvironment(Map.of("WORD", "said")),
                LONG);
        assertThat(lines)
                .contains("WORD=said", "PATH=" + System.getenv("PATH"))
                .allSatisfy(line -> assertThat(line)
                        .matches("(WORD|PATH|HOME|USER|LOGNAME|LANG|LC_ALL|LC_CTYPE|TZ|TMPDIR|XDG_RUNTIME_DIR)=.*"));
    }

    @Test
    @DisplayName("at its deadline it is ended with whatever it started, polite or not")
    void late() throws InterruptedException {
        assertThatThrownBy(() -> run(shell(FAMILY), Duration.ofMillis(500)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("sh did not end within the time given");
        assertAllEnded();
    }

    @Test
    @DisplayName("interrupted, it is ended with whatever it started, and the interruption is told on")
    void interrupted() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        BlockingQueue<Object> thrown = new LinkedBlockingQueue<>();
        Thread caller = new Thread(() -> {
            try {
                shell(FAMILY).run(new Children(), Deadline.in(LONG), told::add);
            } catch (InterruptedException e) {
                thrown.add(e);
            }
        });
        caller.start();
        lines.add(String.valueOf(told.poll(30, TimeUnit.SECONDS)));
        caller.interrupt();
        assertThat(thrown.poll(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertAllEnded();
    }

    @Test
    @DisplayName("when its children are to end, it ends, and no other is started")
    void abandoned() throws Exception {
        Children children = new Children();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> status = new LinkedBlockingQueue<>();
        Thread caller = new Thread(() -> {
            try {
                status.add(shell(FAMILY)
                        .run(children, Deadline.in(LONG), told::add)
                        .status());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        caller.start();
        lines.add(String.valueOf(told.poll(30, TimeUnit.SECONDS)));
        children.end();
        assertThat(status.poll(30, TimeUnit.SECONDS)).isEqualTo(128 + 9);
        assertAllEnded();
        assertThatThrownBy(() -> shell("true").run(children, Deadline.in(LONG), lines::add))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("this process is ending");
    }

    private void assertAllEnded() {
        assertThat(lines).hasSize(1);
        for (String pid : lines.get(0).split(" ", -1)) {
            assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessTree::runs))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("where its output is decided by, it is unavailable if not all of that came in time")
    void heardOut() {
        assertThatThrownBy(() -> run(shell("echo begun; sleep 20 & sleep 0.3").heardOut(), Duration.ofSeconds(2)))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("sh ended, but what it said did not all come within the time given");
        assertThatCode(() -> run(shell("echo begun").heardOut(), LONG)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("what it leaves in the background keeps nobody waiting")
    void background() throws InterruptedException {
        Command.Ended ended = run(shell("sleep 20 & echo $!"), LONG);
        assertThat(ended.status()).isZero();
        ProcessHandle.of(Long.parseLong(lines.get(0))).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("endless talk on the error stream ends it; of a long one the first and the last is kept")
    void talkative() throws InterruptedException {
        assertThatThrownBy(() -> run(shell("yes nonsense >&2"), LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("said more on its error stream than anybody would read: nonsense");
        String errors = run(shell("echo first >&2; yes x | head -c 200000 >&2; echo last >&2"), LONG)
                .errors();
        assertThat(errors).startsWith("first\n").endsWith("last\n").hasSize(32 * 1024);
    }

    @Test
    @DisplayName("a program that is not there is named, with what to do")
    void missing() {
        assertThatThrownBy(() -> run(Command.of(List.of("/nowhere/rsync")), LONG))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("The program /nowhere/rsync can't be run; install it");
    }

    @Test
    @DisplayName("a command of this machine sees no more of the environment than that, as there may be keys in it")
    void localEnvironment() {
        List<String> others = System.getenv().keySet().stream()
                .filter(name -> !name.matches("PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_.*|PWD|OLDPWD|SHLVL|_"))
                .toList();
        assertThat(others).as("variables that could be keys").isNotEmpty();
        assertThatThrownBy(() -> LocalCommand.run(
                        List.of("sh", "-c", "env | cut -c 1-60; exit 1"), Map.of("WORD", "said"), LONG))
                .satisfies(failed -> assertThat(failed.getMessage().lines())
                        .contains("WORD=said")
                        .noneMatch(line -> others.contains(line.split("=", 2)[0])));
    }

    @Test
    @DisplayName("a command of this machine that fails says the end of what it said")
    void local(@TempDir Path directory) throws Exception {
        Path made = directory.resolve("made");
        LocalCommand.run(List.of("touch", made.toString()), LONG);
        assertThat(Files.exists(made)).isTrue();
        assertThatThrownBy(() -> LocalCommand.run(
                        List.of("sh", "-c", "yes | head -c 9000; echo 'für die Katz' >&2; exit 3"), LONG))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("sh ended with status 3: y\ny")
                .hasMessageEndingWith("y\nfür die Katz");
        assertThatThrownBy(() -> LocalCommand.run(List.of("false"), LONG)).hasMessage("false ended with status 1");
    }
}
