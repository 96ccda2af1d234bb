package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With its wall clock stepped, the agent")
class SteppedClockTest {
    @TempDir
    Path directory;

    private FakeClock clock;

    @Test
    @DisplayName(
            "neither switches for it nor fails to; what the vendor does not believe at that time follows once the clock is right")
    void stepped(Stage stage) throws Exception {
        clock = new FakeClock(directory.resolve("step"));
        try (Agent agent = stage.agent(
                        Host.WATCHER,
                        directory,
                        "timeout: 1500ms, interval: 1500ms, fast-interval: 200ms",
                        "timeout: 5s, interval: 5s, fast-interval: 500ms")
                .within(clock.wrapper())
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
        }
    }

    /** Steps the clock, in one write, and waits until the agent has seen it. */
    private void stepTo(Agent agent, String offset) throws IOException {
        int mark = agent.mark();
        clock.stepTo(offset);
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
}
