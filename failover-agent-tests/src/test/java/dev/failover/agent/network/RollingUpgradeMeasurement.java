package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commit before this one has to be there, built: {@code ./verify --measure} has done that when it comes to this, for the upgrade
 * of the package.
 */
@OnStage
@Tag("measure")
@Timeout(1200)
@DisplayName("Three watchers of the commit before this one")
class RollingUpgradeMeasurement {
    private static final Path BUILT = Path.of("../failover-dist/target/parent");

    @TempDir
    Path directory;

    @Test
    @DisplayName("are replaced one by one, whoever holds the lease, and leave prod and return at each stage")
    void oneByOne(Stage stage) throws Exception {
        Optional<Path> before = built();
        assumeTrue(before.isPresent(), "NOT TESTED: no commit before this one is built below " + BUILT);
        Host[] places = {Host.WATCHER, Host.BERLIN, Host.OSLO};
        try (EtcdCluster store = new EtcdCluster(stage.network(), directory);
                Trio trio = new Trio(stage, store, directory, false, false, classPath(before.get()), places)) {
            there(stage, trio);
            for (Host place : places) {
                Agent agent = trio.at(place);
                agent.stop();
                int mark = agent.mark();
                agent.of(System.getProperty("java.class.path")).start().awaitInformed(mark);
                there(stage, trio);
            }

            assertThat(trio.wrong()).isEmpty();
            assertThat(trio.moves()).hasSize(8);
            assertThat(stage.servedInTurn()).as("there and back, once each").hasSize(9);
            for (Host place : places) {
                JsonElement coordinated = trio.at(place).status().get("coordinated");
                assertThat(coordinated.getAsJsonObject().getAsJsonArray("differences"))
                        .as("once all are the same")
                        .isEmpty();
            }
        }
    }

    /** And back again. */
    private static void there(Stage stage, Trio trio) throws InterruptedException {
        stage.prod().kill();
        stage.client().awaitAnswer(Host.HOME);
        trio.awaitSite("home");
        stage.prod().startAgain();
        stage.client().awaitAnswer(Host.PROD);
        trio.awaitSite("prod");
    }

    private static Optional<Path> built() throws IOException {
        if (!Files.isDirectory(BUILT)) {
            return Optional.empty();
        }
        try (Stream<Path> commits = Files.list(BUILT)) {
            return commits.map(commit -> commit.resolve("failover-agent/target"))
                    .filter(target -> Files.isDirectory(target.resolve("lib")))
                    .findFirst();
        }
    }

    private static String classPath(Path target) {
        return String.join(":", List.of(target.resolve("classes").toString(), target.toAbsolutePath() + "/lib/*"));
    }
}
