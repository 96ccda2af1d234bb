package dev.failover.health;

import dev.failover.internal.io.BoundedSockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The server at the other end of one probe's connection. What it says is bounded; a wait for it ends when somebody else closes the sockets.
 * It is read a byte at a time, so that none of what belongs to TLS is taken from it. Used by one thread; another may ask how far it got.
 */
final class Peer {
    static final HostnameVerifier NAMES = HttpHealthCheck.names();

    private final InetSocketAddress address;
    private final @Nullable TlsOptions tls;
    private final @Nullable SeenCertificate certificate;
    private final Socket plain;
    private Socket socket;
    private volatile Phase phase = Phase.CONNECT;
    private volatile boolean heard;

    /** How far it got, which is what tells one silence from another. */
    enum Phase {
        CONNECT,
        BEFORE_TLS,
        TLS,
        DIALOGUE
    }

    Peer(
            InetSocketAddress address,
            @Nullable TlsOptions tls,
            @Nullable SeenCertificate certificate,
            BoundedSockets sockets) {
        this.address = address;
        this.tls = tls;
        this.certificate = certificate;
        plain = sockets.createSocket();
        socket = plain;
    }

    void connect(int millis) throws IOException {
        plain.connect(address, millis);
        phase = tls == null ? Phase.DIALOGUE : Phase.BEFORE_TLS;
    }

    Phase phase() {
        return phase;
    }

    /** Whether it has said anything in this phase. */
    boolean isHeard() {
        return heard;
    }

    boolean isToSpeakTls() {
        return tls != null;
    }

    /**
     * From now on, TLS is spoken.
     *
     * @return the protocol's version
     */
    String secure() throws IOException {
        if (tls == null || certificate == null) {
            throw new IllegalStateException("TLS is not wanted");
        }
        enter(Phase.TLS);
        // An address is sent to nobody as a name (RFC 6066, section 3).
        String host = tls.name().isEmpty() ? address.getAddress().getHostAddress() : tls.name();
        SSLSocket secured = (SSLSocket) certificate.socketFactory().createSocket(plain, host, address.getPort(), true);
        secured.startHandshake();
        if (tls.verifiesCertificate() && !NAMES.verify(tls.name(), secured.getSession())) {
            throw new SSLPeerUnverifiedException(tls.name());
        }
        socket = secured;
        enter(Phase.DIALOGUE);
        return secured.getSession().getProtocol();
    }

    private void enter(Phase next) {
        heard = false;
        phase = next;
    }

    InetAddress localAddress() {
        return plain.getLocalAddress();
    }

    void say(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Says a line, in ASCII. */
    void say(String line) throws IOException {
        say((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The next byte. */
    int read() throws IOException {
        return read(1)[0] & 0xff;
    }

    /** So many of the next bytes. */
    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        InputStream in = socket.getInputStream();
        int count = 0;
        while (count < length) {
            int read = in.read(bytes, count, length - count);
            if (read < 0) {
                throw new ProtocolException("closed the connection " + sayWhen());
            }
            heard = true;
            count += read;
        }
        return bytes;
    }

    private String sayWhen() {
        return phase == Phase.BEFORE_TLS ? "before TLS" : heard ? "in the middle of its answer" : "without an answer";
    }

    /** What comes before the next such byte, in UTF-8. */
    String readUntil(char end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int next = read(); next != end; next = read()) {
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The next line, without its end. */
    String readLine() throws IOException {
        return readUntil('\n').replaceFirst("\r$", "");
    }

    /** Hangs up in peace. */
    void close() throws IOException {
        socket.close();
    }

    Optional<SeenCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }
}
