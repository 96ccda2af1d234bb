package dev.failover.evidence.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.Incident;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.RecordingSink;
import dev.failover.testkit.RecordingSink.Recorded;
import dev.failover.testkit.SshKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Evidence by a program")
class CommandCollectorTest {
    private static final Incident INCIDENT = new Incident("www", 7, "prod", Instant.EPOCH, "prod is down");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static List<Recorded> collect(CommandCollectorBuilder builder) throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        try (CommandCollector collector = builder.build()) {
            collector.collect(INCIDENT, sink, TIMEOUT);
        }
        return sink.items();
    }

    private static CommandCollectorBuilder program(String... words) {
        return CommandCollector.builder().command(List.of(words));
    }

    private static String text(Recorded item) {
        return new String(item.content(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("is what it says, byte by byte")
    void bytes() throws Exception {
        byte[] bytes = new byte[500_000];
        new Random(3).nextBytes(bytes);
        Path file = Files.write(directory.resolve("core"), bytes);
        List<Recorded> items = collect(program("cat", file.toString()));
        assertThat(items).hasSize(1);
        assertThat(items.get(0).content()).isEqualTo(bytes);
        assertThat(items.get(0).exit()).isZero();
        assertThat(items.get(0).name()).isEqualTo("cat");
    }

    @Test
    @DisplayName("is kept with its status and its errors, and is incomplete, if it fails")
    void failing() throws Exception {
        List<Recorded> items = collect(program("sh", "-c", "echo half; echo 'no such unit' >&2; exit 3"));
        assertThat(items).extracting(Recorded::name).containsExactly("sh", "sh-errors");
        assertThat(text(items.get(0))).isEqualTo("half\n");
        assertThat(items.get(0).exit()).isEqualTo(3);
        assertThat(items.get(0).problem()).isEqualTo("ended with status 3: no such unit");
        assertThat(text(items.get(1))).isEqualTo("no such unit\n");
    }

    /** What hangs is ended when its time is over. It gets more of that until it has begun: a busy machine takes its time. */
    private static RecordingSink late(CommandCollector collector, Path pid) throws IOException {
        for (int seconds = 1; ; seconds *= 4) {
            RecordingSink sink = new RecordingSink();
            Duration timeout = Duration.ofSeconds(seconds);
            assertThatThrownBy(() -> collector.collect(INCIDENT, sink, timeout))
                    .isInstanceOf(UnavailableException.class);
            if (seconds > 60 || (Files.exists(pid) && Files.size(pid) > 0)) {
                return sink;
            }
        }
    }

    @Test
    @DisplayName("keeps what it said before its time was over, and leaves no process behind")
    void late() throws Exception {
        RecordingSink sink;
        Path pid = directory.resolve("pid");
        try (CommandCollector collector = program("sh", "-c", "echo begun; sleep 60 & echo $! > " + pid + "; wait")
                .build()) {
            sink = late(collector, pid);
        }
        assertThat(text(sink.items().get(0))).isEqualTo("begun\n");
        assertThat(sink.items().get(0).problem()).contains("did not end within the time");
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .flatMap(process -> process.info().command()))
                .isEmpty();
    }

    @Test
    @DisplayName("ends as soon as nobody takes what it says")
    void refused() {
        long began = System.nanoTime();
        EvidenceSink sink = (name, source) -> new EvidenceSink.Item() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                throw new UnavailableException("the time is over");
            }

            @Override
            public void exit(int status) {}

            @Override
            public void incomplete(String why) {}
        };
        try (CommandCollector collector =
                program("sh", "-c", "echo x; sleep 60").build()) {
            assertThatThrownBy(() -> collector.collect(INCIDENT, sink, Duration.ofMinutes(1)))
                    .hasMessage("the time is over");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("runs at the lowest priority, and knows which incident it is for, and nothing else of ours")
    void surroundings() throws Exception {
        List<Recorded> items = collect(
                program("sh", "-c", "nice; echo $FAILOVER_SERVICE $FAILOVER_EPOCH $FAILOVER_SITE; env | grep -c JAVA"));
        assertThat(text(items.get(0))).isEqualTo("19\nwww 7 prod\n0\n");
    }

    @Test
    @DisplayName("is refused where there is no such program, which is found beforehand")
    void missing() throws Exception {
        assertThatThrownBy(() -> collect(program("no-such-program", "key")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("no-such-program")
                .hasMessageNotContaining("key");
        try (CommandCollector collector = program("no-such-program").build()) {
            assertThat(collector.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Severity.ERROR);
        }
    }

    @Test
    @DisplayName("comes over ssh with each word as it is, at low priority; what hangs there ends there")
    void overSsh() throws Exception {
        SshKey key = SshKey.in(directory, "id");
        try (OpenSshServer server =
                OpenSshServer.in(directory.resolve("web1")).authorize(key).start()) {
            Path known = Files.writeString(directory.resolve("known"), server.knownHosts() + "\n");
            Path configuration =
                    Files.writeString(directory.resolve("config"), """
                    Host web1
                      HostName 127.0.0.1
                      Port %s
                      IdentityFile %s
                      UserKnownHostsFile %s
                    """.formatted(server.port(), key.file(), known));
            List<String> options = List.of("-F", configuration.toString());
            List<Recorded> items = collect(program("printf", "%s|", "a b", "$HOME", "it's", "*", "")
                    .ssh("web1")
                    .sshOptions(options));
            assertThat(text(items.get(0))).isEqualTo("a b|$HOME|it's|*||");
            assertThat(items.get(0).source()).startsWith("ssh web1 printf '%s|' 'a b'");
            assertThat(text(collect(program("nice").ssh("web1").sshOptions(options))
                            .get(0)))
                    .isEqualTo("19\n");

            Path pid = directory.resolve("pid");
            try (CommandCollector collector = program("sh", "-c", "echo $$ > " + pid + "; exec sleep 60")
                    .ssh("web1")
                    .sshOptions(options)
                    .build()) {
                assertThat(collector.inspect(TIMEOUT))
                        .extracting(Finding::severity)
                        .containsExactly(Severity.OK);
                late(collector, pid);
            }
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    .ifPresent(process ->
                            process.onExit().orTimeout(10, TimeUnit.SECONDS).join());

            server.replaceHostKey();
            RecordingSink sink = new RecordingSink();
            try (CommandCollector collector =
                    program("uptime").ssh("web1").sshOptions(options).build()) {
                assertThatThrownBy(() -> collector.collect(INCIDENT, sink, TIMEOUT))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("web1 was not reached by ssh");
                assertThat(collector.inspect(TIMEOUT))
                        .extracting(Finding::severity)
                        .containsExactly(Severity.WARNING);
            }
        }
    }

    @Test
    @DisplayName("a JVM that ran out of memory: its heap dump, whole")
    void outOfMemory() throws Exception {
        Path dump = directory.resolve("heap.hprof");
        Path source = Files.writeString(
                directory.resolve("Full.java"),
                "class Full { public static void main(String[] a) { Object[] o = null; for (;;) o = new Object[] {o, new int[9999]}; } }");
        Process crashed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=" + dump,
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(crashed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<Recorded> items = collect(program("head", "-c", "1000000", dump.toString()));
        assertThat(text(items.get(0))).startsWith("JAVA PROFILE");
        assertThat(items.get(0).problem()).isNull();
    }

    @Test
    @DisplayName("a process that crashed: its core, whole")
    void core() throws Exception {
        String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
        assumeTrue(
                pattern.matches("core\\s*"), "NOT TESTED: the kernel of this machine puts cores elsewhere: " + pattern);
        // It ends itself: one that is ended while it is being started leaves the core of its parent, which the sink
        // cuts.
        Process shell = new ProcessBuilder("sh", "-c", "ulimit -c unlimited; sh -c 'kill -SEGV $$'; test $? = 139")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
        Path core;
        try (Stream<Path> files = Files.list(directory)) {
            // With its process number, if the kernel is set so.
            core = files.filter(file -> file.getFileName().toString().matches("core(\\.\\d+)?"))
                    .findFirst()
                    .orElseThrow();
        }
        // It is mostly holes.
        List<Recorded> items = collect(program("gzip", "-c", core.toString()));
        assertThat(items).hasSize(1);
        assertThat(items.get(0).problem()).isNull();
        byte[] brought =
                new GZIPInputStream(new ByteArrayInputStream(items.get(0).content())).readAllBytes();
        assertThat(brought).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(Arrays.equals(brought, Files.readAllBytes(core))).isTrue();
        // The type of the file, ET_CORE, by the byte order of the machine (elf(5)).
        assertThat(brought[16] + brought[17]).isEqualTo(4);
    }
}
