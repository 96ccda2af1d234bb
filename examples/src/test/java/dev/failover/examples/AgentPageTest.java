package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.FailoverEvent;
import dev.failover.sync.MirrorEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/agent.md")
class AgentPageTest {
    static Stream<String> events() {
        return Stream.<Enum<?>>concat(Stream.of(FailoverEvent.Kind.values()), Stream.of(MirrorEvent.Kind.values()))
                .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @ParameterizedTest
    @MethodSource("events")
    @DisplayName("names every event that `run --json` prints")
    void names(String event) throws IOException {
        String page = Files.readString(Pages.ROOT.resolve("docs/agent.md"));

        assertThat(page.substring(page.indexOf("### `run --json`"), page.indexOf("### `status --json`")))
                .contains("`" + event + "`");
    }
}
