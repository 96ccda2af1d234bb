package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneFileTextTest {
    private static final Duration TTL = Duration.ofSeconds(60);

    private static RecordSet read(String type, String... values) {
        return ZoneFileText.read(new RecordKey("www", RecordType.valueOf(type)), TTL, List.of(values), "beerus.fr");
    }

    @ParameterizedTest(name = "{0} {1} is {2}, written {3}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "A, 192.0.2.1, 192.0.2.1, 192.0.2.1",
                "AAAA, 2001:DB8::0:1, 2001:db8::1, 2001:db8::1",
                "CNAME, Target.example., target.example., target.example.",
                "CNAME, home, home.beerus.fr., home.beerus.fr.",
                "TXT, `\"a \\\"b\\\"\"`, `a \"b\"`, `\"a \\\"b\\\"\"`",
                "TXT, plain, plain, `\"plain\"`"
            })
    @DisplayName("a value is read and written")
    void values(String type, String text, String value, String written) {
        assertThat(read(type, text).values()).containsExactly(value);
        assertThat(ZoneFileText.write(read(type, text))).containsExactly(written);
    }

    @Test
    void whatDoesNotFit() {
        assertThatThrownBy(() -> read("A", "2001:db8::1")).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> read("A"))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(
                        "What zone beerus.fr has as www A can't be a record set; put it right by hand: ");
        assertThat(read("TXT", "\"one\" \"two\"").values()).containsExactly("onetwo");
    }
}
