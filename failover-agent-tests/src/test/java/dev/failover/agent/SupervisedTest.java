package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that a service manager started")
@Timeout(120)
class SupervisedTest {
    @TempDir
    Path directory;

    /** In place of systemd's, which speaks by a socket that Java can't listen on. */
    private Path programs() throws IOException {
        Path made = Files.createDirectory(directory.resolve("bin"));
        Path program = Files.writeString(
                made.resolve("systemd-notify"), "#!/bin/sh\necho \"$*\" >>" + directory.resolve("told") + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return made;
    }

    private List<String> told() {
        try {
            return Files.readAllLines(directory.resolve("told"));
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    @DisplayName("tells it when it is ready, how it is doing, that it lives, reloads and stops")
    void tells() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            ProcessBuilder builder = new ProcessBuilder(Java.command(64, Main.class, "run", "-c", config.toString()));
            builder.environment().putAll(world.environment());
            builder.environment().put("PATH", programs() + ":" + System.getenv("PATH"));
            builder.environment().put("NOTIFY_SOCKET", "/run/systemd/notify");
            builder.environment().put("WATCHDOG_USEC", "600000");
            Process agent = builder.redirectErrorStream(true)
                    .redirectOutput(directory.resolve("agent.log").toFile())
                    .start();
            try {
                await("it is ready", () -> !told().isEmpty());
                assertThat(told().get(0)).startsWith("READY=1 WATCHDOG=1 STATUS=www ");
                assertThat(world.stateDirectory().resolve("control")).exists();
                await(
                        "it lives",
                        () -> told().stream()
                                        .filter(line -> line.startsWith("WATCHDOG=1"))
                                        .count()
                                > 2);
                await("it says how it is doing", () -> told().stream().anyMatch(line -> line.endsWith("www at prod")));

                assertThat(Verbs.run(world.environment(), "reload", "-c", config.toString())
                                .code())
                        .isZero();
                int reloading = told().indexOf(told().stream()
                        .filter(line -> line.startsWith("RELOADING=1 MONOTONIC_USEC="))
                        .findFirst()
                        .orElseThrow());
                assertThat(told().subList(reloading, told().size())).contains("READY=1");

                agent.destroy();
                assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(agent.exitValue()).isZero();
                assertThat(told()).endsWith("STOPPING=1");
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
    }
}
