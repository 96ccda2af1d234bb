package dev.failover.examples.network;

import static org.assertj.core.api.Assertions.assertThat;

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
    @DisplayName("leaves a primary it can't reach, whichever direction is cut and however, and returns once it has been UP")
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
                            "prod>home", "home>prod", "prod>home", "home>prod", "prod>home", "home>prod", "prod>home", "home>prod");
        }
    }
}
