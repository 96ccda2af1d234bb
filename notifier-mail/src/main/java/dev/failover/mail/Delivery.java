package dev.failover.mail;

import dev.failover.component.TrustStore;
import dev.failover.internal.io.BoundedSockets;
import dev.failover.time.Deadline;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Properties;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** One conversation with the mail server. For one use; {@link #abort} may come from another thread. */
final class Delivery {
    private final MailServer server;
    private final BoundedSockets sockets = BoundedSockets.toAnywhere();
    private final SSLSocketFactory tls;
    final Session session;
    final SMTPTransport transport;

    Delivery(MailServer server, @Nullable TrustStore trustStore, String domain, Deadline deadline) {
        this.server = server;
        tls = (trustStore == null ? TrustStore.system() : trustStore).socketFactory();
        session = Session.getInstance(properties(domain, deadline));
        transport = new SMTPTransport(
                session, new URLName("smtp", server.host(), server.port(), null, server.user(), server.password()));
    }

    private Properties properties(String domain, Deadline deadline) {
        String patience = String.valueOf(deadline.remaining().toMillis());
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", domain);
        properties.put("mail.smtp.connectiontimeout", patience);
        properties.put("mail.smtp.timeout", patience);
        properties.put("mail.smtp.auth", String.valueOf(server.user() != null));
        properties.put("mail.smtp.starttls.enable", String.valueOf(server.security() == MailSecurity.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(server.security() == MailSecurity.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        // Those whom the server takes get it, and of the others it is told who they are.
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    /** Connects, encrypts and logs in. */
    void open(Deadline deadline) throws MessagingException {
        try {
            transport.connect(connect(deadline));
        } catch (IOException e) {
            throw new MessagingException("", e);
        }
    }

    private Socket connect(Deadline deadline) throws IOException {
        int patience = Math.max(1, (int) deadline.left().toMillis());
        Socket socket = sockets.createSocket();
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(server.host());
        }
        socket.connect(address, patience);
        socket.setSoTimeout(patience);
        if (server.security() != MailSecurity.TLS) {
            return socket;
        }
        SSLSocket secure = (SSLSocket) tls.createSocket(socket, server.host(), server.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /** Takes leave, if there is anybody to take leave of. */
    void end() {
        try {
            transport.close();
        } catch (MessagingException e) {
            // What was to be said has been said.
        }
    }

    /** Ends it wherever it is. */
    void abort() {
        sockets.closeAll();
    }
}
