package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With its own cable pulled, an agent")
class CutOffTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("on a third machine switches nothing, and tells of nothing but that")
    void onThirdMachine(Stage stage) throws Exception {
        try (Agent agent = stage.agent(Host.WATCHER, directory).start().awaitInformed(0)) {
            pulled(stage, Host.WATCHER, agent);
        }
    }

    @Test
    @DisplayName("on the standby, which it finds UP beside itself, does not take over; with prod dead it does")
    void onStandby(Stage stage) throws Exception {
        String home = "name: home, address: " + Host.HOME.address();
        try (Agent agent = stage.agent(Host.HOME, directory, home, home + ", check-address: 127.0.0.1")
                .start()
                .awaitInformed(0)) {
            int mark = agent.mark();
            pulled(stage, Host.HOME, agent);
            assertThat(agent.texts(mark, "verdict", "home")).noneMatch(text -> text.startsWith("DOWN"));

            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            stage.awaitTold("failover from prod to home");
            agent.awaitSite("home");
        }
    }

    private static void pulled(Stage stage, Host host, Agent agent) {
        int pulled = agent.mark();
        stage.network().unplug(host);
        agent.await("it takes itself for cut off", pulled, "raised", "", "reaches nothing at all");
        agent.await("prod looks dead", pulled, "verdict", "prod", "DOWN");
        agent.awaitChecks("prod", "DOWN", 10);
        assertThat(agent.status().get("connectivity").getAsString()).isEqualTo("isolated");

        int healed = agent.mark();
        stage.network().heal();
        agent.await("prod is UP", healed, "verdict", "prod", "UP");
        stage.awaitTold("the watcher is cut off");
        stage.awaitTold("the watcher is no longer cut off");
        agent.awaitChecks("prod", "UP", 5);
        assertThat(agent.moves()).isEmpty();
        assertThat(agent.texts(pulled, "decided", "")).isEmpty();
        assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address());
        assertThat(stage.told()).allMatch(said -> said.contains("cut off"));
    }
}
