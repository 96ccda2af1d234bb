package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.DnsServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MailExchangesTest {
    @Test
    @DisplayName(
            "Those who take a domain's mails are its MX records; where none are, or nobody answers, there are none")
    void found() throws Exception {
        String resolver;
        try (DnsServer server = DnsServer.builder("example.org")
                .mailExchanger("mx1.example.net.")
                .mailExchanger("mx2.example.net.")
                .start()) {
            resolver = "dns://" + server.address();
            assertThat(MailExchanges.at(resolver, "example.org"))
                    .containsExactlyInAnyOrder("mx1.example.net", "mx2.example.net");
            assertThat(MailExchanges.at(resolver, "nothing.example.org")).isEmpty();
        }
        assertThat(MailExchanges.at(resolver, "example.org")).isEmpty();
        assertThat(MailExchanges.of("localhost")).isEmpty();
        assertThat(MailExchanges.of("192.0.2.1")).isEmpty();
    }
}
