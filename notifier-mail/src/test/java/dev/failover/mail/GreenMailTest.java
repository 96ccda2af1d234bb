package dev.failover.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A mail, as GreenMail has it")
class GreenMailTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MailNotifier notifier() {
        return MailNotifier.builder()
                .host("127.0.0.1")
                .port(server.getSmtp().getPort())
                .security(MailSecurity.NONE)
                .from("Failover <failover@example.org>")
                .to(List.of("ops@example.org", "dev@example.net"))
                .build();
    }

    @Test
    @DisplayName("has the notification's words, and headers by which nobody answers it")
    void headers() throws Exception {
        try (MailNotifier notifier = notifier()) {
            notifier.send(MailNotifierTest.TOLD, TIMEOUT);
        }
        MimeMessage mail = server.getReceivedMessages()[0];

        assertThat(mail.getSubject()).isEqualTo("[CRITICAL] www: failover to h\u00f4me Bcc: all@example.org");
        assertThat(Mails.text(mail)).isEqualToNormalizingWhitespace("""
                line 1
                .
                From here \u2603

                CRITICAL www, 2026-11-21T10:00:00Z
                www/7/decided
                """);
        assertThat(mail.getFrom()).containsExactly(new InternetAddress("Failover <failover@example.org>"));
        assertThat(mail.getAllRecipients())
                .containsExactly(new InternetAddress("ops@example.org"), new InternetAddress("dev@example.net"));
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("Importance")).containsExactly("high");
        assertThat(mail.getHeader("Bcc")).isNull();
    }

    @Test
    @DisplayName("has an id that is the notification's, and refers to its incident, so that one thread is shown")
    void thread() throws Exception {
        Notification over = new Notification(
                        "www/7/published",
                        MailNotifierTest.TOLD.at(),
                        Severity.WARNING,
                        "www",
                        "www: is at home",
                        "",
                        Map.of())
                .partOf("www/7", Severity.CRITICAL, true);
        try (MailNotifier notifier = notifier()) {
            notifier.send(MailNotifierTest.TOLD, TIMEOUT);
            notifier.send(MailNotifierTest.TOLD, TIMEOUT);
            notifier.send(over, TIMEOUT);
        }
        // Those of one recipient, then those of the other.
        List<MimeMessage> mails = List.of(server.getReceivedMessages());
        assertThat(mails).hasSize(6);
        MimeMessage first = mails.get(0);
        MimeMessage again = mails.get(1);
        MimeMessage last = mails.get(2);

        assertThat(first.getMessageID()).matches("<msg_[0-9a-f]{32}@example\\.org>");
        assertThat(again.getMessageID()).isEqualTo(first.getMessageID());
        assertThat(last.getMessageID()).isNotEqualTo(first.getMessageID());
        assertThat(last.getHeader("References")[0])
                .isEqualTo(first.getHeader("References")[0])
                .isEqualTo(first.getHeader("In-Reply-To")[0])
                .isNotEqualTo(first.getMessageID());
    }
}
