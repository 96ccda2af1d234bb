package dev.failover.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is taken out of evidence")
class MaskerTest {
    private static final String SECRET = "pä55w/rd+key";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Masker masker(List<String> patterns) {
        return new Masker(
                Redaction.of(List.of(Secret.of(SECRET), Secret.of("abc")), patterns), bytes -> out.writeBytes(bytes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "in pieces of {0} bytes")
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    @DisplayName("a secret is found however its bytes come, and is counted")
    void pieces(int size) throws Exception {
        Masker masker = masker(List.of("token=\\S+"));
        // A secret lies across the place where what has no line ends is let go.
        String filler = "x".repeat(64 * 1024 - 5);
        byte[] all =
                utf8("a " + SECRET + " b\nGET /?p=p%C3%A455w%2Frd%2Bkey&token=12345 abc\n" + filler + SECRET + filler);
        for (int i = 0; i < all.length; i += size) {
            masker.write(all, i, Math.min(size, all.length - i));
        }
        masker.end();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("a *** b\nGET /?p=***&*** abc\n" + filler + "***" + filler);
        assertThat(masker.count()).isEqualTo(4);
    }

    @Test
    @DisplayName("bytes that are no text pass as they are")
    void binary() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        Masker masker = masker(List.of());
        masker.write(bytes, 0, bytes.length);
        masker.end();
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("no more is held back than a long line")
    void bounded() throws Exception {
        byte[] bytes = utf8("y".repeat(1_000_000));
        masker(List.of()).write(bytes, 0, bytes.length);
        assertThat(out.size()).isGreaterThan(900_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x*", "(", "ä+", ""})
    @DisplayName("a pattern that is none, or fits nothing at all, is refused")
    void patterns(String pattern) {
        assertThatThrownBy(() -> masker(List.of(pattern))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("what it looks for shows nowhere")
    void secrecy() {
        assertThat(Redaction.of(List.of(Secret.of(SECRET)), List.of()).toString())
                .doesNotContain(SECRET);
    }
}
