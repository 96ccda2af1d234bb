package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.component.ClientCertificate;
import dev.failover.component.TrustStore;
import dev.failover.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TLS that fails is told in an operator's words:")
class TlsFailureTest {
    private static final String HOST = "www.example.test";
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .commonName("Some CA")
            .certificateAuthority(1)
            .build();
    private static final HeldCertificate BETWEEN = new HeldCertificate.Builder()
            .commonName("Between CA")
            .certificateAuthority(0)
            .signedBy(AUTHORITY)
            .build();
    private static final HeldCertificate SERVER = new HeldCertificate.Builder()
            .addSubjectAlternativeName(HOST)
            .signedBy(BETWEEN)
            .build();
    private static final HeldCertificate CLIENT = new HeldCertificate.Builder()
            .commonName("watcher")
            .signedBy(AUTHORITY)
            .build();

    /** What a server is told about a handshake before it makes one. */
    private interface Terms {
        void set(SSLSocket tls, SSLParameters parameters);
    }

    private static RawServer serving(Terms terms, HeldCertificate... between) throws IOException {
        HandshakeCertificates own = new HandshakeCertificates.Builder()
                .heldCertificate(
                        SERVER,
                        List.of(between).stream()
                                .map(HeldCertificate::certificate)
                                .toArray(java.security.cert.X509Certificate[]::new))
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
        return RawServer.start(connection -> {
            // Over a connection that it does not close: what comes after an alert must not reset it.
            SSLSocket tls = (SSLSocket) own.sslContext().getSocketFactory().createSocket(connection, null, false);
            tls.setUseClientMode(false);
            SSLParameters parameters = tls.getSSLParameters();
            terms.set(tls, parameters);
            tls.setSSLParameters(parameters);
            try {
                RawServer.readRequest(tls);
                RawServer.write(tls, "HTTP/1.1 204 No Content\r\n\r\n");
            } finally {
                connection.shutdownOutput();
                RawServer.awaitHangUp(connection);
            }
        });
    }

    private static HttpHealthCheck.Builder check(String scheme, RawServer server) {
        return HttpHealthCheck.builder()
                .url(URI.create(scheme + "://" + HOST + ":" + server.port() + "/"))
                .trustStore(TrustStore.of(new HandshakeCertificates.Builder()
                        .addTrustedCertificate(AUTHORITY.certificate())
                        .build()
                        .trustManager()));
    }

    private static String probe(HttpHealthCheck.Builder check) throws InterruptedException {
        return check.build().check(LOCAL, TIMEOUT).detail();
    }

    private static String probe(String scheme, RawServer.Behaviour behaviour) throws Exception {
        try (RawServer server = RawServer.start(behaviour)) {
            return probe(check(scheme, server));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Received fatal alert: protocol_version              | speaks no version from 1.2 on (alert protocol_version)
                    (handshake_failure) Received fatal alert: handshake_failure | has no way to speak in common with this watcher, or wants a client certificate (alert handshake_failure)
                    Received fatal alert: unknown_ca                    | refused the client certificate, or wants one (alert unknown_ca)
                    The server selected protocol version TLS10 is not accepted by client preferences [TLS13, TLS12] | speaks TLS10, which is not accepted any more
                    Insufficient buffer remaining                       | Insufficient buffer remaining
                    """)
    void whatJavaSays(String message, String words) {
        assertThat(TlsFailure.explain(new SSLException(message))).isEqualTo("TLS: " + words);
    }

    @Test
    @DisplayName("a port that speaks without TLS, or TLS where nobody asked for it")
    void wrongPort() throws Exception {
        String inTheClear = "TLS: answered without it; the port speaks in the clear, or begins so (STARTTLS)";
        assertThat(probe("https", connection -> {
                    RawServer.write(connection, "220 mail.example.test ESMTP\r\n");
                    RawServer.awaitHangUp(connection);
                }))
                .isEqualTo(inTheClear);
        try (RawServer server = RawServer.start(connection -> {
            RawServer.write(connection, "220 mail.example.test ESMTP\r\n");
            RawServer.awaitHangUp(connection);
        })) {
            assertThat(TlsHealthCheck.builder()
                            .port(server.port())
                            .name(HOST)
                            .build()
                            .check(LOCAL, TIMEOUT))
                    .isEqualTo(Health.down(inTheClear));
        }
        try (RawServer server = serving((tls, parameters) -> {}, BETWEEN)) {
            assertThat(probe(HttpHealthCheck.builder().url(URI.create("http://" + HOST + ":" + server.port() + "/"))))
                    .isEqualTo("its answer is TLS: the URL must begin with https://");
        }
    }

    @Test
    @DisplayName("a server that ends the handshake")
    void ends() throws Exception {
        assertThat(probe("https", connection -> {
                    connection.getInputStream().read();
                    connection.close();
                }))
                .matches("TLS: (closed the connection|connection reset) in the (middle of the )?handshake");
        assertThat(probe("https", connection -> {
                    connection.shutdownOutput();
                    RawServer.awaitHangUp(connection);
                }))
                .isEqualTo("TLS: closed the connection in the middle of the handshake");
        assertThat(probe("https", connection -> {
                    // A connection that is reset before anything was said has seen no handshake.
                    connection.getInputStream().read();
                    connection.setSoLinger(true, 0);
                    connection.close();
                }))
                .isEqualTo("TLS: connection reset in the handshake");
    }

    @Test
    @DisplayName("a server that knows no such host")
    void host() throws Exception {
        try (RawServer server = serving(
                (tls, parameters) ->
                        parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("other\\.example\\.test"))),
                BETWEEN)) {
            assertThat(probe(check("https", server))).isEqualTo("TLS: knows no such host (alert unrecognized_name)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("a server that wants a client's certificate, and gets it")
    void clientCertificate(String version) throws Exception {
        CompletableFuture<String> shown = new CompletableFuture<>();
        try (RawServer server = serving(
                (tls, parameters) -> {
                    parameters.setProtocols(new String[] {version});
                    parameters.setNeedClientAuth(true);
                    tls.addHandshakeCompletedListener(event -> {
                        try {
                            shown.complete(event.getPeerPrincipal().getName());
                        } catch (IOException e) {
                            shown.completeExceptionally(e);
                        }
                    });
                },
                BETWEEN)) {
            assertThat(probe(check("https", server))).startsWith("TLS: ").contains("client certificate");
            ClientCertificate own = ClientCertificate.of(new HandshakeCertificates.Builder()
                    .heldCertificate(CLIENT)
                    .build()
                    .keyManager());
            assertThat(probe(check("https", server).clientCertificate(own))).isEqualTo("answered 204");
            assertThat(shown.get(10, TimeUnit.SECONDS)).isEqualTo("CN=watcher");
        }
    }

    @Test
    @DisplayName("a chain that leads nowhere, and one that is not sent whole")
    void chain() throws Exception {
        try (RawServer whole = serving((tls, parameters) -> {}, BETWEEN);
                RawServer broken = serving((tls, parameters) -> {})) {
            assertThat(probe(check("https", whole))).isEqualTo("answered 204");
            assertThat(probe(check("https", broken)))
                    .isEqualTo("its certificate is not trusted: no authority that is trusted here vouches for"
                            + " CN=Between CA, and the server shows no more of the chain");
            assertThat(probe(HttpHealthCheck.builder().url(URI.create("https://" + HOST + ":" + whole.port() + "/"))))
                    .isEqualTo("its certificate is not trusted: no authority that is trusted here vouches for"
                            + " CN=Some CA, and the server shows no more of the chain");
        }
    }
}
