package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnStage
@DisplayName("With the disk of its state directory full, the agent")
class FullDiskTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName(
            "still switches once, on the space kept back; then it does nothing it can't write down, and says so, until there is space")
    void full(Stage stage) throws Exception {
        String failback = "failback: automatic\n    failback-after: 500ms";
        Path state = Files.createDirectories(directory.resolve("watcher-state"));
        // Mounted in the agent's own mount namespace, which `ip netns exec` gives it: it ends with the agent.
        List<String> onSmallDisk =
                List.of("sh", "-c", "mount -t tmpfs -o size=256k,mode=0700 tmpfs '" + state + "' && exec \"$@\"", "sh");
        try (Agent agent = stage.agent(Host.WATCHER, directory, "failback: manual", failback)
                .within(onSmallDisk)
                .start()
                .awaitInformed(0)) {
            Path filling = agent.stateDirectory().resolve("filling");
            assertThat(agent.stateDirectory().resolve("reserve")).exists();
            fill(filling);
            stage.prod().kill();
            stage.client().awaitAnswer(Host.HOME);
            stage.awaitTold("is at home");

            int full = agent.mark();
            for (boolean back = true; agent.texts(full, "not-journalled", "").isEmpty(); back = !back) {
                // What is left of the last block takes an entry more, or two.
                fill(filling);
                if (back) {
                    stage.prod().startAgain();
                } else {
                    stage.prod().kill();
                }
                String target = back ? "prod" : "home";
                Await.until(
                        "it switches or says that it can't",
                        () -> agent.site().equals(target)
                                || !agent.texts(full, "not-journalled", "").isEmpty(),
                        agent::toString);
            }
            assertThat(agent.texts(full, "not-journalled", "").get(0)).contains(state.toString());
            stage.awaitTold("the journal can't be written");
            String served = stage.client().answerFromNowOn();
            agent.awaitChecks("home", "UP", 10);
            assertThat(stage.client().answerFromNowOn())
                    .as("nothing is done that is not written down")
                    .isEqualTo(served);

            stage.prod().startAgain();
            Files.delete(filling);
            agent.awaitSite("prod");
            stage.client().awaitAnswer(Host.PROD);
        }
    }

    /** Takes all that is left, to the last block. */
    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
    }
}
