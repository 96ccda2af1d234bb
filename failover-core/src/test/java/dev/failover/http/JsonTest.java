package dev.failover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(Json.parse("null").isNull()).isTrue();
        assertThat(Json.parse("").isNull()).isTrue();
        assertThat(Json.parse("null\n").isNull()).isTrue();
    }

    @Test
    @DisplayName("numbers keep all their 64 bits")
    void longs() throws MalformedAnswerException {
        assertThat(Json.parse("9007199254740993").number()).isEqualTo(9007199254740993L);
        assertThat(Json.parse("9223372036854775807").number()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @DisplayName("what is not a whole number of 64 bits is refused")
    @ValueSource(strings = {"9223372036854775808", "1.5", "\"1\"", "null", "true", "[]", "1e30"})
    void notLongs(String text) {
        assertThatThrownBy(() -> Json.parse(text).number()).isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("what is missing or of another type is named, and never a null or a zero")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{}, \"name\" is missing",
                "{\"name\":null}, \"name\" is null",
                "{\"name\":1}, \"name\" is not text",
                "{\"name\":[]}, \"name\" is not text",
                "[], not an object",
            })
    void named(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text).get("name").text())
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessage(message);
    }

    @Test
    @DisplayName("what need not be there may be absent, null or anything")
    void optional() throws MalformedAnswerException {
        Json object = Json.parse("{\"a\":null,\"b\":1,\"c\":\"x\",\"d\":[1,2],\"e\":true}");
        assertThat(object.find("a")).isEmpty();
        assertThat(object.find("z")).isEmpty();
        assertThat(object.find("b").orElseThrow().number()).isEqualTo(1);
        assertThat(object.textIfAny("b") + object.textIfAny("z") + object.textIfAny("c"))
                .isEqualTo("x");
        assertThat(Json.parse("[]").textIfAny("c")).isEmpty();
        assertThat(object.get("d").items()).hasSize(2);
        assertThat(object.get("e").flag()).isTrue();
        assertThatThrownBy(() -> object.get("c").items()).hasMessage("\"c\" is not a list");
        assertThatThrownBy(() -> object.get("c").flag()).hasMessage("\"c\" is not true or false");
    }

    @Test
    @DisplayName("a number is read exactly, with its fraction")
    void decimals() throws MalformedAnswerException {
        assertThat(Json.parse("6.457").decimal()).isEqualTo("6.457");
        assertThatThrownBy(() -> Json.parse("\"6.457\"").decimal()).hasMessage("not a number");
        assertThatThrownBy(() -> Json.parse("1e9999999999").decimal()).isInstanceOf(MalformedAnswerException.class);
    }

    @Test
    @DisplayName("a list is written in its order")
    void writtenList() {
        assertThat(Json.write(List.of(Map.of("n", 5L), "x"))).isEqualTo("[{\"n\":5},\"x\"]");
    }

    @Test
    @DisplayName("an object is written in its order, nulls included, and without HTML's escapes")
    void written() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("z", "<a & 'b'>");
        members.put("a", null);
        members.put("list", List.of(Map.of("n", 5L)));
        assertThat(Json.write(members)).isEqualTo("{\"z\":\"<a & 'b'>\",\"a\":null,\"list\":[{\"n\":5}]}");
    }
}
