package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With prod back, the agent")
class ReturnTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("stays at home until somebody asks, and says that it could return")
    void byHand(Stage stage) throws Exception {
        try (Agent agent = stage.agent(
                        Host.WATCHER, directory, "failback: manual", "failback: manual\n    failback-after: 1s")
                .start()
                .awaitInformed(0)) {
            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            stage.prod().startAgain();
            stage.awaitTold("the primary is back");
            agent.awaitChecks("prod", "UP", 10);
            assertThat(agent.site()).isEqualTo("home");
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address(), Host.HOME.address());

            agent.verb("failback", "www", "--by", "anna", "--reason", "all is well");
            stage.client().awaitAnswer(Host.PROD);
            agent.awaitSite("prod");
            stage.awaitTold("anna");
        }
    }
}
