package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Expected statuses")
class ExpectedStatusesTest {
    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "200-399, 200, true",
        "200-399, 399, true",
        "200-399, 199, false",
        "200-399, 400, false",
        "200, 200, true",
        "200, 201, false",
        "'200,204,300-399', 204, true",
        "'200,204,300-399', 203, false",
        "'200,204,300-399', 350, true",
        "' 200 , 300 - 399 ', 301, true",
        "'200-299,250-350', 320, true",
        "503, 503, true",
    })
    void areListedAndRanged(String text, int status, boolean expected) {
        assertThat(ExpectedStatuses.parse(text).contains(status)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "200,", "2xx", "99", "600", "399-200", "200-", "-200", "200-300-400", "0200", "٢٠٠"})
    void areRefusedIfMalformed(String text) {
        assertThatThrownBy(() -> ExpectedStatuses.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must list statuses");
    }
}
