package dev.failover.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Notification TOLD = new Notification(
                    "www/7/decided",
                    Instant.parse("2026-11-21T10:00:00Z"),
                    Severity.CRITICAL,
                    "www",
                    "www: failover to h\u00f4me\r\nBcc: all@example.org",
                    "line 1\n.\nFrom here \u001b[1m\u2603",
                    Map.of())
            .partOf("www/7", Severity.CRITICAL, false);

    private SmtpServer server;

    @BeforeEach
    void start() throws IOException {
        server = new SmtpServer(Certificates.server());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private MailNotifier.Builder builder() {
        return MailNotifier.builder()
                .host("localhost")
                .port(server.port())
                .security(MailSecurity.TLS)
                .user("failover")
                .password(Secret.of(SmtpServer.PASSWORD))
                .from("failover@example.org")
                .to(List.of("ops@example.org"))
                .trustStore(Certificates.TRUST);
    }

    private void send(MailNotifier.Builder builder) throws InterruptedException {
        try (MailNotifier notifier = builder.build()) {
            notifier.send(TOLD, TIMEOUT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HELLO, 554 5.7.1 go away, server, true",
        "HELLO, 421 4.3.2 shutting down, server, false",
        "AUTH, 535 5.7.8 wrong, user, true",
        "AUTH, 454 4.7.0 later, user, false",
        "MAIL, 550 5.7.1 not yours, from, true",
        "MAIL, 451 4.3.0 later, from, false",
        "RCPT, 550 5.1.1 unknown, to, true",
        "RCPT, 452 4.2.2 full, to, false",
        "DATA, 554 5.7.1 no, server, true",
        "DATA, 452 4.3.1 no room, server, false",
        "BODY, 554 5.6.0 spam, server, true",
        "BODY, 451 4.3.0 later, server, false",
        "BODY, nonsense, server, false"
    })
    @DisplayName("A reply of 5xx refuses, one of 4xx is for now, and the message names what to look at")
    void replies(String command, String reply, String setting, boolean isRefusal) {
        server.faults.put(command, reply);

        assertThatThrownBy(() -> send(builder()))
                .isInstanceOf(isRefusal ? RejectedException.class : UnavailableException.class)
                .hasMessageStartingWith(setting.equals("server") ? "localhost" : setting)
                .hasMessageNotContaining("s3cret");
        assertThat(server.mails).isEmpty();
    }

    @Test
    @DisplayName("A server whose certificate nobody vouches for, or is another's, is told nothing")
    void notTrusted() {
        assertThatThrownBy(() -> send(builder().trustStore(TrustStore.system())))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("TLS failed");
        assertThatThrownBy(() -> send(builder().host("127.0.0.1")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("TLS failed");
        assertThat(server.mails).isEmpty();
    }

    @Test
    @DisplayName("An inspection logs in and sends nothing")
    void inspection() throws Exception {
        try (MailNotifier notifier = builder().build()) {
            assertThat(notifier.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Finding.Severity.OK);
            server.faults.put("AUTH", "535 5.7.8 wrong");
            assertThat(notifier.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Finding.Severity.ERROR);
            assertThat(notifier.hosts()).containsExactly("localhost");
            assertThat(notifier.mailDomains()).containsExactly("example.org");
            assertThat(notifier)
                    .hasToString("MailNotifier[server=localhost:" + server.port() + ", to=[ops@example.org]]");
        }
        assertThat(server.mails).isEmpty();
    }
}
