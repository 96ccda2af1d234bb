package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A reader of HTTP/1.1")
class HttpReaderTest {
    private static final String FIXED = """
            HTTP/1.1 302 Found\r
            Server: one whose name says: nothing\r
            location:  /elsewhere \r
            Locations: nowhere\r
            CONTENT-TYPE: text/plain\r
            Content-Length: 5\r
            \r
            hello""";
    private static final String CHUNKED = """
            HTTP/1.1 100 Continue

            HTTP/1.1 302
            Location: /nowhere
            Location: /elsewhere
            Content-Type: text/plain
            Transfer-Encoding: chunked

            2;why=not
            he
            3
            llo
            0
            Trailer: none

            """;

    private final HttpReader reader = new HttpReader(false, true, 100, true);

    private boolean read(String text) throws IOException {
        return reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void assertWhole() {
        assertThat(reader.status()).isEqualTo(302);
        assertThat(reader.header("Location")).isEqualTo("/elsewhere");
        assertThat(reader.header("Content-Type")).isEqualTo("text/plain");
        assertThat(reader.header("Content-Encoding")).isNull();
        assertThat(reader.body()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {FIXED, CHUNKED})
    @DisplayName("reads the same however an answer is cut into pieces")
    void pieces(String answer) throws IOException {
        for (int length = 1; length <= answer.length(); length++) {
            HttpReaderTest cut = new HttpReaderTest();
            for (int from = 0; from < answer.length(); from += length) {
                int to = Math.min(answer.length(), from + length);
                assertThat(cut.read(answer.substring(from, to)))
                        .as("at %d, in pieces of %d", to, length)
                        .isEqualTo(to == answer.length());
            }
            cut.assertWhole();
        }
    }

    @Test
    @DisplayName("reads no further than the end of an answer")
    void noFurther() throws IOException {
        assertThat(read(FIXED + "HTTP/1.1 500 and what follows")).isTrue();
        assertWhole();
    }
}
