package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "A, 192.0.2.1, 192.0.2.1",
                "CNAME, www.example.net., www.example.net.",
                "CNAME, other, other.beerus.fr.",
                "TXT, plain, plain",
                "TXT, \"quoted later\", quoted later",
                "TXT, \"two \" \"strings\", two strings",
                "TXT, \"a \\\"quote\\\" and a \\\\\", a \"quote\" and a \\",
            })
    void reads(RecordType type, String target, String value) {
        assertThat(Target.read(type, target, "beerus.fr")).isEqualTo(value);
    }

    @ParameterizedTest
    @DisplayName("text is read as it was written, before and after OVH has put its quotes")
    @ValueSource(strings = {"plain", "with spaces", " at the ends ", "a \"quote\"", "\"", "\\", "v=spf1 -all; x"})
    void survives(String value) {
        String written = Target.write(RecordType.TXT, value);
        assertThat(Target.read(RecordType.TXT, written, "beerus.fr")).isEqualTo(value);
        String quoted = written.startsWith("\"") ? written : '"' + written + '"';
        assertThat(Target.read(RecordType.TXT, quoted, "beerus.fr")).isEqualTo(value);
    }
}
