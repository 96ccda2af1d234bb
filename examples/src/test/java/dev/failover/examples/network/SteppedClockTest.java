package dev.failover.examples.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With its wall clock stepped, the agent")
class SteppedClockTest {
    @TempDir
    Path directory;

    private Path step;

    @Test
    @DisplayName("neither switches for it nor fails to, nor returns too soon; what the vendor's signature forbids follows once the clock is right")
    void stepped(Stage stage) throws Exception {
        step = Files.writeString(directory.resolve("step"), "+0\n");
        try (Agent agent = stage.agent(
                        Host.WATCHER, directory, "failback: manual", "failback: automatic\n    failback-after: 3s")
                .within(java.util.List.of(
                        "env",
                        "LD_PRELOAD=" + library(),
                        "FAKETIME_TIMESTAMP_FILE=" + step,
                        "FAKETIME_CACHE_DURATION=1",
                        "FAKETIME_DONT_FAKE_MONOTONIC=1",
                        "FAKETIME_DISABLE_SHM=1",
                        "NO_FAKE_STAT=1"))
                .start()
                .awaitInformed(0)) {
            int begun = agent.mark();
            stepTo(agent, "+3600");
            agent.awaitChecks("prod", "UP", 10);
            stepTo(agent, "-3600");
            agent.awaitChecks("prod", "UP", 10);
            assertThat(agent.texts(begun, "verdict", "")).isEmpty();
            assertThat(agent.moves()).isEmpty();

            stage.network().cut(Host.WATCHER, Host.PROD);
            Await.until("probes are under way", () -> stage.network().packetsTaken() > 3, agent::toString);
            stepTo(agent, "+3600");
            agent.awaitSite("home?");
            agent.await("BIND takes no signature of an hour hence", begun, "write-failed", "", "clock is");
            assertThat(stage.client().answerFromNowOn()).isEqualTo(Host.PROD.address());
            stepTo(agent, "+0");
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            stage.awaitTold("failover from prod to home");

            int healed = agent.mark();
            long from = System.nanoTime();
            stage.network().heal();
            agent.await("prod is UP", healed, "verdict", "prod", "UP");
            stepTo(agent, "+3600");
            agent.awaitChecks("prod", "UP", 3);
            stepTo(agent, "+0");
            agent.await("it decides to return", healed, "decided", "prod", "switched");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(3));
            stage.client().awaitAnswer(Host.PROD);
            agent.awaitSite("prod");
            assertThat(agent.moves()).containsExactly("prod>home", "home>prod");
        }
    }

    /** Steps the clock, in one write, and waits until the agent has seen it. */
    private void stepTo(Agent agent, String offset) throws IOException {
        int mark = agent.mark();
        Files.writeString(step, offset + "\n");
        Duration expected = Duration.ofSeconds(Long.parseLong(offset));
        Await.until(
                "the agent's clock is at " + offset,
                () -> agent.times(mark).stream()
                        .anyMatch(time -> Duration.between(java.time.Instant.now().plus(expected), time)
                                        .abs()
                                        .compareTo(Duration.ofMinutes(5))
                                < 0),
                agent::toString);
    }

    /** Time is no namespace's own; this library answers a process's questions for it. */
    private static Path library() throws IOException {
        Optional<Path> found;
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            found = architectures
                    .map(place -> place.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
        if (found.isEmpty()) {
            Assumptions.abort("NOT TESTED: steps of the wall clock, as libfaketime is not installed");
        }
        return found.get();
    }
}
