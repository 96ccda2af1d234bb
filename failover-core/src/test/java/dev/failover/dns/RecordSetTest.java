package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSetTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RecordKey A = new RecordKey("www", RecordType.A);

    @ParameterizedTest
    @CsvSource({
        "A, 192.0.2.1, 192.0.2.1",
        "AAAA, 2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "AAAA, 2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "AAAA, 2001:0db8::0001, 2001:db8::1",
        "AAAA, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "CNAME, Web.Example.NET, web.example.net.",
        "CNAME, web.example.net., web.example.net.",
        "TXT, Some Text, Some Text",
    })
    void keepsOneSpellingOfAValue(RecordType type, String written, String kept) {
        RecordSet set = RecordSet.of(new RecordKey("www", type), MINUTE, written);

        assertThat(set.values()).containsExactly(kept);
        assertThat(set).isEqualTo(RecordSet.of(new RecordKey("www", type), MINUTE, kept));
    }

    @ParameterizedTest
    @CsvSource({
        "A, 2001:db8::1",
        "A, 192.0.2.256",
        "A, 192.0.2",
        "A, www.example.org",
        "A, ''",
        "AAAA, 192.0.2.1",
        "AAAA, ::ffff:192.0.2.1",
        "AAAA, fe80::1%lo",
        "AAAA, fe80::1%1",
        "AAAA, 2001:db8",
        "CNAME, ''",
        "CNAME, .",
        "CNAME, a..b",
    })
    void refusesAValueOfAnotherType(RecordType type, String value) {
        assertThatThrownBy(() -> RecordSet.of(new RecordKey("www", type), MINUTE, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + value + "\"");
    }

    @Test
    void twoSpellingsAreOneValue() {
        RecordSet set = RecordSet.of(new RecordKey("www", RecordType.AAAA), MINUTE, "2001:db8::1", "2001:DB8::0:1");

        assertThat(set.values()).containsExactly("2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 60, Integer.MAX_VALUE})
    void takesWholeSecondsAsTtl(long seconds) {
        assertThat(RecordSet.of(A, Duration.ofSeconds(seconds), "192.0.2.1").ttl())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0.5S", "PT60.000000001S", "PT2147483648S"})
    void refusesAnyOtherTtl(Duration ttl) {
        assertThatThrownBy(() -> RecordSet.of(A, ttl, "192.0.2.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whole seconds");
    }

    @Test
    void isNeverEmptyAndACnameHasOneValue() {
        assertThatThrownBy(() -> new RecordSet(A, MINUTE, Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordSet.of(new RecordKey("www", RecordType.CNAME), MINUTE, "a.example", "b.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesCannotBeChanged() {
        assertThatThrownBy(() -> RecordSet.of(A, MINUTE, "192.0.2.1").values().add("192.0.2.2"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void pointsANameAtAnAddress() throws Exception {
        assertThat(RecordSet.of(A, MINUTE, InetAddress.getByName("192.0.2.1")))
                .isEqualTo(RecordSet.of(A, MINUTE, "192.0.2.1"))
                .hasToString("www A [192.0.2.1] ttl 60");
        assertThat(RecordSet.of(new RecordKey("www", RecordType.AAAA), MINUTE, InetAddress.getByName("2001:db8::1"))
                        .values())
                .containsExactly("2001:db8::1");
    }

    @Test
    void sameValuesLeavesTheTtlOutButNotTheKey() {
        RecordSet set = RecordSet.of(A, MINUTE, "192.0.2.1");

        assertThat(set.sameValues(RecordSet.of(A, Duration.ZERO, "192.0.2.1"))).isTrue();
        assertThat(set.sameValues(RecordSet.of(A, MINUTE, "192.0.2.1", "192.0.2.2")))
                .isFalse();
        assertThat(set.sameValues(RecordSet.of(new RecordKey("ww", RecordType.A), MINUTE, "192.0.2.1")))
                .isFalse();
    }

    @Test
    void aChangeKeepsItsNameAndType() {
        RecordSet set = RecordSet.of(A, MINUTE, "192.0.2.1");
        RecordSet other = RecordSet.of(new RecordKey("ww", RecordType.A), MINUTE, "192.0.2.1");

        assertThatThrownBy(() -> RecordChange.replace(other, set))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ww A")
                .hasMessageContaining("www A");
        assertThat(RecordChange.create(set).expected()).isEmpty();
        assertThat(RecordChange.replace(set, set)).isEqualTo(new RecordChange(Optional.of(set), set));
        assertThat(RecordChange.create(set).key()).isEqualTo(A);
    }
}
