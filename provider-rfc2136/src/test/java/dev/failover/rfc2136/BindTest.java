package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.DnsHealthCheck;
import dev.failover.health.Health;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindTest extends RealServerTest {
    private static Bind bind;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        bind = new Bind(directory);
    }

    @AfterAll
    static void stop() {
        bind.close();
    }

    @Override
    RealServer server() {
        return bind;
    }

    @Test
    @DisplayName("the least rights that the page shows are enough, and no more than they say")
    void leastRights() throws Exception {
        assertNarrow();
    }

    @Test
    @DisplayName("a dns check of the core finds it up by its records, and down by those that it does not have")
    void checked() throws Exception {
        assertThat(check("www.contract.example", "A", "192.0.2.10")).isEqualTo(Health.up("answered with 192.0.2.10"));
        assertThat(check("www.contract.example", "A", "192.0.2.11"))
                .isEqualTo(Health.down("answered without 192.0.2.11, but with 192.0.2.10"));
        assertThat(check("contract.example", "NS", "ns.server.invalid"))
                .isEqualTo(Health.up("answered with ns.server.invalid."));
        assertThat(check("contract.example", "MX", "10 mail.contract.example").detail())
                .isEqualTo("answered without a record of type MX");
        assertThat(check("nowhere.contract.example", "A", "192.0.2.10").detail())
                .isEqualTo("answered NXDOMAIN");
        assertThat(check("www.example.org", "A", "192.0.2.10").detail()).isEqualTo("answered REFUSED");
    }

    private static Health check(String name, String type, String expected) throws Exception {
        return DnsHealthCheck.builder()
                .port(bind.port())
                .name(name)
                .recordType(type)
                .contains(List.of(expected))
                .authoritative(true)
                .build()
                .check(InetAddress.getLoopbackAddress(), TIMEOUT);
    }
}
