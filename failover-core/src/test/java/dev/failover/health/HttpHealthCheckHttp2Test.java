package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.component.TrustStore;
import dev.failover.http.RawServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An http check by HTTP/2")
class HttpHealthCheckHttp2Test {
    private static final String HOST = "www.example.test";
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Types and flags of RFC 9113, section 6. */
    private static final int DATA = 0;

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    /** {@code :status: 200}, of the static table (RFC 7541, appendix A). */
    private static final byte[] STATUS_200 = {(byte) 0x88};

    private static final HandshakeCertificates OWN = own();

    private static HandshakeCertificates own() {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
    }

    /** What a peer does once it was asked. */
    private interface Peer {
        void answer(Frames frames) throws IOException, InterruptedException;
    }

    /** What a peer sends, on the stream on which it was asked. */
    private record Frames(Socket connection, int stream) {
        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            byte[] frame = new byte[9 + payload.length];
            frame[0] = (byte) (payload.length >> 16);
            frame[1] = (byte) (payload.length >> 8);
            frame[2] = (byte) payload.length;
            frame[3] = (byte) type;
            frame[4] = (byte) flags;
            frame[8] = (byte) stream;
            System.arraycopy(payload, 0, frame, 9, payload.length);
            OutputStream out = connection.getOutputStream();
            out.write(frame);
            out.flush();
        }

        void headers() throws IOException {
            send(HEADERS, END_HEADERS, stream, STATUS_200);
        }
    }

    private static RawServer peer(Peer peer) throws IOException {
        return RawServer.start(OWN.sslContext().getServerSocketFactory(), connection -> {
            SSLSocket tls = (SSLSocket) connection;
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            tls.setSSLParameters(parameters);
            DataInputStream in = new DataInputStream(tls.getInputStream());
            in.readFully(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length()]);
            Frames frames = new Frames(tls, asked(in));
            frames.send(SETTINGS, 0, 0, new byte[0]);
            peer.answer(frames);
        });
    }

    private static int asked(DataInputStream in) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            int stream = in.readInt();
            in.readFully(new byte[length]);
            if (type == HEADERS) {
                return stream;
            }
        }
    }

    private static HttpHealthCheck.Builder check(int port) {
        return HttpHealthCheck.builder()
                .url(URI.create("https://" + HOST + ":" + port + "/a?b=c"))
                .trustStore(TrustStore.of(OWN.trustManager()))
                .http2(true);
    }

    private static String detail(Peer peer, Duration timeout) throws Exception {
        try (RawServer server = peer(peer)) {
            long start = System.nanoTime();
            Health health = check(server.port()).build().check(LOCAL, timeout);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusSeconds(2));
            assertThat(health.status()).as(health.detail()).isEqualTo(Health.Status.DOWN);
            return health.detail();
        }
    }

    @Test
    void asksForThePage() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(OWN.sslSocketFactory());
            server.enqueue(new MockResponse.Builder().body("all is well").build());
            server.enqueue(new MockResponse.Builder().body("all is well").build());
            server.start(LOCAL, 0);
            HttpHealthCheck check = check(server.getPort()).bodyContains("well").build();
            for (int i = 0; i < 2; i++) {
                Health health = check.check(LOCAL, TIMEOUT);
                assertThat(health).isEqualTo(Health.up("answered 200").withCertificateExpiry(expiry(health)));
                assertThat(server.takeRequest().getRequestLine()).isEqualTo("GET /a?b=c HTTP/2");
            }
        }
    }

    private static java.time.Instant expiry(Health health) {
        return health.certificateExpiry().orElseThrow();
    }

    @Test
    void isDownIfItIsAnsweredByAnother() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(OWN.sslSocketFactory());
            server.setProtocols(java.util.List.of(Protocol.HTTP_1_1));
            server.enqueue(new MockResponse.Builder().body("all is well").build());
            server.start(LOCAL, 0);
            assertThat(check(server.getPort()).build().check(LOCAL, TIMEOUT).detail())
                    .isEqualTo("answered 200 by HTTP/1.1, and must by HTTP/2");
        }
    }

    @Test
    @DisplayName("reads no further than the body limit, however much there is")
    void muchBody() throws Exception {
        try (RawServer server = peer(frames -> {
            frames.headers();
            while (true) {
                frames.send(DATA, 0, frames.stream(), new byte[16384]);
            }
        })) {
            for (int limit : new int[] {0, 65536, 1 << 20}) {
                Health health = check(server.port()).bodyLimit(limit).build().check(LOCAL, TIMEOUT);
                assertThat(health.detail()).as("%s bytes", limit).isEqualTo("answered 200");
                assertThat(health.status()).isEqualTo(Health.Status.UP);
            }
        }
    }

    @Test
    void leavesNoConnectionBehind() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = peer(frames -> {
            RawServer.awaitHangUp(frames.connection());
            hungUp.countDown();
        })) {
            assertThat(check(server.port()).build().check(LOCAL, SHORT).detail())
                    .isEqualTo("no answer within 500ms");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isLateIfTheAnswerDrips() throws Exception {
        assertThat(detail(
                        frames -> {
                            frames.headers();
                            while (true) {
                                frames.send(DATA, 0, frames.stream(), new byte[1]);
                                TimeUnit.MILLISECONDS.sleep(20);
                            }
                        },
                        SHORT))
                .isEqualTo("no complete answer within 500ms");
    }

    @Test
    @DisplayName("ends a peer that sends frames without end, and none of use")
    void floods() throws Exception {
        String endless = "its headers or framing go on without end (more than 196608 bytes)";
        assertThat(detail(frames -> forEver(frames, PING, 0, 0, new byte[8]), TIMEOUT))
                .isEqualTo(endless);
        assertThat(detail(frames -> forEver(frames, SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 16, 0}), TIMEOUT))
                .isEqualTo(endless);
        assertThat(detail(
                        frames -> {
                            frames.headers();
                            forEver(frames, DATA, 0, frames.stream(), new byte[0]);
                        },
                        TIMEOUT))
                .isEqualTo(endless);
        assertThat(detail(
                        frames -> {
                            frames.send(HEADERS, 0, frames.stream(), STATUS_200);
                            // accept-encoding: gzip, deflate: one byte that stands for many.
                            byte[] indexed = new byte[8192];
                            java.util.Arrays.fill(indexed, (byte) 0x90);
                            forEver(frames, CONTINUATION, 0, frames.stream(), indexed);
                        },
                        TIMEOUT))
                .isEqualTo("its answer can't be read: header byte count limit of 262144 exceeded");
    }

    private static void forEver(Frames frames, int type, int flags, int stream, byte[] payload) throws IOException {
        while (true) {
            frames.send(type, flags, stream, payload);
        }
    }

    @Test
    @DisplayName("says how a peer ends the answer")
    void ends() throws Exception {
        assertThat(detail(frames -> frames.send(RST_STREAM, 0, frames.stream(), new byte[] {0, 0, 0, 1}), TIMEOUT))
                .isEqualTo("broke its answer off (HTTP/2: PROTOCOL_ERROR)");
        assertThat(detail(
                        frames -> {
                            frames.headers();
                            frames.connection().close();
                        },
                        TIMEOUT))
                .isIn("closed the connection in the middle of its answer", "connection reset");
        // What it had not read yet turns its close into a reset.
        assertThat(detail(frames -> frames.connection().close(), TIMEOUT))
                .isIn("closed the connection without an answer", "connection reset");
        assertThat(detail(
                        frames -> {
                            frames.send(GOAWAY, 0, 0, new byte[8]);
                            RawServer.awaitHangUp(frames.connection());
                        },
                        TIMEOUT))
                .isEqualTo("broke its answer off (HTTP/2: REFUSED_STREAM)");
        assertThat(detail(
                        frames -> {
                            RawServer.write(frames.connection(), "HTTP/1.1 400 What?\r\n\r\n");
                            RawServer.awaitHangUp(frames.connection());
                        },
                        TIMEOUT))
                .as("whether its reader or its writer notices first")
                .matches("its answer can't be read: .+|closed the connection without an answer");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 88",
        // A content-length of 0, by its name in the static table (RFC 7541, appendix A), and the end of the stream is
        // never sent.
        "4, 880f0d0130",
    })
    void takesAnAnswerWithoutABody(int flags, String headers) throws Exception {
        try (RawServer server = peer(frames -> {
            frames.send(HEADERS, flags, frames.stream(), HexFormat.of().parseHex(headers));
            RawServer.awaitHangUp(frames.connection());
        })) {
            assertThat(check(server.port()).build().check(LOCAL, TIMEOUT).status())
                    .isEqualTo(Health.Status.UP);
        }
    }
}
