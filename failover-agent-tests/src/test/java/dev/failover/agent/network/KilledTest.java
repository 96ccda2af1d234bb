package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("An agent that is killed in the middle of a switch, and started again,")
class KilledTest {
    private static final long SEED = Long.getLong("failover.network.seed", 7);
    private static final int RANDOM_KILLS = 2;

    @TempDir
    Path directory;

    @Test
    @DisplayName("finishes it, after every step in turn and after moments drawn by lot")
    void afterEveryStep(Stage stage) throws Exception {
        Random random = new Random(SEED);
        try (Agent agent = stage.agent(
                Host.WATCHER,
                directory,
                "timeout: 1500ms, interval: 1500ms, fast-interval: 200ms",
                "timeout: 1s, interval: 1s, fast-interval: 100ms")) {
            agent.start().awaitInformed(0);
            stage.network().loseAnswersToUpdates();
            stage.prod().kill();

            agent.await("prod is found DOWN", 0, "verdict", "prod", "DOWN");
            agent.kill();

            agent.start().awaitSite("home?");
            agent.kill();
            agent.start();
            // The vendor gets the update; its answer is lost.
            stage.client().awaitAnswer(Host.HOME);
            agent.kill();

            for (int i = 0; i < RANDOM_KILLS; i++) {
                agent.start().killAfter(random.nextInt(2500));
            }
            stage.network().heal();
            agent.start();
            stage.awaitTold("failover from prod to home");
            agent.kill();

            agent.start().awaitSite("home");
            stage.awaitTold("is at home");
            int published = agent.mark();
            agent.kill();

            agent.start();
            agent.await("home is UP", published, "verdict", "home", "UP");
            agent.awaitChecks("home", "UP", 5);
            assertThat(agent.moves()).containsExactly("prod>home");
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address(), Host.HOME.address());
            assertThat(stage.told("failover from prod to home")).isBetween(1L, 3L);
        }
    }
}
