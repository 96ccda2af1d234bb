package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.http.RawServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PublicIpAddressSourceTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);

    private final List<MockWebServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(MockWebServer::close);
    }

    private URI serve(MockResponse response) throws IOException {
        MockWebServer server = new MockWebServer();
        servers.add(server);
        server.enqueue(response);
        server.start();
        return server.url("/key-of-ours?format=text").uri();
    }

    private URI serve(String body) throws IOException {
        return serve(new MockResponse.Builder().body(body).build());
    }

    private static PublicIpAddressSource source(URI... lookUps) {
        return PublicIpAddressSource.builder().lookup(lookUps).build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.7",
                "198.51.100.7\n",
                " \r\n198.51.100.7\t",
                "{\"ip\":\"198.51.100.7\"}",
                " {\"country\": \"FR\", \"ip\": \"198.51.100.7\"}\n"
            })
    void readsAnAddressAsTextOrJson(String body) throws Exception {
        assertThat(source(serve(body)).find(AMPLE)).isEqualTo(InetAddresses.forString("198.51.100.7"));
    }

    @Test
    void readsAnIpv6AddressWhereOneIsWanted() throws Exception {
        PublicIpAddressSource source = PublicIpAddressSource.builder()
                .lookups(List.of(serve("2001:db8::7")))
                .type(RecordType.AAAA)
                .build();

        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("2001:db8::7"));
        assertThat(source.type()).isEqualTo(RecordType.AAAA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>198.51.100.7</body></html>",
                "198.51.100.7, 198.51.100.7",
                "198.51.100.7\n198.51.100.8",
                "your address is 198.51.100.7",
                "example.org",
                "198.51.100.777",
                "fe80::1%lo",
                "{\"ip\":\"198.51.100.7\"",
                "{\"ip\":null}",
                "{\"ip\":[\"198.51.100.7\"]}",
                "{\"ip\":{}}",
                "{\"address\":\"198.51.100.7\"}",
                "[\"198.51.100.7\"]",
                "{}",
                "\"198.51.100.7\"",
            })
    void anythingElseIsNoAddress(String body) throws Exception {
        PublicIpAddressSource source = source(serve(body));

        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("answered something else than one address");
    }

    @Test
    void saysWhereAnybodyOnTheWayCanAnswer() {
        assertThat(source(
                                URI.create("https://one.example/"),
                                URI.create("http://two.example:8080/key"),
                                URI.create("HTTP://192.0.2.1/"),
                                URI.create("http://127.0.0.1:81/"),
                                URI.create("http://localhost/"),
                                URI.create("http://[::1]/"))
                        .askedInTheOpen())
                .containsExactly("two.example:8080", "192.0.2.1");
    }

    @Test
    void whatALookUpSaysArrivesClean() throws Exception {
        try (RawServer hostile = RawServer.answering("BOGUS \u001b[2J\u202E\u0085" + "x".repeat(50_000) + "\n\r\n")) {
            PublicIpAddressSource source = source(URI.create("http://127.0.0.1:" + hostile.port() + "/"));

            assertThatThrownBy(() -> source.find(AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .message()
                    .contains("Unexpected status line: BOGUS xxx")
                    .hasSizeLessThan(500)
                    .doesNotContainPattern("\\p{C}");
        }
    }

    @Test
    void anAddressOfTheOtherFamilyIsRefusedByName() throws Exception {
        PublicIpAddressSource source = source(serve("2001:db8::7"));

        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("answered 2001:db8::7, which is not an IPv4 address");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 403, 404, 429, 500, 503})
    void anyOtherStatusIsAFailure(int status) throws Exception {
        MockResponse.Builder response = new MockResponse.Builder().code(status).addHeader("Location", "/elsewhere");
        if (status != 204) {
            response.body("198.51.100.7");
        }
        PublicIpAddressSource source = source(serve(response.build()));

        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("answered HTTP " + status);
        assertThat(servers.get(0).getRequestCount()).isEqualTo(1);
    }

    @Test
    void anEmptyBodyIsAFailure() throws Exception {
        PublicIpAddressSource source = source(serve(" "));

        assertThatThrownBy(() -> source.find(AMPLE)).hasMessageContaining("answered nothing");
    }

    @Test
    void aBodyBeyondOneKibibyteIsAFailure() throws Exception {
        assertThat(source(serve("198.51.100.7" + " ".repeat(1012))).find(AMPLE)).isNotNull();

        PublicIpAddressSource source = source(serve("198.51.100.7" + " ".repeat(1013)));
        assertThatThrownBy(() -> source.find(AMPLE)).hasMessageContaining("longer than 1024 bytes");
    }

    @Test
    void aHangAndASlowDripEndWithTheDeadline() throws Exception {
        URI hang = serve(new MockResponse.Builder()
                .body("198.51.100.7")
                .headersDelay(1, TimeUnit.MINUTES)
                .build());
        URI drip = serve(new MockResponse.Builder()
                .body("198.51.100.7")
                .throttleBody(1, 200, TimeUnit.MILLISECONDS)
                .build());
        for (URI lookUp : List.of(hang, drip)) {
            PublicIpAddressSource source = source(lookUp);
            long start = System.nanoTime();
            assertThatThrownBy(() -> source.find(Duration.ofMillis(500)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no complete answer");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aResetIsAFailure() throws Exception {
        PublicIpAddressSource source = source(serve(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build()));

        assertThatThrownBy(() -> source.find(AMPLE)).isInstanceOf(UnavailableException.class);
    }

    /** Each letter is what one look-up says: an address, or x for a failure. */
    @ParameterizedTest
    @CsvSource({
        "a, a",
        "x, ''",
        "aa, a",
        "ab, ''",
        "ax, ''",
        "xx, ''",
        "aaa, a",
        "aab, a",
        "aba, a",
        "baa, a",
        "aax, a",
        "axa, a",
        "abc, ''",
        "abx, ''",
        "axx, ''",
        "xxx, ''",
        "aaab, a",
        "aabb, ''",
        "aabc, ''",
        "aaxx, ''",
        "aaax, a",
        "aaabb, a",
        "aaaxx, a",
        "aabbc, ''",
    })
    void moreThanHalfOfAllLookUpsHaveToAgree(String says, String agreed) throws Exception {
        List<URI> lookUps = new ArrayList<>();
        for (int i = 0; i < says.length(); i++) {
            char one = says.charAt(i);
            lookUps.add(one == 'x' ? serve("no idea") : serve("198.51.100." + (int) one));
        }
        PublicIpAddressSource source =
                PublicIpAddressSource.builder().lookups(lookUps).build();

        if (agreed.isEmpty()) {
            assertThatThrownBy(() -> source.find(AMPLE)).isInstanceOf(UnavailableException.class);
        } else {
            assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("198.51.100." + (int) agreed.charAt(0)));
        }
    }

    @Test
    void disagreementIsToldByHostAndWithoutTheRestOfTheUrl() throws Exception {
        URI one = serve("198.51.100.7");
        URI two = serve("198.51.100.8");
        URI three = serve(new MockResponse.Builder().code(503).body("busy").build());
        PublicIpAddressSource source = source(one, two, three);

        assertThatThrownBy(() -> source.find(AMPLE))
                .hasMessage("the public IPv4 address is not known, as 2 of 3 look-ups must agree; "
                        + one.getAuthority() + " answered 198.51.100.7; "
                        + two.getAuthority() + " answered 198.51.100.8; "
                        + three.getAuthority() + " answered HTTP 503");
        assertThat(source.toString()).contains(one.getAuthority()).doesNotContain("key-of-ours");
    }

    @Test
    void aSilentLookUpDoesNotKeepTheOthersWaitingBeyondTheDeadline() throws Exception {
        URI hang = serve(new MockResponse.Builder()
                .headersDelay(1, TimeUnit.MINUTES)
                .body("x")
                .build());
        PublicIpAddressSource source = source(serve("198.51.100.7"), hang, serve("198.51.100.7"));

        assertThat(source.find(Duration.ofMillis(500))).isEqualTo(InetAddresses.forString("198.51.100.7"));
    }

    @Test
    void asksAnewAtEveryCall() throws Exception {
        URI lookUp = serve("198.51.100.7");
        servers.get(0).enqueue(new MockResponse.Builder().body("198.51.100.8").build());
        PublicIpAddressSource source = source(lookUp);

        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("198.51.100.7"));
        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("198.51.100.8"));
    }

    @Test
    void trustsWhatItIsToldTo() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("localhost")
                .build();
        MockWebServer server = new MockWebServer();
        servers.add(server);
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder().body("198.51.100.7").build());
        server.start();
        URI lookUp = server.url("/").uri();
        HandshakeCertificates client = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();

        assertThatThrownBy(() -> source(lookUp).find(AMPLE)).hasMessageContaining("TLS failed");
        assertThat(PublicIpAddressSource.builder()
                        .lookup(lookUp)
                        .trustStore(TrustStore.of(client.trustManager()))
                        .build()
                        .find(AMPLE))
                .isNotNull();
    }

    @Test
    void anInterruptedCallEndsWithinASecond() throws Exception {
        URI hang = serve(new MockResponse.Builder()
                .headersDelay(1, TimeUnit.MINUTES)
                .body("x")
                .build());
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread finding = new Thread(() -> {
            try {
                source(hang).find(AMPLE);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        finding.start();
        servers.get(0).takeRequest();

        finding.interrupt();

        assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void refusesWhatCannotBeALookUp() {
        PublicIpAddressSource.Builder builder = PublicIpAddressSource.builder();
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("public-ip: ");
        for (String bad : List.of("ftp://example.org", "api.example.org", "http:///path", "https:opaque")) {
            assertThatThrownBy(() -> builder.lookup(URI.create(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("http or https URL");
        }
        assertThatThrownBy(() -> builder.lookup(URI.create("https://a.example"), URI.create("https://a.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> builder.type(RecordType.CNAME)).isInstanceOf(IllegalArgumentException.class);
    }
}
