package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.StringReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A path in a JSON document")
class JsonPathTest {
    private static final String DOCUMENT = """
            {"status": "ok", "count": 3.0, "up": true, "none": null, "a b": {"c.d": "deep"}, "état": "bon",
             "checks": [{"state": "UP"}, {"state": "DOWN", "of": [[1, 2], [3, 4]]}], "status": "again"}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $.status             | ok
                    $['status']          | ok
                    $["status"]          | ok
                    $.count              | 3.0
                    $.up                 | true
                    $.none               | null
                    $['a b']['c.d']      | deep
                    $.état               | bon
                    $.checks[0].state    | UP
                    $.checks[1]['state'] | DOWN
                    $.checks[1].of[1][0] | 3
                    """)
    void leadsToOneValue(String path, String value) throws Exception {
        assertThat(JsonPath.parse(path).valueIn(new StringReader(DOCUMENT))).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$", "$.no", "$[0]", "$.status.x", "$.status[0]", "$.checks", "$.checks[2]", "$.checks.state"})
    void leadsToNoneWhereThereIsNone(String path) throws Exception {
        assertThat(JsonPath.parse(path).valueIn(new StringReader(DOCUMENT))).isEmpty();
    }

    @Test
    void leadsToTheDocumentItself() throws Exception {
        assertThat(JsonPath.parse("$").valueIn(new StringReader("\"pong\""))).contains("pong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status",
                ".status",
                "$status",
                "$.",
                "$..status",
                "$.*",
                "$[*]",
                "$[-1]",
                "$[1:2]",
                "$[?(@.x)]",
                "$.a b",
                "$[a]",
                "$['a",
                "$[0",
                "$.a.",
                "$[1234567]"
            })
    void isRefusedIfItMayLeadToSeveralOrNowhere(String path) {
        assertThatThrownBy(() -> JsonPath.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is no path to one value");
    }

    @Test
    void looksAtNothingBehindTheValue() throws Exception {
        assertThat(JsonPath.parse("$.a[1]").valueIn(new StringReader("{\"a\": [0, 1, ]]]")))
                .contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "{a: 1}",
                "{'a': 1}",
                "{\"b\": TRUE, \"a\": 1}",
                "{\"b\": [1,,2], \"a\": 1}",
                "{\"a\": \"1"
            })
    void isNotFoundInWhatIsNotJson(String document) {
        assertThatThrownBy(() -> JsonPath.parse("$.a").valueIn(new StringReader(document)))
                .isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"b\": 1", "{\"b\": {\"a\": 1}"})
    void saysThatADocumentEndsTooEarly(String document) {
        assertThatThrownBy(() -> JsonPath.parse("$.a").valueIn(new StringReader(document)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void isNoTrapForAStack() {
        assertThatThrownBy(() -> JsonPath.parse("$.a").valueIn(new StringReader("{\"b\": " + "[".repeat(100_000))))
                .isInstanceOf(MalformedJsonException.class);
    }
}
