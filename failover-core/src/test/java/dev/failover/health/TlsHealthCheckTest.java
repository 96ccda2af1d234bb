package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.component.TrustStore;
import dev.failover.health.Health.Status;
import dev.failover.health.TlsHealthCheck.StartTls;
import dev.failover.http.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A tls check")
class TlsHealthCheckTest {
    private static final String HOST = "mail.example.test";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final HeldCertificate authority = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .validityInterval(day(-1000).toEpochMilli(), day(1000).toEpochMilli())
            .build();

    private final HeldCertificate good = issued(-1, 90);

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** The first handshake of a JVM loads what the others find loaded: it would not keep a short timeout. */
    @BeforeAll
    static void warmUp() throws Exception {
        TlsHealthCheckTest first = new TlsHealthCheckTest();
        assertThat(probe(first.check(first.serving(first.good))).status()).isEqualTo(Status.UP);
        first.closeServers();
    }

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Instant day(int days) {
        return now.plus(days, ChronoUnit.DAYS);
    }

    private String date(int days) {
        return day(days).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private HeldCertificate issued(int from, int until) {
        return new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName(HOST)
                .validityInterval(day(from).toEpochMilli(), day(until).toEpochMilli())
                .build();
    }

    private static SSLContext context(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
    }

    private RawServer raw(RawServer.Behaviour behaviour) throws IOException {
        RawServer server = RawServer.start(behaviour);
        open.add(server);
        return server;
    }

    private RawServer serving(HeldCertificate certificate) throws IOException {
        return raw(connection -> shake(connection, certificate, heard));
    }

    /** The server's side of a handshake, and what is said afterwards. */
    private static void shake(Socket connection, HeldCertificate certificate, BlockingQueue<String> heard)
            throws IOException {
        SSLSocket tls = (SSLSocket) context(certificate).getSocketFactory().createSocket(connection, null, true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        ((ExtendedSSLSession) tls.getSession())
                .getRequestedServerNames()
                .forEach(name -> heard.add("SNI " + new String(name.getEncoded(), StandardCharsets.US_ASCII)));
        new BufferedReader(new InputStreamReader(tls.getInputStream(), StandardCharsets.US_ASCII))
                .lines()
                .forEach(heard::add);
    }

    /** Says each line once a line was heard, but for the first, and then makes the handshake. */
    private RawServer talking(HeldCertificate certificate, String... lines) throws IOException {
        return raw(connection -> {
            for (int i = 0; i < lines.length; i++) {
                if (i > 0) {
                    StringBuilder line = new StringBuilder();
                    for (int c = connection.getInputStream().read();
                            c != '\n';
                            c = connection.getInputStream().read()) {
                        line.append((char) c);
                    }
                    heard.add(line.toString().strip());
                }
                RawServer.write(connection, lines[i]);
            }
            shake(connection, certificate, heard);
        });
    }

    private TlsHealthCheck.Builder check(RawServer server) {
        return TlsHealthCheck.builder()
                .port(server.port())
                .name(HOST)
                .trustStore(TrustStore.of(new HandshakeCertificates.Builder()
                        .addTrustedCertificate(authority.certificate())
                        .build()
                        .trustManager()));
    }

    private static Health probe(TlsHealthCheck.Builder check) throws InterruptedException {
        return check.build().check(LOCAL, TIMEOUT);
    }

    @Test
    void isUpWithAGoodCertificateAndSendsTheName() throws Exception {
        Health health = probe(check(serving(good)));
        assertThat(health)
                .isEqualTo(Health.up("TLSv1.3, certificate valid until " + date(90))
                        .withCertificateExpiry(day(90)));
        assertHeard("SNI " + HOST);
    }

    @ParameterizedTest
    @CsvSource({"89, UP", "90, UP", "91, DOWN"})
    void isDownIfTooFewDaysAreLeft(int days, Status status) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName(HOST)
                .validityInterval(
                        day(-1).toEpochMilli(),
                        day(90).plus(1, ChronoUnit.HOURS).toEpochMilli())
                .build();
        Health health = probe(check(serving(certificate)).minDaysLeft(days));
        assertThat(health.status()).as(health.detail()).isEqualTo(status);
        if (status == Status.DOWN) {
            assertThat(health.detail()).endsWith(", for 90 days more, and must be for 91");
        }
    }

    @Test
    void isDownWithABadCertificateAndSaysHowBad() throws Exception {
        assertThat(probe(check(serving(issued(-90, -2)))))
                .isEqualTo(Health.down("its certificate expired on " + date(-2)).withCertificateExpiry(day(-2)));
        assertThat(probe(check(serving(issued(2, 90)))).detail())
                .isEqualTo("its certificate is not valid before " + date(2));
        HeldCertificate selfSigned =
                new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build();
        assertThat(probe(check(serving(selfSigned))).detail()).startsWith("its certificate is not trusted: ");
        HeldCertificate another = new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName(HOST)
                .addSubjectAlternativeName("www.example.test")
                .build();
        assertThat(probe(check(serving(another))))
                .extracting(Health::status, Health::detail)
                .containsExactly(Status.DOWN, "its certificate is for www.example.test, not for " + HOST);
    }

    @Test
    @DisplayName("speaks SMTP first, if told so, and takes its leave")
    void smtp() throws Exception {
        RawServer server = talking(
                good,
                "220-mail.example.test ESMTP\r\n220 at your service\r\n",
                "250-mail.example.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
                "220 go ahead\r\n");
        assertThat(probe(check(server).startTls(StartTls.SMTP)).status()).isEqualTo(Status.UP);
        assertHeard("EHLO [127.0.0.1]", "STARTTLS", "SNI " + HOST, "QUIT");
    }

    @Test
    @DisplayName("speaks IMAP first, if told so, and takes its leave")
    void imap() throws Exception {
        RawServer server = talking(good, "* OK IMAP4rev1 ready\r\n", "* CAPABILITY IMAP4rev1\r\na OK begin\r\n");
        assertThat(probe(check(server).startTls(StartTls.IMAP)).status()).isEqualTo(Status.UP);
        assertHeard("a STARTTLS", "SNI " + HOST, "b LOGOUT");
    }

    private void assertHeard(String... lines) throws InterruptedException {
        for (String line : lines) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SMTP | 554 no service | SMTP: answered "554 no service" to the connection
                    SMTP | HTTP/1.1 400 Bad Request | its answer is not SMTP: HTTP/1.1 400 Bad Request
                    SMTP | 220 hello~500 what? | SMTP: answered "500 what?" to EHLO
                    SMTP | 220 hello~250 me~454 TLS not available | SMTP: answered "454 TLS not available" to STARTTLS
                    IMAP | * BYE too busy | IMAP: answered "* BYE too busy" to the connection
                    IMAP | * PREAUTH welcome | IMAP: answered "* PREAUTH welcome" to the connection
                    IMAP | 220 hello | its answer is not IMAP: 220 hello
                    IMAP | * OK ready~a BAD unknown command | IMAP: answered "a BAD unknown command" to STARTTLS
                    """)
    @DisplayName("is down if the server does not offer TLS, and says what it said")
    void refused(StartTls protocol, String lines, String detail) throws Exception {
        String[] said = lines.replaceAll("(~|$)", "\r\n$1").split("~", -1);
        assertThat(probe(check(talking(good, said)).startTls(protocol))).isEqualTo(Health.down(detail));
    }

    @Test
    @DisplayName("is down at the end of its time, whatever the server does")
    void late() throws Exception {
        RawServer silent = raw(RawServer::awaitHangUp);
        RawServer trickling = raw(connection -> {
            while (true) {
                RawServer.write(connection, "2");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        assertThat(late(check(silent))).isEqualTo(Health.down("no answer within 500ms: TLS handshake unfinished"));
        assertThat(late(check(silent).startTls(StartTls.IMAP)))
                .isEqualTo(Health.down(
                        "no answer within 500ms, before TLS; perhaps the port speaks TLS from the first byte"));
        assertThat(late(check(trickling).startTls(StartTls.SMTP)))
                .isEqualTo(Health.down("no complete answer within 500ms, before TLS"));
        try (BlackHole hole = new BlackHole()) {
            assertThat(late(TlsHealthCheck.builder().port(hole.port()).name(HOST)))
                    .isEqualTo(Health.down("no answer within 500ms: no connection"));
        }
    }

    private static Health late(TlsHealthCheck.Builder check) throws InterruptedException {
        long start = System.nanoTime();
        Health health = check.build().check(LOCAL, SHORT);
        // 50 ms are promised; the rest is for a machine that is busy.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT.minusMillis(5), SHORT.plusMillis(400));
        return health;
    }

    @Test
    @DisplayName("is down at once with what is no TLS, goes on without end, or hangs up")
    void hostile() throws Exception {
        assertThat(probe(check(raw(connection -> RawServer.write(connection, "What do you want?\r\n"))))
                        .detail())
                .startsWith("TLS: ");
        RawServer endless = raw(connection -> {
            while (true) {
                RawServer.write(connection, "2".repeat(8192));
            }
        });
        assertThat(probe(check(endless).startTls(StartTls.SMTP)))
                .isEqualTo(Health.down("its headers or framing go on without end (more than 131072 bytes)"));
        RawServer hangingUp = raw(Socket::close);
        assertThat(probe(check(hangingUp)).detail()).startsWith("TLS: ");
        assertThat(probe(check(hangingUp).startTls(StartTls.SMTP)))
                .isEqualTo(Health.down("closed the connection before TLS"));
        RawServer resetting = raw(connection -> {
            connection.setSoLinger(true, 0);
            connection.close();
        });
        assertThat(probe(check(resetting).startTls(StartTls.SMTP)).status()).isEqualTo(Status.DOWN);
        RawServer halfClosing = raw(connection -> {
            connection.shutdownOutput();
            RawServer.awaitHangUp(connection);
        });
        assertThat(probe(check(halfClosing)).detail()).startsWith("TLS: ");
        assertThat(TlsHealthCheck.builder().port(1).name(HOST).build().check(LOCAL, TIMEOUT))
                .isEqualTo(Health.down("connection refused"));
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of("port", "587", "name", "Bücher.example", "starttls", "smtp", "min-days-left", "14")))
                .hasToString("tls check: xn--bcher-kva.example, port 587");
        assertThatThrownBy(() -> create(Map.of()))
                .hasMessage(
                        "check.port: is required: the TCP port to connect to, 1 to 65535;"
                                + " check.name: is required: the host that the certificate must be made out to, like mail.example.com");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    port | 0 | check.port: must be from 1 to 65535, not 0
                    name | a b | check.name: must be the name of a host, like mail.example.com
                    starttls | pop3 | check.starttls: must be one of [smtp, imap], not "pop3"
                    min-days-left | -1 | check.min-days-left: must be from 0 to 3650, not -1
                    trust-store | /no/such/file | check.trust-store: no such file: /no/such/file
                    """)
    void saysWhatIsWrong(String key, String value, String message) {
        Map<String, String> settings = new TreeMap<>(Map.of("port", "443", "name", HOST));
        settings.put(key, value);
        assertThatThrownBy(() -> create(settings)).hasMessage(message);
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("tls", Settings.of("check", settings));
    }
}
