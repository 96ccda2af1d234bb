package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The name that was meant")
class ClosestNameTest {
    private static final List<String> NAMES =
            List.of("fall", "rise", "interval", "fast-interval", "timeout", "type", "ttl", "url");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "falls, fall",
        "fal, fall",
        "flal, fall",
        "rize, rise",
        "intervall, interval",
        "fastinterval, fast-interval",
        "time-out, timeout",
        "tiemout, timeout",
        "tpye, type",
        "tll, ttl"
    })
    @DisplayName("is a slip away")
    void slip(String written, String meant) {
        assertThat(ClosestName.find(written, NAMES)).contains(meant);
        assertThat(ClosestName.among(written, NAMES))
                .isEqualTo("[fall, fast-interval, interval, rise, timeout, ttl, type, url]; did you mean \"" + meant
                        + "\"?");
    }

    @ParameterizedTest
    @CsvSource({"color", "x", "verify-certificate", "''", "tu"})
    @DisplayName("is not guessed where nothing is close")
    void nothing(String written) {
        assertThat(ClosestName.find(written, NAMES)).isEmpty();
        assertThat(ClosestName.among(written, NAMES))
                .isEqualTo("[fall, fast-interval, interval, rise, timeout, ttl, type, url]");
    }

    @Test
    @DisplayName("is the closest, and of equals the first")
    void closest() {
        assertThat(ClosestName.find("aab", List.of("aac", "aaa", "abb"))).contains("aaa");
        assertThat(ClosestName.find("any", List.of())).isEmpty();
    }
}
