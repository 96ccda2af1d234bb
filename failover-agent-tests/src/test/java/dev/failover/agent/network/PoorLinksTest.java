package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("Over a poor link, the agent")
class PoorLinksTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("stays with a primary whose packets are lost or late, if a check has time for a retransmission")
    void lossyAndSlow(Stage stage) throws Exception {
        Network network = stage.network();
        // The first retransmission of a SYN is a second later.
        try (Agent agent = stage.agent(
                        Host.WATCHER,
                        directory,
                        "timeout: 1500ms, interval: 1500ms, fast-interval: 200ms",
                        "timeout: 3s, interval: 3s, fast-interval: 500ms")
                .start()
                .awaitInformed(0)) {
            int mark = agent.mark();
            network.lose(Host.WATCHER, Host.PROD, 10);
            network.lose(Host.PROD, Host.WATCHER, 10);
            agent.awaitChecks("prod", "UP", 12);
            assertThat(network.packetsTaken()).isGreaterThan(3);

            network.heal();
            network.slow(Host.WATCHER, 500);
            agent.awaitChecks("prod", "UP", 8);
            assertThat(network.packetsDelayed(Host.WATCHER)).isGreaterThan(5);

            assertThat(agent.texts(mark, "verdict", "")).isEmpty();
            assertThat(agent.moves()).isEmpty();
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address());
            assertThat(stage.told()).isEmpty();
        }
    }
}
