package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.TrustStore;
import dev.failover.http.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes through TLS in pieces, or not at all: on the engine, and with OkHttp, which carries out what follows redirects. */
@DisplayName("An http check over TLS")
class HttpOverTlsTest {
    private static final String HOST = "www.example.test";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build();
    private static final SSLContext CONTEXT = new HandshakeCertificates.Builder()
            .heldCertificate(CERTIFICATE)
            .build()
            .sslContext();
    private static final TrustStore TRUST = TrustStore.of(new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build()
            .trustManager());

    private RawServer server;

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private HttpHealthCheck.Builder over(String protocol, boolean onEngine, RawServer.Behaviour behaviour)
            throws IOException {
        server = RawServer.start(new Speaking(protocol), connection -> {
            RawServer.readRequest(connection);
            behaviour.serve(connection);
        });
        return check(onEngine);
    }

    private HttpHealthCheck.Builder check(boolean onEngine) {
        return HttpHealthCheck.builder()
                .url(URI.create("https://" + HOST + ":" + server.port() + "/"))
                .trustStore(TRUST)
                .followRedirects(!onEngine);
    }

    private static Health probe(HttpHealthCheck.Builder check) throws InterruptedException {
        Health health = check.build().check(LOCAL, TIMEOUT);
        return new Health(health.status(), health.detail(), Optional.empty());
    }

    /** Listens for one version of TLS. */
    private static final class Speaking extends ServerSocketFactory {
        private final SSLServerSocketFactory factory = CONTEXT.getServerSocketFactory();
        private final String protocol;

        Speaking(String protocol) {
            this.protocol = protocol;
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            SSLServerSocket made = (SSLServerSocket) factory.createServerSocket(port, backlog, address);
            made.setEnabledProtocols(new String[] {protocol});
            return made;
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "TLSv1.3, false"})
    void aLongBody(String protocol, boolean onEngine) throws Exception {
        HttpHealthCheck.Builder check = over(protocol, onEngine, connection -> {
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000003\r\n\r\n");
            RawServer.write(connection, "x".repeat(1_000_000) + "end");
            RawServer.awaitHangUp(connection);
        });
        assertThat(probe(check.bodyLimit(2_000_000).bodyContains("end"))).isEqualTo(Health.up("answered 200"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "TLSv1.3, false"})
    void anAnswerInRecordsOfAByte(String protocol, boolean onEngine) throws Exception {
        HttpHealthCheck.Builder check = over(protocol, onEngine, connection -> {
            byte[] answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            for (byte next : answer) {
                connection.getOutputStream().write(next);
                connection.getOutputStream().flush();
            }
            RawServer.awaitHangUp(connection);
        });
        assertThat(probe(check.bodyContains("end"))).isEqualTo(Health.up("answered 200"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "TLSv1.3, false"})
    void aBodyThatEndsWithTheConnection(String protocol, boolean onEngine) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("the end".getBytes(StandardCharsets.US_ASCII));
        }
        HttpHealthCheck.Builder check = over(protocol, onEngine, connection -> {
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
            connection.getOutputStream().write(packed.toByteArray());
            connection.close();
        });
        assertThat(probe(check.bodyContains("the end"))).isEqualTo(Health.up("answered 200"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "TLSv1.3, false"})
    void aCloseInTheMiddle(String protocol, boolean onEngine) throws Exception {
        HttpHealthCheck.Builder check = over(protocol, onEngine, connection -> {
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
            connection.close();
        });
        assertThat(probe(check)).isEqualTo(Health.down("closed the connection in the middle of its answer"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.2, true", "TLSv1.2, false"})
    void anotherHandshakeInTheMiddle(String protocol, boolean onEngine) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        HttpHealthCheck.Builder check = over(protocol, onEngine, connection -> {
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
            SSLSocket tls = (SSLSocket) connection;
            tls.addHandshakeCompletedListener(event -> done.complete(true));
            tls.startHandshake();
            tls.setSoTimeout(100);
            while (!done.isDone()) {
                // What carries it on is to read.
                assertThatThrownBy(() -> tls.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            RawServer.write(connection, "end");
            RawServer.awaitHangUp(connection);
        });
        assertThat(probe(check.bodyContains("end"))).isEqualTo(Health.up("answered 200"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false"})
    void aHandshakeThatIsCutOff(String protocol, boolean onEngine) throws Exception {
        server = RawServer.start(connection -> {
            connection.getInputStream().readNBytes(100);
            connection.shutdownOutput();
            RawServer.awaitHangUp(connection);
        });
        assertThat(probe(check(onEngine)).detail()).startsWith("TLS: ").doesNotContain("within");
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false"})
    void aHandshakeWithoutEnd(String protocol, boolean onEngine) throws Exception {
        server = RawServer.start(connection -> {
            // Records of a handshake, of one message that is announced to be 16 MB long (RFC 8446, section 5.1).
            byte[] first = {22, 3, 3, 0x40, 0, 2, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            byte[] next = {22, 3, 3, 0x40, 0};
            connection.getOutputStream().write(first);
            connection.getOutputStream().write(new byte[(16 << 10) - 4]);
            while (true) {
                connection.getOutputStream().write(next);
                connection.getOutputStream().write(new byte[16 << 10]);
            }
        });
        long start = System.nanoTime();
        Health health = probe(check(onEngine));
        assertThat(health.status()).isEqualTo(Health.Status.DOWN);
        assertThat(health.detail()).startsWith("TLS: ").doesNotContain("within");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false"})
    void aHandshakeThatDrips(String protocol, boolean onEngine) throws Exception {
        server = RawServer.start(connection -> {
            byte[] record = {22, 3, 3, 0x40, 0};
            connection.getOutputStream().write(record);
            while (true) {
                connection.getOutputStream().write(0);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Health health = check(onEngine).build().check(LOCAL, Duration.ofMillis(400));
        assertThat(health).isEqualTo(Health.down("no answer within 400ms: TLS handshake unfinished"));
    }

    @ParameterizedTest(name = "{0}, on the engine: {1}")
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false"})
    void aResetInTheMiddle(String protocol, boolean onEngine) throws Exception {
        server = RawServer.start(HttpOverTlsTest::reset);
        assertThat(probe(check(onEngine)).status()).isEqualTo(Health.Status.DOWN);
    }

    private static void reset(Socket connection) throws IOException {
        connection.getInputStream().readNBytes(100);
        connection.setSoLinger(true, 0);
        connection.close();
    }
}
