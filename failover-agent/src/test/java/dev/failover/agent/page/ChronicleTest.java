package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is kept of how services stood")
class ChronicleTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path directory;

    private static void note(Chronicle chronicle, int seconds, Reachability www) {
        chronicle.note(NOON.plusSeconds(seconds), Map.of("www", www, "www/prod", Reachability.UP));
    }

    @Test
    @DisplayName("is there after a restart, for its owner only, and the time between counts as not known")
    void survives() throws IOException {
        Chronicle chronicle = Chronicle.open(directory);
        note(chronicle, 0, Reachability.UP);
        note(chronicle, 60, Reachability.DOWN);
        chronicle.save();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("reachability"))))
                .isEqualTo("rw-------");
        Chronicle next = Chronicle.open(directory);
        assertThat(next.all()).isEqualTo(chronicle.all());
        note(next, 3600, Reachability.UP);
        assertThat(next.all().get("www").spans())
                .containsExactly(
                        new Span(NOON, NOON.plusSeconds(60), Reachability.UP),
                        new Span(NOON.plusSeconds(60), NOON.plusSeconds(60), Reachability.DOWN),
                        new Span(NOON.plusSeconds(60), NOON.plusSeconds(3600), Reachability.UNKNOWN),
                        new Span(NOON.plusSeconds(3600), NOON.plusSeconds(3600), Reachability.UP));
    }

    @Test
    @DisplayName("is forgotten of a service that is watched no more")
    void forgets() {
        Chronicle chronicle = Chronicle.open(directory);
        note(chronicle, 0, Reachability.UP);
        chronicle.note(NOON, Map.of("blog", Reachability.UP));

        assertThat(chronicle.all()).containsOnlyKeys("blog");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "{\"format\":2,\"histories\":{}}",
                "{\"format\":1,\"histories\":{\"www\":[{\"from\":\"x\"}]}}",
                "{\"format\":1,\"histories\":{\"www\":null}}",
                "{\"format\":1,\"histories\":{\"www\":[null]}}",
                "{\"format\":1,\"histories\":{\"www\":[{\"from\":\"2026-11-29T12:00:00Z\","
                        + "\"until\":\"2026-11-29T11:00:00Z\",\"state\":\"UP\"}]}}",
                "{\"format\":1,\"hist"
            })
    @DisplayName("begins anew where it can't be read, and puts aside what was there")
    void damaged(String content) throws IOException {
        Files.writeString(directory.resolve("reachability"), content);

        Chronicle chronicle = Chronicle.open(directory);

        assertThat(chronicle.all()).isEmpty();
        assertThat(directory.resolve("reachability.unread")).hasContent(content);
        note(chronicle, 0, Reachability.UP);
        chronicle.save();
        assertThat(Chronicle.open(directory).all()).containsOnlyKeys("www", "www/prod");
    }

    @Test
    @DisplayName("is not written through a link")
    void links() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(directory.resolve("reachability.new"), elsewhere);
        Chronicle chronicle = Chronicle.open(directory);
        note(chronicle, 0, Reachability.UP);
        chronicle.save();

        assertThat(elsewhere).hasContent("precious");
        assertThat(directory.resolve("reachability")).isRegularFile();
    }
}
