package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("An agent that stood still")
class FrozenTest {
    private static final int FALL = 6;

    @TempDir
    Path directory;

    @Test
    @DisplayName("while prod was out of reach switches only if it finds, awake again, that prod still is")
    void stoodStill(Stage stage) throws Exception {
        try (Agent agent = stage.agent(Host.WATCHER, directory, "fall: 4", "fall: " + FALL)
                .start()
                .awaitInformed(0)) {
            int begun = agent.mark();
            freezeAsProbesAreUnderWay(stage, agent);
            stage.network().heal();
            agent.thaw();
            agent.awaitChecks("prod", "UP", 10);
            assertThat(agent.texts(begun, "verdict", "prod")).noneMatch(text -> text.startsWith("DOWN"));
            assertThat(agent.moves()).isEmpty();
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address());
            // A busy machine may be late, and says so.
            assertThat(stage.told()).allMatch(told -> told.contains("overloaded"));

            freezeAsProbesAreUnderWay(stage, agent);
            int awake = agent.mark();
            agent.thaw();
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            assertThat(agent.checksBeforeVerdict(awake, "prod", "DOWN")).isGreaterThanOrEqualTo(FALL);
            stage.awaitTold("failover from prod to home");
        }
    }

    @Test
    @DisplayName("does not return to prod, which died meanwhile, although the hold would have ended")
    void stoodStillDuringTheHold(Stage stage) throws Exception {
        try (Agent agent = stage.agent(
                        Host.WATCHER, directory, "failback: manual", "failback: automatic\n    failback-after: 6s")
                .start()
                .awaitInformed(0)) {
            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            int back = agent.mark();
            stage.prod().startAgain();
            agent.await("prod is back", back, "verdict", "prod", "UP");
            agent.awaitChecks("prod", "UP", 1);

            agent.freeze();
            stage.prod().kill();
            stage.client().awaitAnswers(150);
            agent.thaw();
            agent.awaitChecks("prod", "DOWN", 10);
            assertThat(agent.moves()).containsExactly("prod>home");
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address(), Host.HOME.address());

            stage.prod().startAgain();
            stage.client().awaitAnswer(Host.PROD);
            agent.awaitSite("prod");
        }
    }

    /** Enough probes hang in the air to make a verdict if all of them counted when they are found to have failed. */
    private static void freezeAsProbesAreUnderWay(Stage stage, Agent agent) {
        stage.network().cut(Host.WATCHER, Host.PROD);
        Await.until(
                "probes are under way",
                () -> stage.network().packetsTaken() >= FALL,
                () -> String.valueOf(stage.network().packetsTaken()));
        agent.freeze();
        stage.client().awaitAnswers(70);
    }
}
