package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:53",
        "192.0.2.1:5401, 192.0.2.1:5401",
        "::1, [::1]:53",
        "[2001:db8::1], [2001:db8::1]:53",
        "[2001:db8::1]:5353, [2001:db8::1]:5353",
        "ns1.example.net, ns1.example.net:53",
        "ns1.example.net:65535, ns1.example.net:65535",
        "localhost, localhost:53",
    })
    void readsAnAddressOrANameWithOrWithoutPort(String text, String meant) {
        assertThat(ServerAddress.parse(text)).hasToString(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":53",
                "192.0.2.300",
                "192.0.2",
                "192.0.2.1:",
                "192.0.2.1:0",
                "192.0.2.1:65536",
                "192.0.2.1:-1",
                "192.0.2.1:dns",
                "ns 1",
                "ns1..example",
                "[::1",
                "udp://192.0.2.1",
                "192.0.2.1/24",
                "192.0.2.1,192.0.2.2"
            })
    void refusesAnythingElseAndSaysWhatToWrite(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not a DNS server")
                .hasMessageContaining("192.0.2.1:5353");
    }
}
