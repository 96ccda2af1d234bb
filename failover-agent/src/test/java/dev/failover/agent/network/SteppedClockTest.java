package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    @DisplayName(
            "neither switches for it nor fails to; what the vendor does not believe at that time follows once the clock is right")
    void stepped(Stage stage) throws Exception {
        step = Files.writeString(directory.resolve("step"), "+0\n");
        try (Agent agent = stage.agent(
                        Host.WATCHER,
                        directory,
                        "timeout: 1500ms, interval: 1500ms, fast-interval: 200ms",
                        "timeout: 5s, interval: 5s, fast-interval: 500ms")
                .within(List.of(
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
            agent.awaitChecks("prod", "UP", 6);
            stepTo(agent, "-3600");
            agent.awaitChecks("prod", "UP", 6);
            assertThat(agent.texts(begun, "verdict", ""))
                    .as("a step ahead may have been a suspension: it looks anew, and finds what it found")
                    .allMatch(text -> text.startsWith("UP"));
            assertThat(agent.moves()).isEmpty();

            stage.network().reset(Host.WATCHER, Host.PROD);
            agent.awaitChecks("prod", "DOWN", 1);
            stepTo(agent, "+3600");
            agent.awaitSite("home?");
            agent.await("BIND takes no signature of an hour hence", begun, "write-failed", "", "clock is");
            assertThat(stage.client().answerFromNowOn()).isEqualTo(Host.PROD.address());
            stepTo(agent, "+0");
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            stage.awaitTold("failover from prod to home");

            assertThat(agent.moves()).containsExactly("prod>home");
            agent.kill();
            forget(agent.pid());
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
                        .anyMatch(time -> Duration.between(Instant.now().plus(expected), time)
                                        .abs()
                                        .compareTo(Duration.ofMinutes(5))
                                < 0),
                agent::toString);
    }

    /** Removes what the library leaves behind of a process that was killed. */
    private static void forget(long pid) throws IOException {
        Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
        Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
    }

    /** Time is no namespace's own; this library answers a process's questions for it. */
    private static Path library() throws IOException {
        Optional<Path> found;
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            found = architectures
                    .map(place -> place.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
        if (found.isEmpty()) {
            Assumptions.abort("NOT TESTED: steps of the wall clock, as libfaketime is not installed");
        }
        return found.get();
    }
}
