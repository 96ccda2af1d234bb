package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("Two watchers that share nothing but the zone")
class TwoWatchersTest {
    private static final String HOME = "name: home, address: " + Host.HOME.address();
    private static final String RECORDS = "    records:";

    @TempDir
    Path directory;

    private Agent third(Stage stage) throws IOException {
        return stage.agent(
                        Host.WATCHER,
                        directory,
                        "services:",
                        "watcher: third\nservices:",
                        RECORDS,
                        "    ownership: true\n" + RECORDS)
                .start();
    }

    private Agent standby(Stage stage) throws IOException {
        return stage.agent(
                        Host.HOME,
                        directory,
                        "services:",
                        "watcher: standby\nservices:",
                        RECORDS,
                        "    ownership: true\n" + RECORDS,
                        HOME,
                        HOME + ", check-address: 127.0.0.1")
                .start();
    }

    @Test
    @DisplayName("and can't reach each other make one switch, and agree")
    void partitioned(Stage stage) throws Exception {
        try (Agent third = third(stage);
                Agent standby = standby(stage)) {
            third.awaitInformed(0);
            standby.awaitInformed(0);
            stage.network().cut(Host.WATCHER, Host.HOME);
            third.await("it can't reach home", 0, "verdict", "home", "DOWN");
            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            standby.awaitSite("home");
            third.awaitSite("home");
            stage.network().heal();
            third.awaitChecks("home", "UP", 10);

            assertThat(standby.moves()).containsExactly("prod>home");
            assertThat(third.moves()).isEmpty();
            assertThat(third.texts(0, "written", "")).isEmpty();
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address(), Host.HOME.address());
        }
    }

    @Test
    @DisplayName("and see the same outage at once make one switch, and agree")
    void atOnce(Stage stage) throws Exception {
        try (Agent third = third(stage);
                Agent standby = standby(stage)) {
            third.awaitInformed(0);
            standby.awaitInformed(0);
            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            standby.awaitSite("home");
            third.awaitSite("home");
            third.awaitChecks("home", "UP", 10);

            assertThat(standby.texts(0, "written", "").size()
                            + third.texts(0, "written", "").size())
                    .isEqualTo(1);
            assertThat(third.site()).isEqualTo(standby.site()).isEqualTo("home");
            assertThat(stage.servedInTurn()).containsExactly(Host.PROD.address(), Host.HOME.address());
        }
    }
}
