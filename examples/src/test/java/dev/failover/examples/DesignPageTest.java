package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/design.md")
class DesignPageTest {
    static Stream<String> decisions() throws IOException {
        String page = Files.readString(Pages.ROOT.resolve("docs/design.md"));
        return Arrays.stream(page.split("(?m)^(?=##)")).filter(section -> section.startsWith("### "));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    @DisplayName("says of each decision what was chosen over what, why, and when to look at it again")
    void decided(String section) {
        assertThat(section.replaceAll("\\s+", " "))
                .containsPattern("We chose .+ over .+ because .+ Revisit when .+\\.");
    }
}
