package dev.failover.mail;

import dev.failover.component.Excerpt;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** How a notification looks as a mail. */
final class Letterhead {
    private static final int LONGEST_TITLE = 250;
    private static final int LONGEST_TEXT = 100_000;

    private final InternetAddress from;
    private final String domain;

    Letterhead(InternetAddress from) {
        this.from = from;
        this.domain = from.getAddress().replaceFirst(".*@", "");
    }

    /**
     * The mail, for all its recipients. Every attempt at it has the same id; what belongs to one incident refers to it, so that mail
     * programs show it together (RFC 5322, section 3.6.4). No program answers it (RFC 3834).
     */
    MimeMessage write(Session session, Notification told, List<InternetAddress> to, Instant now)
            throws MessagingException {
        MimeMessage mail = new Identified(session, id(told.id()));
        mail.setFrom(from);
        mail.setRecipients(Message.RecipientType.TO, to.toArray(Address[]::new));
        mail.setSubject(
                "[" + told.severity() + "] " + Excerpt.of(told.title(), LONGEST_TITLE), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(now));
        String incident = id(told.incident());
        if (!told.incident().equals(told.id())) {
            mail.setHeader("In-Reply-To", incident);
            mail.setHeader("References", incident);
        }
        mail.setHeader("Auto-Submitted", "auto-generated");
        // Exchange's word for the same.
        mail.setHeader("X-Auto-Response-Suppress", "All");
        if (told.severity() == Severity.CRITICAL) {
            mail.setHeader("Importance", "high");
        }
        // With bytes and their type, nothing has to be found out about them.
        mail.setDataHandler(new DataHandler(
                new ByteArrayDataSource(text(told).getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8")));
        mail.setHeader("Content-Transfer-Encoding", "quoted-printable");
        mail.saveChanges();
        return mail;
    }

    private static String text(Notification told) {
        String text = Excerpt.ofLines(told.text(), LONGEST_TEXT);
        String service = Excerpt.of(told.service());
        return (text.isEmpty() ? "" : text + "\n\n")
                + told.severity() + (service.isEmpty() ? "" : " " + service) + ", " + told.at() + "\n"
                + Excerpt.of(told.id(), 1_000) + "\n";
    }

    private String id(String of) {
        return "<" + Notification.key(of) + "@" + domain + ">";
    }

    /** One that keeps the id that it was given. */
    private static final class Identified extends MimeMessage {
        private final String id;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
