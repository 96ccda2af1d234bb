package dev.failover.internal.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A body's length")
class HttpFramingTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "5, 5", " 7 ", "999999999999999999"})
    void isANumber(String length) {
        assertThatCode(() -> HttpFraming.checkLength(null, List.of(length))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "+5", "", "x", "0x5", "5x", "1e3", "5, 6", "5,", "5 5", "9999999999999999999", "٥"})
    void isNothingElse(String length) {
        assertThatThrownBy(() -> HttpFraming.checkLength(null, List.of(length)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Content-Length is " + length);
        assertThatCode(() -> HttpFraming.checkLength("chunked", List.of(length)))
                .doesNotThrowAnyException();
    }

    @Test
    void isOne() {
        assertThatCode(() -> HttpFraming.checkLength(null, List.of())).doesNotThrowAnyException();
        assertThatCode(() -> HttpFraming.checkLength(null, List.of("5", "5"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> HttpFraming.checkLength(null, List.of("5", "6")))
                .isInstanceOf(ProtocolException.class);
    }
}
