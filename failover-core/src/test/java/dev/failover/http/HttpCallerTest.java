package dev.failover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpCallerTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String KEY = "k3y-of-ours";

    private final MockWebServer server = new MockWebServer();
    private final HttpCaller caller = HttpCaller.create(null, 1000);

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void close() {
        caller.close();
        server.close();
    }

    private HttpCall get() {
        return HttpCall.of("GET", server.url("/with/key/" + KEY + "?key=" + KEY).uri());
    }

    private void enqueue(MockResponse.Builder response) {
        server.enqueue(response.build());
    }

    private static MockResponse.Builder response() {
        return new MockResponse.Builder();
    }

    private void endsInTime(MockResponse.Builder response) {
        enqueue(response);
        long start = System.nanoTime();

        assertThatThrownBy(() -> caller.call(get(), SHORT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no complete answer within 400ms");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT.dividedBy(2), SHORT.multipliedBy(3));
    }

    @Test
    void givesStatusHeadersAndBody() throws Exception {
        enqueue(response().code(404).addHeader("X-One", "1").body("nò"));

        HttpReply reply = caller.call(get(), AMPLE);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.isSuccess()).isFalse();
        assertThat(reply.header("x-one")).contains("1");
        assertThat(reply.header("X-Two")).isEmpty();
        assertThat(reply.text()).isEqualTo("nò");
        assertThat(reply).hasToString("HTTP 404, 3 bytes");
    }

    @Test
    void sendsMethodHeadersAndBodyAsGiven() throws Exception {
        enqueue(response());

        caller.call(
                HttpCall.of("PUT", server.url("/a%20b?c=d%2Fe").uri())
                        .header("X-Key", KEY)
                        .body("application/json", "{\"é\":1}"),
                AMPLE);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("PUT /a%20b?c=d%2Fe HTTP/1.1");
        assertThat(request.getHeaders().get("X-Key")).isEqualTo(KEY);
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("failover");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getBody().utf8()).isEqualTo("{\"é\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    void sendsEveryMethodWithoutABody(String method) throws Exception {
        enqueue(response());

        assertThat(caller.call(HttpCall.of(method, server.url("/").uri()), AMPLE)
                        .isSuccess())
                .isTrue();
        assertThat(server.takeRequest().getMethod()).isEqualTo(method);
    }

    @Test
    void headersThatNeverComeEndWithTheDeadline() {
        endsInTime(response().headersDelay(1, TimeUnit.MINUTES));
    }

    @Test
    void aBodyThatNeverComesEndsWithTheDeadline() {
        endsInTime(response().body("late").bodyDelay(1, TimeUnit.MINUTES));
    }

    @Test
    void aBodyThatDripsEndsWithTheDeadline() {
        endsInTime(response().body("x".repeat(100)).throttleBody(1, 100, TimeUnit.MILLISECONDS));
    }

    @Test
    void aNameThatTakesForeverToResolveEndsWithTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        try (HttpCaller stuck = HttpCaller.create(null, 1000, host -> {
            // As getaddrinfo does, it does not heed interruptions.
            while (never.getCount() > 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    assertThat(never.getCount()).isPositive();
                }
            }
            return List.of();
        })) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> stuck.call(HttpCall.of("GET", URI.create("http://slow.example/")), SHORT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("slow.example: no complete answer within 400ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(3));
        } finally {
            never.countDown();
        }
    }

    @Test
    void manyCallsAtOnceDoNotQueue() throws Exception {
        int calls = 20;
        CountDownLatch all = new CountDownLatch(calls);
        server.setDispatcher(new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                all.countDown();
                all.await();
                return response().build();
            }
        });
        List<CompletableFuture<HttpReply>> replies = IntStream.range(0, calls)
                .mapToObj(i -> {
                    CompletableFuture<HttpReply> reply = new CompletableFuture<>();
                    new Thread(() -> {
                                try {
                                    reply.complete(caller.call(get(), AMPLE));
                                } catch (Throwable e) {
                                    reply.completeExceptionally(e);
                                }
                            })
                            .start();
                    return reply;
                })
                .toList();

        for (CompletableFuture<HttpReply> reply : replies) {
            assertThat(reply.get(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
    }

    @Test
    void aBodyOfTheLimitIsTakenAndALongerOneIsNot() throws Exception {
        enqueue(response().body("x".repeat(1000)));
        assertThat(caller.call(get(), AMPLE).text()).hasSize(1000);

        enqueue(response().body("x".repeat(1001)));
        assertThatThrownBy(() -> caller.call(get(), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("longer than 1000 bytes");

        enqueue(response().chunkedBody("x".repeat(100_000), 100));
        assertThatThrownBy(() -> caller.call(get(), AMPLE)).hasMessageContaining("longer than 1000 bytes");
    }

    @Test
    void aBodyCutShortIsAFailureNotAShortBody() {
        enqueue(response()
                .body("x".repeat(10))
                .setHeader("Content-Length", 100)
                .onResponseEnd(new SocketEffect.CloseSocket()));
        enqueue(response().body("x".repeat(100)).onResponseBody(new SocketEffect.CloseSocket()));

        assertThatThrownBy(() -> caller.call(get(), AMPLE)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> caller.call(get(), AMPLE)).isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void noRedirectIsFollowed(int status) throws Exception {
        enqueue(response().code(status).addHeader("Location", "/elsewhere"));
        enqueue(response().body("elsewhere"));

        assertThat(caller.call(get(), AMPLE).status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    void nothingIsRetried(int status) throws Exception {
        enqueue(response().code(status).addHeader("Retry-After", "0"));
        enqueue(response().body("second"));

        HttpReply reply = caller.call(get(), AMPLE);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.retryAfter(Instant.EPOCH)).contains(Duration.ZERO);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anInterruptedCallEndsWithinASecond() throws Exception {
        enqueue(response().headersDelay(1, TimeUnit.MINUTES));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread calling = new Thread(() -> {
            try {
                caller.call(get(), AMPLE);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        calling.start();
        server.takeRequest();

        calling.interrupt();

        assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void noFailureRepeatsTheUrlsKey() throws Exception {
        enqueue(response().onResponseStart(new SocketEffect.CloseSocket()));
        assertThatThrownBy(() -> caller.call(get(), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .satisfies(HttpCallerTest::holdsNoKey);

        enqueue(response().headersDelay(1, TimeUnit.MINUTES));
        assertThatThrownBy(() -> caller.call(get(), SHORT)).satisfies(HttpCallerTest::holdsNoKey);

        assertThat(get().toString()).doesNotContain(KEY);
    }

    private static void holdsNoKey(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            assertThat(String.valueOf(each)).doesNotContain(KEY);
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsRefusedWithoutItsValue() {
        for (String bad : List.of(KEY + "\n", KEY + "é", "\r" + KEY, KEY + "\u0000")) {
            assertThatThrownBy(() -> get().header("X-Key", bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("X-Key")
                    .satisfies(HttpCallerTest::holdsNoKey);
        }
    }

    @Test
    void aRefusedConnectionNamesTheServer() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> caller.call(HttpCall.of("GET", URI.create("http://127.0.0.1:" + port + "/")), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("127.0.0.1:" + port + ": ");
    }

    @Test
    void aNameThatDoesNotExistIsSaidSo() {
        assertThatThrownBy(() -> caller.call(HttpCall.of("GET", URI.create("http://nowhere.invalid/")), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("nowhere.invalid: its name can't be resolved");
    }

    static Stream<Arguments> endlessAnswers() {
        return EndlessAnswers.all().entrySet().stream().map(answer -> Arguments.of(answer.getKey(), answer.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endlessAnswers")
    void anAnswerWhoseFramingDoesNotEndFailsLongBeforeTheDeadline(String name, EndlessAnswers.Endless answer)
            throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawServer hostile = RawServer.start(connection -> {
            RawServer.readRequest(connection);
            answer.send(connection, sent);
        })) {
            HttpCall call = HttpCall.of("GET", URI.create("http://127.0.0.1:" + hostile.port() + "/"));

            assertThatThrownBy(() -> caller.call(call, Duration.ofSeconds(20)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("go on without end");
        }
        assertThat(sent).hasValueLessThan(32 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "x", "5, 6", "99999999999999999999"})
    void aLengthThatIsNoneFails(String length) throws Exception {
        try (RawServer hostile =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello")) {
            HttpCall call = HttpCall.of("GET", URI.create("http://127.0.0.1:" + hostile.port() + "/"));

            assertThatThrownBy(() -> caller.call(call, AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Content-Length is " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304, 407})
    void anAnswerThatEndsWithItsHeadersIsWhole(int status) throws Exception {
        try (RawServer odd =
                RawServer.answering("HTTP/1.1 " + status + " Odd\r\nX-One: 1\r\nContent-Length: 5\r\n\r\n")) {
            HttpCall call = HttpCall.of("GET", URI.create("http://127.0.0.1:" + odd.port() + "/"));

            HttpReply reply = caller.call(call, AMPLE);

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("X-One")).contains("1");
            assertThat(reply.text()).isEmpty();
        }
    }

    @Test
    void headersOfAnyKindAreTakenAsTheyCome() throws Exception {
        try (RawServer odd = RawServer.answering(
                "HTTP/1.1 503 Odd\r\nRetry-After: \u00e9\u0001\u001b\r\nContent-Length: 0\r\n\r\n")) {
            HttpCall call = HttpCall.of("GET", URI.create("http://127.0.0.1:" + odd.port() + "/"));

            assertThat(caller.call(call, AMPLE).retryAfter(Instant.EPOCH)).isEmpty();
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            enqueue(response().body("x".repeat(1000)));
            caller.call(get(), AMPLE);
        }

        server.takeRequest();
        assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
        assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(2);
    }

    @Test
    void aCallAfterClosingSaysSo() {
        caller.close();

        assertThatThrownBy(() -> caller.call(get(), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageEndingWith(": this caller is closed");
    }

    @Test
    void whatAPeerSaysArrivesClean() throws Exception {
        try (RawServer hostile =
                RawServer.answering("HTTP/1.1 \u001b]0;owned\u0007\u202E\u009b31m" + "x".repeat(100_000) + "\n\r\n")) {
            HttpCall call = HttpCall.of("GET", URI.create("http://127.0.0.1:" + hostile.port() + "/"));

            assertThatThrownBy(() -> caller.call(call, AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasNoCause()
                    .message()
                    .startsWith("127.0.0.1:" + hostile.port() + ": Unexpected status line: HTTP/1.1 xxx")
                    .endsWith("x…")
                    .hasSizeLessThan(250);
        }
    }

    @Test
    void httpsIsSpokenOnlyWithATrustedServerOfThatName() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        TrustStore trusting = TrustStore.of(new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build()
                .trustManager());
        try (MockWebServer https = new MockWebServer();
                HttpCaller trusted = HttpCaller.create(trusting)) {
            https.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            https.start();
            https.enqueue(response().body("secure").build());
            URI byAddress = URI.create("https://127.0.0.1:" + https.getPort() + "/");
            URI byName = URI.create("https://localhost:" + https.getPort() + "/");

            assertThatThrownBy(() -> caller.call(HttpCall.of("GET", byAddress), AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("TLS failed");
            assertThatThrownBy(() -> trusted.call(HttpCall.of("GET", byName), AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageEndingWith("TLS failed: its certificate is not made out to localhost");
            assertThat(trusted.call(HttpCall.of("GET", byAddress), AMPLE).text())
                    .isEqualTo("secure");
        }
    }

    @Test
    void aTimeoutIsMoreThanZero() {
        assertThatThrownBy(() -> caller.call(get(), Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> caller.call(get(), Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingTwiceIsFineAndEndsCallsUnderWay() throws Exception {
        enqueue(response().headersDelay(1, TimeUnit.MINUTES));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        caller.call(get(), AMPLE);
                    } catch (Throwable e) {
                        thrown.complete(e);
                    }
                })
                .start();
        server.takeRequest();

        caller.close();
        caller.close();

        assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "120 | PT2M",
                " 7  | PT7S",
                "Sat, 21 Nov 2026 12:00:30 GMT | PT30S",
                "Sat, 21 Nov 2026 11:00:00 GMT | PT0S",
                "-1 | ",
                "1.5 | ",
                "soon | ",
                "99999999999999999999 | ",
                "Sat, 32 Nov 2026 12:00:30 GMT | ",
                "'' | ",
            })
    void retryAfterIsReadInBothForms(String header, Duration expected) {
        HttpReply reply = new HttpReply(429, Map.of("retry-after", List.of(header)), new byte[0]);

        assertThat(reply.retryAfter(Instant.parse("2026-11-21T12:00:00Z")).orElse(null))
                .isEqualTo(expected);
    }

    @Test
    void retryAfterMayBeAbsent() {
        assertThat(new HttpReply(503, Map.of(), new byte[0]).retryAfter(Instant.EPOCH))
                .isEmpty();
    }
}
