package dev.failover.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.health.Health;
import dev.failover.health.TlsHealthCheck;
import dev.failover.notify.Notification;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With a real Postfix,")
class PostfixTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static MailNotifier.Builder builder(Postfix postfix, String... to) {
        return MailNotifier.builder()
                .host("localhost")
                .port(postfix.port)
                .from("failover@example.org")
                .to(List.of(to))
                .trustStore(Certificates.TRUST);
    }

    private static void send(MailNotifier.Builder builder) throws InterruptedException {
        try (MailNotifier notifier = builder.build()) {
            notifier.send(MailNotifierTest.TOLD, TIMEOUT);
        }
    }

    @Test
    @DisplayName("mails go over STARTTLS, and each recipient that is refused is told of, while the others get theirs")
    void startTls() throws Exception {
        try (Postfix postfix = new Postfix(directory, "may")) {
            send(builder(postfix, "ops@example.org"));
            assertThat(postfix.mails("ops", 1))
                    .singleElement()
                    .asString()
                    .contains("with ESMTPS", "Auto-Submitted: auto-generated");

            assertThatThrownBy(() -> send(builder(postfix, "dev@example.org", "nobody@example.org")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith(
                            "to: localhost:" + postfix.port + " does not take mails for nobody@example.org")
                    .hasMessageContaining("550 5.1.1");
            postfix.mails("dev", 1);

            assertThatThrownBy(() -> send(builder(postfix, "later@example.org", "nobody@example.org")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("450 4.7.1");

            assertThatThrownBy(() -> send(builder(postfix, "ops@example.org").trustStore(TrustStore.system())))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("TLS failed");

            repeated(postfix);
            checked(postfix);
        }
    }

    /** Of the core, here as a Postfix is here. */
    private static void checked(Postfix postfix) throws Exception {
        TlsHealthCheck.Builder check = TlsHealthCheck.builder()
                .port(postfix.port)
                .startTls(TlsHealthCheck.StartTls.SMTP)
                .trustStore(Certificates.TRUST);
        InetAddress address = InetAddress.getByName("127.0.0.1");
        Health up = check.name("localhost").build().check(address, TIMEOUT);
        assertThat(up.status()).as(up.detail()).isEqualTo(Health.Status.UP);
        assertThat(up.detail()).startsWith("TLSv1.3, certificate valid until ");
        assertThat(check.name("mail.example.org")
                        .build()
                        .check(address, TIMEOUT)
                        .detail())
                .isEqualTo("its certificate is for localhost, not for mail.example.org");
    }

    /** Who has it does not get it again because another one has to wait. */
    private static void repeated(Postfix postfix) throws Exception {
        Notification told = MailNotifierTest.TOLD;
        Notification other =
                new Notification("www/8/decided", told.at(), told.severity(), "www", "another", "", Map.of());
        try (MailNotifier notifier =
                builder(postfix, "dev@example.org", "later@example.org").build()) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> notifier.send(told, TIMEOUT)).isInstanceOf(UnavailableException.class);
            }
            assertThatThrownBy(() -> notifier.send(other, TIMEOUT)).isInstanceOf(UnavailableException.class);
        }
        assertThat(postfix.mails("dev", 3)).hasSize(3);
    }

    @Test
    @DisplayName("nothing is sent if it offers no STARTTLS, unless that is allowed")
    void inTheClear() throws Exception {
        try (Postfix postfix = new Postfix(directory, "none")) {
            assertThat(TlsHealthCheck.builder()
                            .port(postfix.port)
                            .startTls(TlsHealthCheck.StartTls.SMTP)
                            .name("localhost")
                            .build()
                            .check(InetAddress.getByName("127.0.0.1"), TIMEOUT)
                            .detail())
                    .startsWith("SMTP: answered \"502 5.5.1 ");
            assertThatThrownBy(() -> send(builder(postfix, "ops@example.org")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith("security: ");

            send(builder(postfix, "ops@example.org").security(MailSecurity.NONE));
            assertThat(postfix.mails("ops", 1)).hasSize(1);
        }
    }
}
