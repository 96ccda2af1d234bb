package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import dev.failover.testkit.DnsServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.SimpleResolver;

class MailExchangesTest {
    @Test
    @DisplayName(
            "Those who take a domain's mails are its MX records; where none are, or nobody answers, there are none")
    void found() throws Exception {
        SimpleResolver resolver;
        try (DnsServer server = DnsServer.builder("example.org")
                .mailExchanger("mx1.example.net.")
                .mailExchanger("mx2.example.net.")
                .start()) {
            HostAndPort address = HostAndPort.fromString(server.address());
            resolver = new SimpleResolver(new InetSocketAddress(address.getHost(), address.getPort()));
            assertThat(MailExchanges.at(resolver, "example.org"))
                    .containsExactlyInAnyOrder("mx1.example.net", "mx2.example.net");
            assertThat(MailExchanges.at(resolver, "nothing.example.org")).isEmpty();
        }
        assertThat(MailExchanges.at(resolver, "example.org")).isEmpty();
        assertThat(MailExchanges.of("localhost")).isEmpty();
        assertThat(MailExchanges.of("192.0.2.1")).isEmpty();
    }
}
