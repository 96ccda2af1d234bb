package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("Three watchers that share a store")
class VotersTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("of PostgreSQL leave a place that dies with its watcher, once, and return")
    void placeDies(Stage stage) throws Exception {
        try (Store store = new PostgresDatabase(stage.network());
                Trio trio = new Trio(stage, store, directory, true, Host.PROD, Host.HOME, Host.WATCHER)) {
            trio.at(Host.PROD).kill();
            stage.network().unplug(Host.PROD);
            stage.client().awaitAnswer(Host.HOME);
            trio.at(Host.HOME).awaitSite("home");
            trio.at(Host.WATCHER).awaitSite("home");
            stage.network().heal();
            trio.at(Host.PROD).start();
            stage.client().awaitAnswer(Host.PROD);
            trio.awaitSite("prod");

            assertThat(trio.wrong()).isEmpty();
            assertThat(trio.moves()).containsExactly(Host.HOME.address(), Host.PROD.address());
            assertThat(stage.servedInTurn())
                    .containsExactly(Host.PROD.address(), Host.HOME.address(), Host.PROD.address());
        }
    }

    @Test
    @DisplayName("of etcd leave prod by votes though the holder stands still, and one writes at a time")
    void holderInTrouble(Stage stage) throws Exception {
        try (EtcdCluster store = new EtcdCluster(stage.network(), directory);
                Trio trio = new Trio(stage, store, directory, false, Host.WATCHER, Host.BERLIN, Host.OSLO)) {
            Round.of(Mishap.HOLDER_FROZEN).play(stage, trio, store, Duration.ZERO);

            assertThat(trio.wrong()).isEmpty();
            assertThat(trio.moves()).containsExactly(Host.HOME.address(), Host.PROD.address());
            assertThat(stage.servedInTurn())
                    .containsExactly(Host.PROD.address(), Host.HOME.address(), Host.PROD.address());
        }
    }
}
