package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.http.EndlessAnswers;
import dev.failover.http.EndlessAnswers.Endless;
import dev.failover.http.RawServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An http check ends an answer whose framing does not")
class EndlessAnswersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String ENDLESS = "its headers or framing go on without end (more than 131072 bytes)";
    /** What the buffers of two kernels may hold besides. */
    private static final long FEW = 32 << 20;

    static Stream<Arguments> answers() {
        return EndlessAnswers.all().entrySet().stream().map(answer -> Arguments.of(answer.getKey(), answer.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void overHttp(String name, Endless answer) throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawServer server = RawServer.start(connection -> {
            RawServer.readRequest(connection);
            answer.send(connection, sent);
        })) {
            assertThat(probe("http", server.port())).isEqualTo(Health.down(ENDLESS));
        }
        assertThat(sent).hasValueLessThan(FEW);
    }

    @Test
    void overHttps() throws Exception {
        AtomicLong sent = new AtomicLong();
        HandshakeCertificates own = new HandshakeCertificates.Builder()
                .heldCertificate(new HeldCertificate.Builder().build())
                .build();
        try (RawServer server = RawServer.start(own.sslContext().getServerSocketFactory(), connection -> {
            RawServer.readRequest(connection);
            new Endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x".repeat(8192))
                    .send(connection, sent);
        })) {
            Health health = probe("https", server.port());
            assertThat(health).isEqualTo(new Health(Health.Status.DOWN, ENDLESS, health.certificateExpiry()));
        }
        assertThat(sent).hasValueLessThan(FEW);
    }

    @Test
    void handshake() throws Exception {
        // Alerts of no weight, each a whole record (RFC 5246, section 7.2).
        String warnings = "\u0015\u0003\u0003\0\u0002\u0001Z".repeat(1000);
        AtomicLong sent = new AtomicLong();
        try (RawServer server = RawServer.start(connection -> new Endless("", warnings).send(connection, sent))) {
            Health health = probe("https", server.port());
            assertThat(health).isEqualTo(Health.down("TLS: " + ENDLESS));
        }
        assertThat(sent).hasValueLessThan(FEW);
    }

    private static Health probe(String scheme, int port) throws InterruptedException {
        return HttpHealthCheck.builder()
                .url(URI.create(scheme + "://www.example.test:" + port + "/"))
                .verifyCertificate(false)
                .build()
                .check(InetAddresses.forString("127.0.0.1"), TIMEOUT);
    }
}
