package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.component.TrustStore;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A grpc check")
class GrpcHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final String HOST = "api.example.test";

    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void start() throws Exception {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.start(LOCAL, 0);
    }

    private Health probe(GrpcHealthCheck.Builder check) throws InterruptedException {
        return check.port(server.getPort()).build().check(LOCAL, TIMEOUT);
    }

    private static MockResponse answer(String hex, String status) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/grpc")
                .body(new Buffer().write(HexFormat.of().parseHex(hex)))
                .trailers(Headers.of("grpc-status", status))
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    00000000020801 | 0 | UP | answered SERVING
                    00000000020802 | 0 | DOWN | answered NOT_SERVING
                    00000000020803 | 0 | DOWN | answered SERVICE_UNKNOWN
                    00000000020863 | 0 | DOWN | answered 99
                    0000000000 | 0 | DOWN | answered UNKNOWN
                    '' | 0 | DOWN | its answer is not gRPC: it has no message
                    01000000020801 | 0 | DOWN | its answer is not gRPC: it has no message
                    '' | 5 | DOWN | answered NOT_FOUND: it does not know this service
                    '' | 12 | DOWN | answered UNIMPLEMENTED: it has no service grpc.health.v1.Health
                    '' | 14 | DOWN | answered UNAVAILABLE
                    00000000020801 | 99 | DOWN | answered status 99
                    """)
    void judgesTheAnswer(String hex, String status, Health.Status expected, String detail) throws Exception {
        start();
        server.enqueue(answer(hex, status));
        assertThat(probe(GrpcHealthCheck.builder()))
                .extracting(Health::status, Health::detail)
                .containsExactly(expected, detail);
    }

    @Test
    @DisplayName("hears the trailers of an answer that says its length is none, however late they come")
    void lateTrailers() throws Exception {
        start();
        server.enqueue(answer("", "5")
                .newBuilder()
                .bodyDelay(50, TimeUnit.MILLISECONDS)
                .build());
        assertThat(probe(GrpcHealthCheck.builder()))
                .isEqualTo(Health.down("answered NOT_FOUND: it does not know this service"));
    }

    @Test
    @DisplayName("asks by the protocol, for the service that it is told")
    void asks() throws Exception {
        start();
        server.enqueue(answer("00000000020801", "0"));
        probe(GrpcHealthCheck.builder().service("shop.Orders"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /grpc.health.v1.Health/Check HTTP/2");
        assertThat(request.getHeaders().get("content-type")).isEqualTo("application/grpc");
        assertThat(request.getHeaders().get("te")).isEqualTo("trailers");
        assertThat(request.getHeaders().get("grpc-timeout")).isEqualTo("20000m");
        assertThat(Objects.requireNonNull(request.getBody()).hex()).isEqualTo("000000000d0a0b73686f702e4f7264657273");
    }

    @Test
    @DisplayName("is down if the server answers by itself, and not by gRPC")
    void otherwise() throws Exception {
        start();
        server.enqueue(new MockResponse.Builder().code(404).build());
        assertThat(probe(GrpcHealthCheck.builder())).isEqualTo(Health.down("answered with the HTTP status 404"));
        server.enqueue(new MockResponse.Builder().body("<html>").build());
        assertThat(probe(GrpcHealthCheck.builder()))
                .isEqualTo(Health.down("its answer is not gRPC: it has no grpc-status"));
        server.enqueue(new MockResponse.Builder().body("x".repeat(5000)).build());
        assertThat(probe(GrpcHealthCheck.builder()))
                .isEqualTo(Health.down("its answer is longer than that to a question of health"));
        server.enqueue(new MockResponse.Builder().setHeader("grpc-status", "14").build());
        assertThat(probe(GrpcHealthCheck.builder())).isEqualTo(Health.down("answered UNAVAILABLE"));
    }

    @Test
    @DisplayName("speaks TLS if told so, with a certificate that is made out to the name")
    void tls() throws Exception {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build();
        HandshakeCertificates own = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        server.useHttps(own.sslSocketFactory());
        server.start(LOCAL, 0);
        TlsOptions.Builder tls = TlsOptions.builder().trustStore(TrustStore.of(own.trustManager()));
        server.enqueue(answer("00000000020801", "0"));
        Health health = probe(GrpcHealthCheck.builder().tls(tls.name(HOST).build()));
        assertThat(health.detail()).isEqualTo("answered SERVING");
        assertThat(health.certificateExpiry())
                .contains(certificate.certificate().getNotAfter().toInstant());
        assertThat(probe(GrpcHealthCheck.builder()
                                .tls(tls.name("www.example.test").build()))
                        .detail())
                .isEqualTo("its certificate is for api.example.test, not for www.example.test");
        server.enqueue(answer("00000000020801", "0"));
        assertThat(probe(GrpcHealthCheck.builder()
                                .tls(TlsOptions.builder()
                                        .verifyCertificate(false)
                                        .build()))
                        .detail())
                .isEqualTo("answered SERVING");
        server.setProtocols(List.of(Protocol.HTTP_1_1));
        server.enqueue(new MockResponse.Builder().build());
        assertThat(probe(GrpcHealthCheck.builder().tls(tls.name(HOST).build())).detail())
                .isEqualTo("does not offer HTTP/2, which gRPC needs");
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of("port", "50051"))).hasToString("grpc check: port 50051");
        assertThat(create(Map.of("port", "50051", "service", "shop.Orders", "tls.name", HOST)))
                .hasToString("grpc check: shop.Orders, port 50051");
        assertThatThrownBy(() -> create(Map.of("service", "x".repeat(128))))
                .hasMessage("check.service: must be a name of at most 127 bytes;"
                        + " check.port: is required: the TCP port to connect to, 1 to 65535");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("grpc", Settings.of("check", settings));
    }
}
