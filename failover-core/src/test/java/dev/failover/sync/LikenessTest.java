package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The likeness of two trees")
class LikenessTest {
    private static Likeness of(int from, int to) {
        Likeness files = new Likeness();
        for (int i = from; i < to; i++) {
            files.add("page" + i);
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 10, 100, 100",
        "0, 10000, 0, 10000, 100, 100",
        "0, 10000, 100, 10100, 85, 100",
        "0, 10000, 0, 5000, 30, 70",
        "0, 10000, 10000, 20000, 0, 0",
        "0, 10, 10, 20, 0, 0",
        "0, 0, 0, 10, 0, 0",
        "0, 0, 0, 0, 0, 0"
    })
    @DisplayName("is about their share of common files, whatever their size, and the same over a note")
    void percent(int from, int to, int otherFrom, int otherTo, int least, int most) {
        Likeness one = of(from, to);
        Likeness other = of(otherFrom, otherTo);
        assertThat(one.percent(other)).isBetween(least, most).isEqualTo(other.percent(one));
        assertThat(Likeness.parse(one.text()).percent(other)).isEqualTo(one.percent(other));
        assertThat(one.text().length()).isLessThan(600);
    }

    @Test
    @DisplayName("is not read from anything else")
    void garbage() {
        assertThatThrownBy(() -> Likeness.parse("xyz")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Likeness.parse("x".repeat(16))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Likeness.parse("0".repeat(16 * 33))).isInstanceOf(IllegalArgumentException.class);
    }
}
