package dev.failover.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What readers see of a mail. */
final class Mails {
    private Mails() {}

    static MimeMessage parse(String mail) throws MessagingException {
        return new MimeMessage(null, new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
    }

    static String text(MimeMessage mail) throws MessagingException, IOException {
        return new String(mail.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
