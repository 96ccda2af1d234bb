package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordChangeTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private static Optional<RecordSet> set(String value, int ttl) {
        return Optional.ofNullable(value).map(last -> RecordSet.of(WWW, Duration.ofSeconds(ttl), "192.0.2." + last));
    }

    @ParameterizedTest(name = "expected {0}, desired 2, found {1}")
    @DisplayName("what was found is what was expected, what is desired, or neither; TTLs don't count")
    @CsvSource({
        "1, 1, true, false",
        "1, 2, false, true",
        "1, 3, false, false",
        "1, , false, false",
        ", , true, false",
        ", 1, false, false",
        "2, 2, true, true"
    })
    void standing(String expected, String found, boolean isExpected, boolean isMade) {
        RecordChange change = new RecordChange(set(expected, 60), set("2", 60).orElseThrow());
        assertThat(change.isExpected(set(found, 300))).isEqualTo(isExpected);
        assertThat(change.isMadeIn(set(found, 300))).isEqualTo(isMade);
    }

    @Test
    void contradiction() {
        RecordChange change = RecordChange.create(set("2", 60).orElseThrow());
        assertThat(change.contradiction(set("3", 60)))
                .isEqualTo("www A is [192.0.2.3], neither absent, as expected, nor [192.0.2.2], as desired");
    }

    @Test
    @DisplayName("all that is neither as expected nor as desired is named at once")
    void eachPossible() {
        RecordChange www =
                RecordChange.replace(set("1", 60).orElseThrow(), set("2", 60).orElseThrow());
        RecordKey key = new RecordKey("mail", RecordType.A);
        RecordChange mail = RecordChange.create(RecordSet.of(key, Duration.ofSeconds(60), "192.0.2.4"));
        List<RecordChange> both = List.of(www, mail);
        RecordChange.requireEachPossible("beerus.fr", both, any -> any.equals(WWW) ? set("2", 300) : Optional.empty());
        assertThatThrownBy(() -> RecordChange.requireEachPossible(
                        "beerus.fr", both, any -> Optional.of(RecordSet.of(any, Duration.ofSeconds(60), "192.0.2.9"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("In zone beerus.fr, www A is [192.0.2.9]", ", and mail A is [192.0.2.9]");
    }

    @Test
    @DisplayName("a TTL below the vendor's least becomes that least, and what is expected stays")
    void leastTtl() {
        RecordChange change =
                RecordChange.replace(set("1", 60).orElseThrow(), set("2", 60).orElseThrow());
        assertThat(change.withTtlOfAtLeast(Duration.ofSeconds(60))).isEqualTo(change);
        assertThat(change.withTtlOfAtLeast(Duration.ofSeconds(61)))
                .isEqualTo(RecordChange.replace(
                        set("1", 60).orElseThrow(), set("2", 61).orElseThrow()));
    }

    @Test
    @DisplayName("two changes of one record set in one call are a mistake of the caller's")
    void distinct() {
        RecordChange change = RecordChange.create(set("2", 60).orElseThrow());
        RecordChange other =
                RecordChange.create(RecordSet.of(new RecordKey("www", RecordType.TXT), Duration.ofSeconds(60), "2"));
        assertThat(RecordChange.distinctKeys(List.of(change, other))).containsExactly(WWW, other.key());
        assertThat(RecordChange.distinctKeys(List.of())).isEmpty();
        assertThatThrownBy(() -> RecordChange.distinctKeys(List.of(change, other, change)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two changes of www A");
    }
}
