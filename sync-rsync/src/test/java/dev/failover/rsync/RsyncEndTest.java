package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("However a process ends that mirrors by rsync,")
class RsyncEndTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** Short, as a socket's path has to be. */
    private Path scratch;

    private Path source;
    private Path target;

    @BeforeEach
    void make() throws Exception {
        scratch = Files.createTempDirectory(Path.of("/tmp"), "rs");
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        Files.write(source.resolve("large"), new byte[3_000_000]);
    }

    @AfterEach
    void remove() throws Exception {
        LeftDirectories.endUsersOf(scratch);
        PrivateDirectory.delete(scratch);
    }

    /** The child: mirrors, slowly. */
    public static void main(String[] arguments) throws Exception {
        RsyncFileSync sync = RsyncFileSync.builder()
                .destination(arguments[0])
                .sshConfig(Path.of(arguments[1]))
                .bandwidthLimit(arguments[3])
                .build();
        sync.mirror(MirrorRequest.everything(Path.of(arguments[2]), 0, TIMEOUT), MirrorListener.NONE);
        sync.close();
    }

    private Process start(OpenSshRoute route, String bandwidth) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + scratch,
                        "-cp",
                        System.getProperty("java.class.path"),
                        RsyncEndTest.class.getName(),
                        OpenSshRoute.HOST + ":" + target,
                        route.configuration().toString(),
                        source.toString(),
                        bandwidth)
                .inheritIO()
                .start();
    }

    private List<Path> left() throws Exception {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(file -> file.getFileName().toString().startsWith("failover-"))
                    .toList();
        }
    }

    private long users() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(scratch + "/failover-"))
                .count();
    }

    private void awaitMirroring(OpenSshRoute route) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(target)
                        && users() >= 2
                        && !route.target().sessions().isEmpty());
    }

    @Test
    @DisplayName("told to, nothing of it is left: no directory, no rsync, no connection")
    void terminated() throws Exception {
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0)) {
            Process child = start(route, "100k");
            awaitMirroring(route);
            child.destroy();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(left()).isEmpty();
            Awaitility.await().until(() -> users() == 0);
        }
    }

    @Test
    @DisplayName("by force, the next one removes what it left, its connection too")
    void killed() throws Exception {
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0)) {
            Process child = start(route, "100k");
            awaitMirroring(route);
            child.destroyForcibly().waitFor();
            assertThat(left()).hasSize(1);
            Path other = Files.createDirectory(scratch.resolve("failover-rsync-of-somebody"));
            Process next = start(route, "100m");
            assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(next.exitValue()).isZero();
            assertThat(left()).as("it is young, and may be in use").containsExactly(other);
            Awaitility.await().until(() -> users() == 0);
            assertThat(target.resolve("large")).hasSize(3_000_000);
        }
    }

    @Test
    @DisplayName("no error stream fills its memory, its disk, or its time")
    void flood() throws Exception {
        Path program = Files.writeString(
                directory.resolve("rsync"),
                "#!/bin/sh\n[ \"$2\" != \"\" ] || exec rsync \"$@\"\nexec yes 'an error' >&2\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (RsyncFileSync sync = RsyncFileSync.builder()
                .destination(target.toString())
                .rsyncProgram(program.toString())
                .build()) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThatThrownBy(() ->
                                    sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE))
                            .isInstanceOf(UnavailableException.class)
                            .hasMessageContaining("more on its error stream")
                            .hasMessageContaining("an error"));
        }
    }
}
