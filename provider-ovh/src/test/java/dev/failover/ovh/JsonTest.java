package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @DisplayName("what is not JSON as RFC 8259 has it, or is cut short, is refused")
    @ValueSource(
            strings = {
                "<html></html>",
                "[1,",
                "{\"id\":1",
                "{'id':1}",
                "[1,]",
                "nul",
                "null null",
                "NaN",
                " ",
                "01",
                "\"abc"
            })
    void refused(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedAnswerException.class);
    }

    @Test
    @DisplayName("null and an empty body are nothing to say")
    void nothing() throws MalformedAnswerException {
        assertThat(Json.parse("null")).isEqualTo(JsonNull.INSTANCE);
        assertThat(Json.parse("")).isEqualTo(JsonNull.INSTANCE);
        assertThat(Json.parse("null\n")).isEqualTo(JsonNull.INSTANCE);
    }

    @Test
    @DisplayName("numbers keep all their 64 bits")
    void longs() throws MalformedAnswerException {
        assertThat(Json.asLong(Json.parse("9007199254740993"))).isEqualTo(9007199254740993L);
        assertThat(Json.asLong(Json.parse("9223372036854775807"))).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @DisplayName("what is not a whole number of 64 bits is refused")
    @ValueSource(strings = {"9223372036854775808", "1.5", "\"1\"", "null", "true", "[]", "1e30"})
    void notLongs(String text) {
        assertThatThrownBy(() -> Json.asLong(Json.parse(text))).isInstanceOf(MalformedAnswerException.class);
    }
}
