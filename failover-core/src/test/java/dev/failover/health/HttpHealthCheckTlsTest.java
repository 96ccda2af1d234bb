package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.component.TrustStore;
import dev.failover.http.RawServer;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An http check over https")
class HttpHealthCheckTlsTest {
    private static final String HOST = "www.example.test";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final HeldCertificate authority = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .validityInterval(days(-1000), days(1000))
            .build();

    private final InetAddress site = InetAddresses.forString("127.0.0.6");
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final List<String> serverNames = new CopyOnWriteArrayList<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private long days(int days) {
        return now.plus(days, ChronoUnit.DAYS).toEpochMilli();
    }

    private Instant day(int days) {
        return Instant.ofEpochMilli(days(days));
    }

    private String date(int days) {
        return day(days).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private HeldCertificate.Builder issued() {
        return new HeldCertificate.Builder().signedBy(authority).addSubjectAlternativeName(HOST);
    }

    private HeldCertificate issued(int fromDay, int toDay) {
        return issued().validityInterval(days(fromDay), days(toDay)).build();
    }

    private HttpsServer serving(HeldCertificate certificate) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(site, 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext()));
        server.createContext("/", exchange -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            session.getRequestedServerNames().forEach(name -> serverNames.add(((SNIHostName) name).getAsciiName()));
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    private static HttpHealthCheck.Builder check(HttpsServer server) {
        return HttpHealthCheck.builder().url(url(HOST, server));
    }

    private static URI url(String host, HttpsServer server) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    }

    private static TrustStore trusting(HeldCertificate certificate) {
        return TrustStore.of(new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build()
                .trustManager());
    }

    private Health probe(HttpHealthCheck.Builder check) throws InterruptedException {
        return check.build().check(site, TIMEOUT);
    }

    @Test
    void sendsTheUrlsHostAsServerNameToTheAddressGiven() throws Exception {
        HttpsServer server = serving(issued(-1, 90));
        assertThat(probe(check(server).trustStore(trusting(authority))))
                .isEqualTo(Health.up("answered 200").withCertificateExpiry(day(90)));
        assertThat(serverNames).containsExactly(HOST);
        assertThat(hosts).containsExactly(HOST + ":" + server.getAddress().getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example.test, xn--bcher-kva.example.test",
        "BÜCHER.example.test, xn--bcher-kva.example.test",
        "例え.example.test, xn--r8jz45g.example.test",
    })
    void aHostThatIsNoHostToJavaIsOneAllTheSame(String host, String sent) throws Exception {
        HttpsServer server = serving(new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("*.example.test")
                .validityInterval(days(-1), days(90))
                .build());
        assertThat(probe(HttpHealthCheck.builder().url(url(host, server)).trustStore(trusting(authority))))
                .isEqualTo(Health.up("answered 200").withCertificateExpiry(day(90)));
        assertThat(serverNames).containsExactly(sent);
        assertThat(hosts).containsExactly(sent + ":" + server.getAddress().getPort());
    }

    /** A server of the JDK's would refuse the name; those that serve such hosts don't. */
    @Test
    void aHostWithAnUnderscoreIsNamedToTheServer() throws Exception {
        CompletableFuture<String> hello = new CompletableFuture<>();
        try (RawServer server = RawServer.start(connection -> {
            hello.complete(new String(connection.getInputStream().readNBytes(200), StandardCharsets.ISO_8859_1));
            connection.close();
        })) {
            HttpHealthCheck check = HttpHealthCheck.builder()
                    .url(URI.create("https://my_site.example.test:" + server.port() + "/"))
                    .build();
            assertThat(check.check(InetAddresses.forString("127.0.0.1"), TIMEOUT)
                            .status())
                    .isEqualTo(Health.Status.DOWN);
        }
        assertThat(hello.get(1, TimeUnit.SECONDS)).contains("\0\u0014my_site.example.test");
    }

    @Test
    void anAddressInTheUrlIsVerifiedAndSendsNoServerName() throws Exception {
        HeldCertificate certificate = issued().addSubjectAlternativeName("192.0.2.1")
                .validityInterval(days(-1), days(90))
                .build();
        HttpsServer server = serving(certificate);
        assertThat(probe(HttpHealthCheck.builder().url(url("192.0.2.1", server)).trustStore(trusting(authority))))
                .isEqualTo(Health.up("answered 200").withCertificateExpiry(day(90)));
        assertThat(serverNames).isEmpty();
        assertThat(probe(HttpHealthCheck.builder().url(url("192.0.2.2", server)).trustStore(trusting(authority)))
                        .detail())
                .isEqualTo("its certificate is for www.example.test, 192.0.2.1, not for 192.0.2.2");
    }

    @Test
    void seesTheCertificateInEveryProbeEvenWhereASessionCouldBeResumed() throws Exception {
        HttpHealthCheck check =
                check(serving(issued(-1, 90))).trustStore(trusting(authority)).build();
        for (int i = 0; i < 3; i++) {
            assertThat(check.check(site, TIMEOUT).certificateExpiry()).contains(day(90));
        }
    }

    @Test
    void isDownIfTheCertificateExpiredAndStillSaysWhen() throws Exception {
        assertThat(probe(check(serving(issued(-30, -2))).trustStore(trusting(authority))))
                .isEqualTo(Health.down("its certificate expired on " + date(-2)).withCertificateExpiry(day(-2)));
    }

    @Test
    @DisplayName("is DOWN if the certificate expired even if it is itself a trusted one, which the JDK accepts")
    void comparesTheDatesItself() throws Exception {
        HeldCertificate anchor = new HeldCertificate.Builder()
                .addSubjectAlternativeName(HOST)
                .validityInterval(days(-30), days(-2))
                .build();
        assertThat(probe(check(serving(anchor)).trustStore(trusting(anchor))))
                .isEqualTo(Health.down("its certificate expired on " + date(-2)).withCertificateExpiry(day(-2)));
        assertThat(hosts).as("nothing is sent to a server that is not trusted").isEmpty();
    }

    @Test
    void comparesTheDatesWithItsClock() throws Exception {
        HttpsServer server = serving(issued(-1, 90));
        assertThat(probe(check(server).trustStore(trusting(authority)).time(at(day(91)))))
                .isEqualTo(Health.down("its certificate expired on " + date(90)).withCertificateExpiry(day(90)));
        assertThat(probe(check(server).trustStore(trusting(authority)).time(at(day(-2))))
                        .detail())
                .isEqualTo("its certificate is not valid before " + date(-1));
    }

    @Test
    void isDownIfTheCertificateIsNotValidYet() throws Exception {
        assertThat(probe(check(serving(issued(2, 90))).trustStore(trusting(authority))))
                .isEqualTo(Health.down("its certificate is not valid before " + date(2))
                        .withCertificateExpiry(day(90)));
    }

    @Test
    void isDownIfTheCertificateIsForAnotherHost() throws Exception {
        HeldCertificate other = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("other.example.test")
                .validityInterval(days(-1), days(90))
                .build();
        assertThat(probe(check(serving(other)).trustStore(trusting(authority))))
                .isEqualTo(Health.down("its certificate is for other.example.test, not for www.example.test")
                        .withCertificateExpiry(day(90)));
        assertThat(hosts).isEmpty();
    }

    @Test
    void isDownIfTheCertificateIsSignedByNobodyTrusted() throws Exception {
        HeldCertificate selfSigned = new HeldCertificate.Builder()
                .addSubjectAlternativeName(HOST)
                .validityInterval(days(-1), days(90))
                .build();
        Health byJdk = probe(check(serving(selfSigned)));
        assertThat(byJdk.status()).isEqualTo(Health.Status.DOWN);
        assertThat(byJdk.detail()).isEqualTo("its certificate is not trusted: it is self-signed");
        assertThat(byJdk.certificateExpiry()).contains(day(90));
        assertThat(probe(check(serving(selfSigned)).trustStore(trusting(authority)))
                        .detail())
                .startsWith("its certificate is not trusted: ");
        assertThat(probe(check(serving(selfSigned)).trustStore(trusting(selfSigned)))
                        .status())
                .isEqualTo(Health.Status.UP);
    }

    @Test
    void acceptsAnyCertificateIfToldToAndStillSaysWhenItExpires() throws Exception {
        HeldCertificate wrong = new HeldCertificate.Builder()
                .addSubjectAlternativeName("other.example.test")
                .validityInterval(days(-30), days(-2))
                .build();
        assertThat(probe(check(serving(wrong)).verifyCertificate(false)))
                .isEqualTo(Health.up("answered 200").withCertificateExpiry(day(-2)));
    }

    @Test
    void doesNotFollowARedirectFromHttpsToHttp() throws Exception {
        HttpsServer server = serving(issued(-1, 90));
        server.createContext("/back", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://" + HOST + "/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        assertThat(probe(HttpHealthCheck.builder()
                        .url(url(HOST, server).resolve("/back"))
                        .trustStore(trusting(authority))
                        .followRedirects(true)))
                .isEqualTo(Health.down("answered 302, redirecting to http://" + HOST
                                + "/, which is not followed: another host or less safe")
                        .withCertificateExpiry(day(90)));
    }

    @Test
    void followsARedirectFromHttpToHttpsAtTheSameAddress() throws Exception {
        HttpsServer server = serving(issued(-1, 90));
        HttpServer plain = HttpServer.create(new InetSocketAddress(site, 0), 50);
        open.add(() -> plain.stop(0));
        plain.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", url(HOST, server).toString());
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        plain.start();
        assertThat(probe(HttpHealthCheck.builder()
                        .url(URI.create(
                                "http://" + HOST + ":" + plain.getAddress().getPort() + "/"))
                        .trustStore(trusting(authority))
                        .followRedirects(true)))
                .isEqualTo(Health.up("answered 200").withCertificateExpiry(day(90)));
    }

    @Test
    void takesItsTrustStoreFromAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority.certificate());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        HttpsServer server = serving(issued(-1, 90));
        HealthCheck check = Components.load(HealthCheckFactory.class)
                .create(
                        "http",
                        Settings.of(Map.of(
                                "url",
                                url(HOST, server).toString(),
                                "trust-store",
                                file.toString(),
                                "trust-store-password",
                                "changeit")));
        assertThat(check.check(site, TIMEOUT).status()).isEqualTo(Health.Status.UP);
    }

    /** The machine's time on another day. */
    private static TimeSource at(Instant day) {
        return new TimeSource() {
            @Override
            public Instant instant() {
                return day;
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) {
                throw new AssertionError("a check does not wait");
            }
        };
    }
}
