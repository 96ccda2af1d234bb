package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is told of a connection's failure")
class FailuresTest {
    @ParameterizedTest
    @DisplayName("is never nothing, whatever the other side says")
    @CsvSource(
            nullValues = "-",
            value = {"-, no reason given", "'', no reason given", "' \u202e ', no reason given", "gone away, gone away"
            })
    void said(String message, String told) {
        assertThat(Failures.said(new IOException(message))).isEqualTo(told);
    }
}
