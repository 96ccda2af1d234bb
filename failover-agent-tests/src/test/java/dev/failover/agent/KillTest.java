package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordSet;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's process")
@Timeout(120)
class KillTest {
    @TempDir
    Path directory;

    private static Process start(World world, Path config) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Java.command(64, Main.class, "run", "-c", config.toString()));
        builder.environment().putAll(world.environment());
        File log = world.directory.resolve("agent.log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    @Test
    @DisplayName("stops on SIGTERM within seconds, with exit code 0")
    void terminates() throws Exception {
        try (World world = new World(directory)) {
            Process agent = start(world, world.configuration());
            try {
                await(
                        "it watches",
                        () -> world.stateDirectory().resolve("control").toFile().exists());
                agent.destroy();
                assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(agent.exitValue()).isZero();
                assertThat(world.stateDirectory().resolve("control")).doesNotExist();
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    @Test
    @DisplayName(
            "killed at any moment of a switch and started again finishes it, and the name never is without an address")
    void killed() throws Exception {
        try (World world = new World(directory)) {
            List<String> served = java.util.Collections.synchronizedList(new ArrayList<>());
            world.ovh.onPublish(published -> {
                world.dns.replaceAll(published);
                served.add(published.stream()
                        .filter(set -> set.key().equals(World.WWW))
                        .map(RecordSet::values)
                        .toList()
                        .toString());
            });
            Path config = world.configuration();
            Random random = new Random(7);
            Process agent = start(world, config);
            try {
                await(
                        "prod is adopted",
                        () -> Verbs.run(world.environment(), "status", "-c", config.toString())
                                .out()
                                .contains("www: at prod"));
                world.prod.kill();
                for (int i = 0; i < 6; i++) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
                    agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                    agent = start(world, config);
                }
                await("DNS follows", () -> world.served().equals(World.HOME));
                await("it is journalled", () -> {
                    String status = Verbs.run(world.environment(), "status", "-c", config.toString())
                            .out();
                    return status.contains("www: at home") && !status.contains("not yet published");
                });
                await(
                        "the phone is told, once the news has waited for that of other services",
                        () -> toldOfTheSwitch(world).findAny().isPresent());
                assertThat(served).isSubsetOf("[[" + World.PROD + "]]", "[[" + World.HOME + "]]");
                assertThat(toldOfTheSwitch(world))
                        .as("told at least once, and again only if it was killed in between")
                        .hasSizeBetween(1, 3);
            } finally {
                agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Stream<String> toldOfTheSwitch(World world) {
        return world.phone.requests().stream().filter(request -> request.contains("failover from prod to home"));
    }
}
