package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
    private static final String LONGEST_LABEL = "a".repeat(63);

    @ParameterizedTest
    @CsvSource({
        "www, www",
        "WWW, www",
        "@, @",
        "*, *",
        "*.Dev, *.dev",
        "a.b.c, a.b.c",
        "_acme-challenge, _acme-challenge",
        "1, 1",
        "xn--bcher-kva, xn--bcher-kva",
        "bücher, xn--bcher-kva",
        "BÜCHER.Shop, xn--bcher-kva.shop",
    })
    void keepsOneSpellingOfAName(String written, String kept) {
        assertThat(new RecordKey(written, RecordType.A)).isEqualTo(new RecordKey(kept, RecordType.A));
        assertThat(new RecordKey(written, RecordType.A).name()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "www.",
                ".www",
                "a..b",
                "www ",
                "-www",
                "www-",
                "www.*",
                "a.*.b",
                "**",
                "*a",
                "@.www",
                "www.@",
                "a/b",
                "a:b",
                "a\\046b",
                "a\nb",
                "bücher.",
                "www\u200b\u0000"
            })
    void refusesWhatIsNoNameWithinAZone(String written) {
        assertThatThrownBy(() -> new RecordKey(written, RecordType.A)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsLabelsAndNamesAsDnsDoes() {
        assertThat(new RecordKey(LONGEST_LABEL, RecordType.A).name()).hasSize(63);
        assertThatThrownBy(() -> new RecordKey(LONGEST_LABEL + "a", RecordType.A))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RecordKey("a.".repeat(127) + "a", RecordType.A))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMessageSaysWhatToWrite() {
        assertThatThrownBy(() -> new RecordKey("www.example.org.", RecordType.A))
                .hasMessageContaining("\"www.example.org.\"")
                .hasMessageContaining("without final dot")
                .hasMessageContaining("\"@\" for the apex");
    }

    @Test
    void nearMissesAreDifferentKeys() {
        RecordKey www = new RecordKey("www", RecordType.A);

        assertThat(www)
                .isNotEqualTo(new RecordKey("ww", RecordType.A))
                .isNotEqualTo(new RecordKey("www2", RecordType.A))
                .isNotEqualTo(new RecordKey("www.www", RecordType.A))
                .isNotEqualTo(new RecordKey("www", RecordType.AAAA));
    }

    @Test
    void givesTheWholeName() {
        assertThat(new RecordKey("www", RecordType.A).in("example.org")).isEqualTo("www.example.org");
        assertThat(new RecordKey("@", RecordType.A).in("example.org")).isEqualTo("example.org");
        assertThat(new RecordKey("www", RecordType.A)).hasToString("www A");
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @DisplayName("a whole name that a vendor lists is a key of its zone, or none of ours")
    @CsvSource({
        "www.example.org, A, www A",
        "WWW.Example.org., A, www A",
        "example.org, AAAA, @ AAAA",
        "*.example.org, TXT, * TXT",
        "_failover.www.example.org., TXT, _failover.www TXT",
        "www.example.org, MX,",
        "www.example.org, a,",
        "@.example.org, A,",
        "notexample.org, A,",
        "example.com, A,",
        "a..example.org, A,",
    })
    void ofWholeName(String name, String type, String key) {
        assertThat(RecordKey.of(name, type, "example.org").map(RecordKey::toString))
                .isEqualTo(Optional.ofNullable(key));
    }
}
