package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "Example.ORG., example.org",
        "_sites.example.org, _sites.example.org",
        "bücher.example, xn--bcher-kva.example",
        "0/26.2.0.192.in-addr.arpa, ",
        "a.b.c.d, a.b.c.d",
    })
    void oneSpelling(String text, String zone) {
        if (zone == null) {
            assertThatThrownBy(() -> ZoneName.parse(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(ZoneName.parse(text)).isEqualTo(zone);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "com",
                "a..b",
                "-a.b",
                "a-.b",
                "a b.c",
                "a.b_",
                "@",
                "*.example.org",
                "\u001b[31m.org",
                "ü..é"
            })
    void refused(String text) {
        assertThatThrownBy(() -> ZoneName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be a zone's name like example.org, not \"")
                .message()
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254})
    void tooLong(int length) {
        String name = "a".repeat(length - 4) + ".org";
        assertThatThrownBy(() -> ZoneName.parse(length == 64 ? "a".repeat(64) + ".org" : name))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
