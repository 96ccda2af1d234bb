package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The state directory that a file names")
class NamedStateDirectoryTest {
    @TempDir
    Path directory;

    private Optional<Path> named(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("failover.yaml"), text);
        return ConfigurationReader.stateDirectory(file, Map.of("BASE", "/srv"));
    }

    @ParameterizedTest
    @DisplayName("is read whatever else is in the file, and wherever it stands")
    @ValueSource(
            strings = {
                "state-directory: /srv/state",
                "state-directory: ${BASE}/state",
                "\"state-directory\": '/srv/state'\nservices: {www: {chek: {}}}",
                "state-directory: /srv/state\nproviders: ${NOT_SET}\nservices: [a,\n",
                "page: {state-directory: /elsewhere}\nservices: [state-directory, /elsewhere]\nstate-directory: /srv/state",
                "a: state-directory\nb: state-directory\nstate-directory: /srv/state",
                "state-directory: /srv/state\nstate-directory: /elsewhere",
            })
    void found(String text) throws IOException {
        assertThat(named(text)).contains(Path.of("/srv/state"));
    }

    @ParameterizedTest
    @DisplayName("is left to whoever reads all of the file, if it does not stand there plainly")
    @ValueSource(
            strings = {
                "",
                "state-directory",
                "- state-directory\n- /srv/state",
                "services: {www: {}}",
                "state-directory:",
                "state-directory: [/srv/state]",
                "state-directory: {a: b}",
                "state-directory: !x /srv/state",
                "page: &there /srv/state\nstate-directory: *there",
                "state-directory: ${NOT_SET}/state",
                "state-directory: ${BASE/state",
                "services: [a,\nstate-directory: /srv/state",
            })
    void unsaid(String text) throws IOException {
        assertThat(named(text)).isEmpty();
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("is left to whoever reads all of it, if it can be read but once")
    void pipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(ConfigurationReader.stateDirectory(pipe, Map.of())).isEmpty();
    }

    @Test
    @DisplayName("is not known if there is no file")
    void noFile() {
        assertThat(ConfigurationReader.stateDirectory(directory.resolve("none.yaml"), Map.of()))
                .isEmpty();
    }
}
