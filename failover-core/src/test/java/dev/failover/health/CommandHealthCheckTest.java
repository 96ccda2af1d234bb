package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.health.Health.Status;
import dev.failover.internal.process.ProcessTree;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A command check")
class CommandHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final InetAddress SITE = InetAddresses.forString("192.0.2.7");

    private static CommandHealthCheck.Builder shell(String script) {
        return CommandHealthCheck.builder().command(List.of("sh", "-c", script));
    }

    private static Health probe(String script) throws InterruptedException {
        return shell(script).build().check(SITE, TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    exit 0 | UP | ended with status 0
                    echo fine | UP | ended with status 0: fine
                    echo worn; exit 1 | DOWN | ended with status 1: worn
                    echo CRITICAL; exit 2 | DOWN | ended with status 2: CRITICAL
                    echo no idea; exit 3 | UNKNOWN | ended with status 3: no idea
                    exit 255 | DOWN | ended with status 255
                    exit 126 | UNKNOWN | was not run, as it ended with status 126
                    exit 127 | UNKNOWN | was not run, as it ended with status 127
                    kill -9 $$ | UNKNOWN | was ended by signal 9
                    """)
    @DisplayName("goes by the status, and says what the program said")
    void status(String script, Status status, String detail) throws Exception {
        assertThat(probe(script)).extracting(Health::status, Health::detail).containsExactly(status, detail);
    }

    @Test
    @DisplayName("may be told what a status means")
    void configured() throws Exception {
        CommandHealthCheck.Builder check =
                shell("exit $STATUS").upStatus(Set.of(0, 1)).unknownStatus(Set.of(2, 75));
        Map<Integer, Status> expected = Map.of(
                0, Status.UP, 1, Status.UP, 2, Status.UNKNOWN, 75, Status.UNKNOWN, 3, Status.DOWN, 127, Status.UNKNOWN);
        for (Map.Entry<Integer, Status> each : expected.entrySet()) {
            check.environment("STATUS", Secret.of(each.getKey().toString()));
            assertThat(check.build().check(SITE, TIMEOUT).status())
                    .as("status %s", each.getKey())
                    .isEqualTo(each.getValue());
        }
    }

    @Test
    @DisplayName(
            "hands over the site's address and the time given, and nothing of this process's environment but where it is")
    void environment() throws Exception {
        assertThat(probe("echo $FAILOVER_ADDRESS $FAILOVER_TIMEOUT; exit 1").detail())
                .isEqualTo("ended with status 1: 192.0.2.7 20");
        assertThat(shell("echo $FAILOVER_TIMEOUT")
                        .build()
                        .check(SITE, Duration.ofMillis(12_345))
                        .detail())
                .endsWith(": 12.345");
        String names = CommandHealthCheck.builder()
                .command(List.of("sh", "-c", "env | sed 's/=.*//' | sort | tr '\\n' ' '"))
                .build()
                .check(SITE, TIMEOUT)
                .detail();
        assertThat(Set.of(names.replaceFirst(".*: ", "").split(" ", -1)))
                .isSubsetOf(
                        "FAILOVER_ADDRESS",
                        "FAILOVER_TIMEOUT",
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

    @Test
    @DisplayName("shows the first line only, without what a terminal obeys, and no secret")
    void firstLine() throws Exception {
        assertThat(probe("echo; printf '\\033[31mr\\303\\251d\\033[0m\\007\\r\\nmore\\n'")
                        .detail())
                .isEqualTo("ended with status 0: réd");
        assertThat(probe("head -c 100000 /dev/zero | tr '\\0' x").detail()).hasSizeLessThan(300);
        assertThat(shell("echo key $KEY")
                        .environment("KEY", Secret.of("hush-hush"))
                        .build()
                        .check(SITE, TIMEOUT)
                        .detail())
                .isEqualTo("ended with status 0: key ***");
        assertThat(shell("a-secret").build()).hasToString("command check: sh");
    }

    @Test
    @DisplayName("is unknown, if there is no such program (S7)")
    void noProgram() throws Exception {
        Health health = CommandHealthCheck.builder()
                .command(List.of("/no/such/program", "a-secret"))
                .build()
                .check(SITE, TIMEOUT);
        assertThat(health.status()).isEqualTo(Status.UNKNOWN);
        assertThat(health.detail())
                .startsWith("The program /no/such/program can't be run; install it, or set the path it has")
                .doesNotContain("a-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo begun; sleep 60",
                "echo begun; yes",
                "echo begun; yes >&2",
                "trap '' TERM; echo begun; while :; do sleep 60; done",
                "echo begun; while :; do printf x; sleep 0.02; done"
            })
    @DisplayName("is down at the end of its time, whatever the program does")
    void late(String script) throws Exception {
        CommandHealthCheck check = shell(script).build();
        check.check(SITE, SHORT);
        long start = System.nanoTime();
        Health health = check.check(SITE, SHORT);
        // 50 ms are promised; the rest is for a machine that is busy.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plusMillis(400));
        assertThat(health).isEqualTo(Health.down("did not end within 300ms: begun"));
    }

    @Test
    @DisplayName("does not wait for what the program leaves behind, once its time is over")
    void leftBehind(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        Health health =
                shell("sleep 60 & echo $! > " + pid + "; echo fine").build().check(SITE, Duration.ofSeconds(1));
        assertThat(health).isEqualTo(Health.up("ended with status 0: fine"));
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("ends the program, and what it has started")
    void children(@TempDir Path directory) throws Exception {
        Path pids = directory.resolve("pids");
        shell("trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 60; done' & echo $! $$ > " + pids
                        + "; wait; wait")
                .build()
                .check(SITE, SHORT);
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process ->
                            process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    /** What {@link #processEnds} runs; its argument is where to write the number of the program's process. */
    static final class Probing {
        public static void main(String... arguments) throws InterruptedException {
            shell("trap '' TERM; echo $$ > " + arguments[0] + "; while :; do sleep 60; done")
                    .build()
                    .check(SITE, Duration.ofSeconds(1));
        }
    }

    @Test
    @DisplayName("ends the program even if this process ends right after the check")
    void processEnds(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Probing.class.getName(), pid.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .filter(ProcessTree::runs))
                .isEmpty();
    }

    @Test
    @DisplayName("says, when it is inspected, whether there is its program, and runs nothing")
    void inspected(@TempDir Path directory) throws Exception {
        assertThat(((Inspectable) create(Map.of("command.0", "sh", "command.1", "-c"))).inspect(TIMEOUT))
                .containsExactly(Finding.ok("program sh", "can be run"));
        for (String missing : List.of("no-such-program", directory.toString(), directory + "/probe")) {
            assertThat(((Inspectable) create(Map.of("command", missing))).inspect(TIMEOUT))
                    .containsExactly(
                            Finding.error(
                                    "program " + missing,
                                    "command: there is no such program, or this user may not run it; install it, or set its path"));
        }
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of("command.0", "probe", "command.1", "-x", "up-status.0", "0", "up-status.1", "1")))
                .hasToString("command check: probe");
        assertThatThrownBy(() -> create(Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "check.command: is required: the program and its arguments, like [/usr/local/bin/probe, --quick]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    command | probe -x | check.command: must be a list of the program and its arguments, like [/usr/local/bin/probe, --quick], as no shell takes it apart
                    up-status | 256 | check.up-status: must be statuses from 0 to 255, not 256
                    unknown-status | three | check.unknown-status: must be a whole number, not "three"
                    unknown-status | 0 | check.unknown-status: has statuses that mean UP: [0]
                    environment.A-B | x | check.environment.A-B: is no name of a variable
                    shell | true | check.shell: unknown setting; known are [command, environment, unknown-status, up-status]
                    """)
    void saysWhatIsWrong(String key, String value, String message) {
        Map<String, String> settings =
                key.equals("command") ? Map.of(key, value) : Map.of("command", "probe", key, value);
        assertThatThrownBy(() -> create(settings)).hasMessageContaining(message);
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("command", Settings.of("check", settings));
    }
}
