package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedAddressSourceTest {
    @ParameterizedTest
    @CsvSource({"203.0.113.10, A, 203.0.113.10", "2001:DB8:0::10, AAAA, 2001:db8::10"})
    void givesTheAddressWritten(String literal, RecordType type, String text) throws Exception {
        AddressSource source = AddressSource.of(literal);

        assertThat(source.find(Duration.ofSeconds(1))).isEqualTo(InetAddress.getByName(literal));
        assertThat(source.type()).isEqualTo(type);
        assertThat(source.fixed()).contains(InetAddress.getByName(literal));
        assertThat(source).isEqualTo(AddressSource.of(text));
        assertThat(source).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.04",
                "0x7f.1.1.1",
                "2130706433",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.4, 1.2.3.4",
                "1.2.3.4:80",
                "[::1]",
                "fe80::1%1",
                "fe80::1%lo",
                "::ffff:1.2.3.4",
                "::1.2.3.4",
                "64:ff9b::1.2.3.4",
                "::ffff:102:304",
                "1::2::3",
                "١.2.3.4",
                "1.2.3.4/32"
            })
    void refusesAnythingElseWithoutLookingItUp(String text) {
        assertThatThrownBy(() -> AddressSource.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not an IPv4 or IPv6 address");
    }
}
