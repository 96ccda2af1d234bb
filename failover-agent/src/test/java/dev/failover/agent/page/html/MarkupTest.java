package dev.failover.agent.page.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Markup")
class MarkupTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "<script>alert(1)</script>, &lt;script&gt;alert(1)&lt;/script&gt;",
                "a & b &amp; c, a &amp; b &amp;amp; c",
                "\" onmouseover=\"x, &quot; onmouseover=&quot;x",
                "it's, it&#39;s",
            })
    @DisplayName("keeps text text, in elements and in attributes")
    void escapes(String text, String escaped) {
        assertThat(Markup.of("p").text(text).asXml()).contains("<p>" + escaped + "</p>");
        assertThat(Markup.of("p").with("title", text).asXml()).contains("<p title=\"" + escaped + "\"/>");
    }

    @Test
    @DisplayName("has no character that XML does not allow, or that controls whoever shows it")
    void controls() {
        assertThat(Markup.of("p")
                        .text("a\u0000b\u001b[31mc\u0085d\ud800e\uffffé😀\tf")
                        .asXml())
                .contains("<p>a\uFFFDb\uFFFD[31mc\uFFFDd\uFFFDe\uFFFDé😀\tf</p>");
    }

    @Test
    @DisplayName("shows commands within a sentence as such, and half a pair of backticks as it is")
    void sentences() {
        assertThat(Words.sentence("p", "`resume <www>` ends it").asXml())
                .contains("<p><code>resume &lt;www&gt;</code> ends it</p>");
        assertThat(Words.sentence("p", "a ` b").asXml()).contains("<p>a ` b</p>");
    }
}
