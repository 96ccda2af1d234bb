package dev.failover.mail;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** What a failed delivery means: replies of 4xx pass, those of 5xx don't (RFC 5321, section 4.2.1), and all else may. */
final class Refusals {
    private static final int PERMANENT = 500;
    private static final int TRANSIENT = 400;
    private static final int NO_REPLY = 600;

    private final MailServer server;
    private final @Nullable Secret password;

    Refusals(MailServer server, @Nullable Secret password) {
        this.server = server;
        this.password = password;
    }

    ComponentException of(MessagingException failure, SMTPTransport transport) {
        List<SMTPAddressFailedException> recipients = recipients(failure);
        if (!recipients.isEmpty()) {
            return ofRecipients(recipients);
        }
        if (failure instanceof SMTPSendFailedException send) {
            boolean sender = send.getCommand().startsWith("MAIL");
            return by(
                    send.getReturnCode(),
                    sender
                            ? "from: " + server + " does not take mails of this sender"
                            : server + " did not take the mail",
                    failure);
        }
        if (failure instanceof AuthenticationFailedException) {
            return by(transport.getLastReturnCode(), "user, password: " + server + " refused the login", failure);
        }
        if (cause(failure, IOException.class) instanceof IOException broken) {
            return broken(broken);
        }
        boolean inTheClear = server.security() == MailSecurity.STARTTLS && !transport.supportsExtension("STARTTLS");
        if (inTheClear && transport.getLastReturnCode() < TRANSIENT) {
            return new RejectedException("security: " + server
                    + " does not offer STARTTLS, and nothing is sent in the clear. Set security to tls if it has that on"
                    + " another port; if it had STARTTLS before, somebody on the way may have taken it out.");
        }
        return by(transport.getLastReturnCode(), server + " did not take part", failure);
    }

    private ComponentException ofRecipients(List<SMTPAddressFailedException> recipients) {
        List<String> said = new ArrayList<>();
        int worst = 0;
        for (SMTPAddressFailedException recipient : recipients) {
            said.add(recipient.getAddress() + " (" + said(recipient) + ")");
            boolean passes = recipient.getReturnCode() < PERMANENT;
            worst = passes || worst == TRANSIENT ? TRANSIENT : PERMANENT;
        }
        String message = "to: " + server + " does not take mails for " + String.join(", ", said);
        return worst == PERMANENT ? new RejectedException(message) : new UnavailableException(message);
    }

    private ComponentException by(int code, String what, MessagingException failure) {
        String message = what + " (" + said(failure) + ")";
        return code >= PERMANENT && code < NO_REPLY
                ? new RejectedException(message)
                : new UnavailableException(message);
    }

    private ComponentException broken(IOException failure) {
        String why;
        if (failure instanceof UnknownHostException) {
            why = "its name can't be resolved";
        } else if (failure instanceof SocketTimeoutException) {
            why = "no answer in time";
        } else if (failure instanceof SSLException) {
            why = "TLS failed: " + Excerpt.of(failure.getMessage());
        } else {
            why = Excerpt.of(failure.getMessage());
        }
        return new UnavailableException(server + ": " + why);
    }

    private String said(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return Excerpt.of(password == null ? message : password.maskIn(message));
    }

    /** Those that were refused, of all that is chained to a failure. */
    static List<SMTPAddressFailedException> recipients(MessagingException failure) {
        List<SMTPAddressFailedException> found = new ArrayList<>();
        for (Exception next = failure; next instanceof MessagingException each; next = each.getNextException()) {
            if (each instanceof SMTPAddressFailedException recipient) {
                found.add(recipient);
            }
        }
        return found;
    }

    /** Those who have it in spite of a failure. */
    static List<Address> reached(MessagingException failure) {
        return failure instanceof SendFailedException partly && partly.getValidSentAddresses() != null
                ? List.of(partly.getValidSentAddresses())
                : List.of();
    }

    private static @Nullable Throwable cause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }
}
