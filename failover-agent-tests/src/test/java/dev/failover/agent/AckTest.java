package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("`ack`")
@Timeout(120)
class AckTest {
    @TempDir
    Path directory;

    private static Result ack(World world, Path config, String... more) {
        List<String> words = new ArrayList<>(List.of("ack", "-c", config.toString()));
        words.addAll(List.of(more));
        return Verbs.run(world.environment(), words.toArray(String[]::new));
    }

    @Test
    @DisplayName(
            "says to a running agent that somebody knows, which `status` shows, `history` keeps and the phone tells")
    void acknowledges() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
                agent.awaitOut("adopted");
                world.home.kill();
                Verbs.await(
                        "humans are told",
                        () -> Verbs.run(world.environment(), "status", "-c", config.toString())
                                .out()
                                .contains(": standby-down/home"));
                Result done = ack(world, config, "www", "--by", "anna", "--reason", "the disk is ordered");
                assertThat(done.out()).contains("www is acknowledged as it is now");
                assertThat(done.code()).isZero();
                assertThat(Verbs.run(world.environment(), "status", "-c", config.toString())
                                .out())
                        .contains("anna knows since ")
                        .contains(" of standby-down/home (the disk is ordered)");
                assertThat(Verbs.run(world.environment(), "history", "-c", config.toString())
                                .out())
                        .contains("acknowledged");
                Verbs.await(
                        "the phone tells",
                        () -> world.phone.requests().stream()
                                .anyMatch(request -> request.toString().contains("anna knows of it")));
            }
        }
    }

    @Test
    @DisplayName("needs a service or --all, and takes one that there is")
    void named() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            assertThat(ack(world, config).code()).isEqualTo(2);
            assertThat(ack(world, config, "www", "--all").code()).isEqualTo(2);
            assertThat(ack(world, config, "mail").code()).isEqualTo(2);
            assertThat(ack(world, config, "--all").code()).isZero();
        }
    }
}
