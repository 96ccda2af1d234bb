package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, \"plain\", \"plain\"",
                "a \"quote\", \"a \\\"quote\\\"\", \"a \\\"quote\\\"\"",
                "back\\slash, \"back\\\\slash\", \"back\\\\slash\"",
                "é, \"\\195\\169\", \"\\303\\251\"",
                "``, \"\", \"\"",
            })
    void quotes(String value, String decimal, String octal) {
        assertThat(QuotedText.DECIMAL.quote(value)).isEqualTo(decimal);
        assertThat(QuotedText.OCTAL.quote(value)).isEqualTo(octal);
    }

    @ParameterizedTest
    @DisplayName(
            "strings are one value; a backslash that no three digits of a byte follow makes the next character plain")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"two \" \"strings\", two strings",
                "\"\\065\", A",
                "\"\\999\", 999",
                "\"\\12\", 12",
                "\"raw é\", raw é",
                "\"\\é\", é",
                "\"open, open",
                "\"end\\, end\\",
            })
    void unquotes(String quoted, String value) {
        assertThat(QuotedText.DECIMAL.unquote(quoted)).isEqualTo(value);
    }

    @Test
    void unescapes() {
        assertThat(QuotedText.OCTAL.unescape("\\052.example.org")).isEqualTo("*.example.org");
        assertThat(QuotedText.OCTAL.unescape("\\400\\089")).isEqualTo("400089");
    }

    @Test
    @DisplayName("a long text is cut into strings of 255 bytes, whatever they are")
    void cuts() {
        assertThat(QuotedText.DECIMAL.strings("x".repeat(600)))
                .extracting(String::length)
                .containsExactly(255, 255, 90);
        assertThat(QuotedText.DECIMAL.strings("x".repeat(255))).hasSize(1);
    }

    @Test
    @DisplayName("any text is read as it was quoted")
    void survives() {
        Random random = new Random(20261129);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(400);
            for (int i = 0; i < length; i++) {
                int code = random.nextInt(10) < 8 ? random.nextInt(0x80) : random.nextInt(Character.MAX_CODE_POINT);
                text.appendCodePoint(code >= 0xd800 && code < 0xe000 ? '\\' : code);
            }
            String value = text.toString();
            for (QuotedText digits : QuotedText.values()) {
                assertThat(digits.unquote(digits.quote(value))).isEqualTo(value);
            }
        }
    }
}
