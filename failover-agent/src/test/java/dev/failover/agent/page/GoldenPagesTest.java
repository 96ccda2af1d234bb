package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.page.html.ActView;
import dev.failover.agent.page.html.ActView.Verb;
import dev.failover.agent.page.html.Badge;
import dev.failover.agent.page.html.Feed;
import dev.failover.agent.page.model.PublicStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What other programs read, and the form by which somebody acts, to the byte. */
@DisplayName("To the byte are")
class GoldenPagesTest {
    private static final PublicStatus STATUS = PublicStatus.of(Scene.SWITCHING.facts(), Optional.empty());

    private static void assertGolden(String file, String text) throws IOException {
        try (InputStream in = GoldenPagesTest.class.getResourceAsStream("/golden/page/" + file)) {
            String golden = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).isEqualTo(golden);
        }
    }

    @Test
    @DisplayName("the badge")
    void badge() throws IOException {
        assertGolden("badge.svg", Badge.of(STATUS.components().get(0)));
    }

    @Test
    @DisplayName("the feed")
    void feed() throws IOException {
        assertGolden("feed.atom", Feed.of(STATUS));
    }

    @Test
    @DisplayName("the form of a switch")
    void form() throws IOException {
        assertGolden(
                "switch.html",
                ActView.form(Scene.SWITCHING.facts(), Verb.SWITCH, "www").orElseThrow());
    }
}
