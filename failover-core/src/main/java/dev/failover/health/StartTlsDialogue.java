package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.health.TlsHealthCheck.StartTls;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said in the clear before TLS. What is not as the protocol has it is a {@link ProtocolException}, in words for a human.
 */
final class StartTlsDialogue {
    /** RFC 5321, section 4.2: a hyphen after the code means that a line follows. */
    private static final Pattern SMTP_REPLY = Pattern.compile("(\\d{3})(?:([ -]).*)?");

    private final Peer peer;
    private final StartTls protocol;

    private StartTlsDialogue(Peer peer, StartTls protocol) {
        this.peer = peer;
        this.protocol = protocol;
    }

    static StartTlsDialogue with(Peer peer, StartTls protocol) {
        return new StartTlsDialogue(peer, protocol);
    }

    /** Brings the server to expect a TLS handshake next. */
    void ask() throws IOException {
        switch (protocol) {
            case SMTP -> smtp();
            case IMAP -> imap();
        }
    }

    /** What ends the session in peace, once TLS is spoken. */
    static String goodbye(StartTls protocol) {
        return switch (protocol) {
            case SMTP -> "QUIT";
            case IMAP -> "b LOGOUT";
        };
    }

    private void smtp() throws IOException {
        expectReply("220", "the connection");
        peer.say("EHLO " + literal(peer.localAddress()));
        expectReply("250", "EHLO");
        peer.say("STARTTLS");
        expectReply("220", "STARTTLS");
    }

    /** RFC 5321, section 4.1.3. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    private void expectReply(String code, String to) throws IOException {
        while (true) {
            String line = peer.readLine();
            Matcher reply = SMTP_REPLY.matcher(line);
            if (!reply.matches()) {
                throw new ProtocolException("its answer is not SMTP: " + Excerpt.of(line));
            }
            if (!reply.group(1).equals(code)) {
                throw answered(line, to);
            }
            if (!"-".equals(reply.group(2))) {
                return;
            }
        }
    }

    private void imap() throws IOException {
        String greeting = peer.readLine();
        if (!greeting.startsWith("* ")) {
            throw new ProtocolException("its answer is not IMAP: " + Excerpt.of(greeting));
        }
        if (!greeting.startsWith("* OK")) {
            throw answered(greeting, "the connection");
        }
        peer.say("a STARTTLS");
        String line = peer.readLine();
        while (line.startsWith("* ")) {
            line = peer.readLine();
        }
        if (!line.startsWith("a OK")) {
            throw answered(line, "STARTTLS");
        }
    }

    private ProtocolException answered(String line, String to) {
        return new ProtocolException("%s: answered \"%s\" to %s".formatted(protocol, Excerpt.of(line), to));
    }
}
