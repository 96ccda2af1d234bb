package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Condition;
import dev.failover.decision.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/operating.md")
class OperatingPageTest {
    static Stream<String> told() {
        return Stream.<Enum<?>>concat(Stream.of(Condition.Kind.values()), Stream.of(Gate.Kind.values()))
                .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @ParameterizedTest
    @MethodSource("told")
    @DisplayName("says of every condition and every gate what it means and what to do")
    void explains(String id) throws IOException {
        assertThat(Files.readString(Path.of("../docs/operating.md"))).containsPattern("\n### `" + id + "`\n[A-Z]");
    }
}
