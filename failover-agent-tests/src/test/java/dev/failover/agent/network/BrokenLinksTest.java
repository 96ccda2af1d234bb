package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With links broken, the agent")
class BrokenLinksTest {
    private static final String HOLD = "failback-after: 1s";

    @TempDir
    Path directory;

    @Test
    @DisplayName(
            "leaves a primary it can't reach, whichever direction is cut and however, and returns once it has been UP")
    void everyWayOfCutting(Stage stage) throws Exception {
        Network network = stage.network();
        try (Agent agent = stage.agent(Host.WATCHER, directory, "failback: manual", "failback: automatic\n    " + HOLD)
                .start()
                .awaitInformed(0)) {
            int cuts = 0;
            for (Consumer<Network> cut : Stream.<Consumer<Network>>of(
                            net -> net.cut(Host.WATCHER, Host.PROD),
                            net -> net.drop(Host.WATCHER, Host.PROD),
                            net -> net.drop(Host.PROD, Host.WATCHER),
                            net -> net.reset(Host.WATCHER, Host.PROD))
                    .toList()) {
                cut.accept(network);
                stage.client().awaitAnswer(Host.HOME);
                agent.awaitSite("home");
                assertThat(network.packetsTaken()).isPositive();
                network.heal();
                stage.client().awaitAnswer(Host.PROD);
                agent.awaitSite("prod");
                cuts++;
                int expected = cuts;
                Await.until(
                        "each switch is told",
                        () -> stage.told("failover from prod to home") == expected
                                && stage.told("failback from home to prod") == expected,
                        () -> stage.told().toString());
            }
            assertThat(agent.moves())
                    .containsExactly(
                            "prod>home",
                            "home>prod",
                            "prod>home",
                            "home>prod",
                            "prod>home",
                            "home>prod",
                            "prod>home",
                            "home>prod");
        }
    }

    @Test
    @DisplayName("changes nothing while it reaches no site at all, and says so")
    void noSiteReached(Stage stage) throws Exception {
        try (Agent agent = stage.agent(Host.WATCHER, directory).start().awaitInformed(0)) {
            stage.network().cut(Host.WATCHER, Host.HOME);
            stage.awaitTold("home is down");
            stage.network().cut(Host.WATCHER, Host.PROD);
            stage.awaitTold("is down, and no site is ready");
            agent.awaitChecks("prod", "DOWN", 10);
            JsonObject status = agent.status();
            assertThat(status.get("connectivity").getAsString()).isEqualTo("connected");
            assertThat(status.getAsJsonObject("decision").get("step").getAsString())
                    .isEqualTo("stay");
            assertThat(agent.site()).isEqualTo("prod");

            stage.network().healAllBut(Host.WATCHER, Host.HOME);
            stage.awaitTold("is no longer down without a site that is ready");
            stage.network().heal();
            stage.awaitTold("home is no longer down");
            agent.awaitChecks("prod", "UP", 5);
            assertThat(agent.moves()).isEmpty();
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address());
        }
    }

    @Test
    @DisplayName("decides while the vendor is out of reach, keeps trying, and publishes once it is not")
    void vendorOutOfReach(Stage stage) throws Exception {
        try (Agent agent = stage.agent(Host.WATCHER, directory).start().awaitInformed(0)) {
            stage.network().reset(Host.WATCHER, Host.DNS);
            stage.prod().kill();
            agent.awaitSite("home?");
            stage.awaitTold("failover from prod to home");
            agent.await("a write fails", 0, "write-failed", "", "bind");
            assertThat(stage.client().answerFromNowOn()).isEqualTo(Host.PROD.address());

            stage.network().heal();
            stage.client().awaitAnswer(Host.HOME);
            agent.awaitSite("home");
            stage.awaitTold("is at home");
            assertThat(agent.moves()).containsExactly("prod>home");
            assertThat(stage.told("failover from prod to home")).isEqualTo(1);
            assertThat(agent.texts(0, "written", "")).hasSize(1);
        }
    }
}
