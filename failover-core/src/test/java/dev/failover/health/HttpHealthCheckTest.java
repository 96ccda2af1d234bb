package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpServer;
import dev.failover.http.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An http check")
class HttpHealthCheckTest {
    /** Not a name anyone can resolve (RFC 6761), so a look-up would fail. */
    private static final String HOST = "www.example.test";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    /** The first probe of a JVM loads what the others find loaded: it would not keep a short timeout. */
    @BeforeAll
    static void warmUp() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(probe(HttpHealthCheck.builder().url(url(server.port())))).isEqualTo(Health.up("answered 204"));
        }
    }

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private HttpServer server(InetAddress address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 50);
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    private HttpServer answering(int status, String body) throws IOException {
        HttpServer server = server(LOCAL);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return server;
    }

    private RawServer raw(RawServer.Behaviour behaviour) throws IOException {
        RawServer server = RawServer.start(behaviour);
        open.add(server);
        return server;
    }

    private RawServer rawAnswering(String answer) throws IOException {
        RawServer server = RawServer.answering(answer);
        open.add(server);
        return server;
    }

    private static URI url(int port) {
        return URI.create("http://" + HOST + ":" + port + "/health?token=hush");
    }

    /** One that is carried out on the engine. */
    HttpHealthCheck.Builder check() {
        return HttpHealthCheck.builder();
    }

    private HttpHealthCheck.Builder check(int port) {
        return check().url(url(port));
    }

    private HttpHealthCheck.Builder check(HttpServer server) {
        return check(server.getAddress().getPort());
    }

    private static Health probe(HttpHealthCheck.Builder check) throws InterruptedException {
        return check.build().check(LOCAL, TIMEOUT);
    }

    /** Probes with a short timeout, and sees to it that it is kept. */
    private static Health probeBriefly(HttpHealthCheck.Builder check) throws InterruptedException {
        HttpHealthCheck built = check.build();
        long start = System.nanoTime();
        Health health = built.check(LOCAL, SHORT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plusSeconds(2));
        return health;
    }

    @Nested
    @DisplayName("is bound to its target:")
    class Target {
        @Test
        void itProbesTheAddressGivenWithTheUrlsOwnHostHeader() throws Exception {
            InetAddress site = InetAddresses.forString("127.0.0.7");
            HttpServer server = server(site);
            CompletableFuture<String> host = new CompletableFuture<>();
            server.createContext("/health", exchange -> {
                host.complete(exchange.getRequestHeaders().getFirst("Host"));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            HttpHealthCheck check = check(server).build();
            assertThat(check.check(site, TIMEOUT)).isEqualTo(Health.up("answered 200"));
            assertThat(host.get(1, TimeUnit.SECONDS))
                    .isEqualTo(HOST + ":" + server.getAddress().getPort());
            assertThat(check.check(LOCAL, TIMEOUT)).isEqualTo(Health.down("connection refused"));
        }

        @Test
        void anAddressInTheUrlIsAHostLikeAnyOther() throws Exception {
            InetAddress site = InetAddresses.forString("127.0.0.7");
            HttpServer server = server(site);
            CompletableFuture<String> host = new CompletableFuture<>();
            server.createContext("/", exchange -> {
                host.complete(exchange.getRequestHeaders().getFirst("Host"));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            String authority = "127.0.0.1:" + server.getAddress().getPort();
            HttpHealthCheck check =
                    check().url(URI.create("http://" + authority + "/")).build();
            assertThat(check.check(site, TIMEOUT)).isEqualTo(Health.up("answered 200"));
            assertThat(host.get(1, TimeUnit.SECONDS)).isEqualTo(authority);
            assertThat(check.check(LOCAL, TIMEOUT)).isEqualTo(Health.down("connection refused"));
        }

        @Test
        void ipv6Works() throws Exception {
            InetAddress site = Ipv6.loopback();
            HttpServer server = server(site);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            assertThat(check(server).build().check(site, TIMEOUT)).isEqualTo(Health.up("answered 204"));
            HttpHealthCheck literal = check().url(URI.create(
                            "http://[2001:db8::1]:" + server.getAddress().getPort() + "/"))
                    .build();
            assertThat(literal.check(site, TIMEOUT)).isEqualTo(Health.up("answered 204"));
        }

        @Test
        void eachProbeMakesAConnectionOfItsOwn() throws Exception {
            RawServer server = raw(connection -> {
                while (!RawServer.readRequest(connection).isEmpty()) {
                    RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            });
            HttpHealthCheck check = check(server.port()).build();
            for (int i = 0; i < 3; i++) {
                assertThat(check.check(LOCAL, TIMEOUT).status()).isEqualTo(Health.Status.UP);
            }
            assertThat(server.connections()).isEqualTo(3);
        }

        @Test
        @DisplayName("probes of many sites of one host don't wait for each other")
        void probesDoNotQueue() throws Exception {
            int many = 12;
            CountDownLatch together = new CountDownLatch(many);
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                together.countDown();
                together.await();
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
            HttpHealthCheck check = check(server.port()).build();
            List<CompletableFuture<Health>> probes = IntStream.range(0, many)
                    .mapToObj(i -> {
                        CompletableFuture<Health> health = new CompletableFuture<>();
                        new Thread(() -> {
                                    try {
                                        health.complete(check.check(LOCAL, TIMEOUT));
                                    } catch (InterruptedException e) {
                                        health.completeExceptionally(e);
                                    }
                                })
                                .start();
                        return health;
                    })
                    .toList();
            for (CompletableFuture<Health> probe : probes) {
                assertThat(probe.get(20, TimeUnit.SECONDS)).isEqualTo(Health.up("answered 200"));
            }
        }
    }

    @Nested
    @DisplayName("asks")
    class Asking {
        private String request(HttpHealthCheck.Builder check) throws Exception {
            CompletableFuture<String> request = new CompletableFuture<>();
            RawServer server = raw(connection -> {
                request.complete(RawServer.readRequest(connection));
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
            probe(check.url(URI.create("http://" + HOST + ":" + server.port() + "/a?b=c")));
            return request.get(5, TimeUnit.SECONDS);
        }

        @Test
        void forThePageUnderItsOwnName() throws Exception {
            assertThat(request(check()))
                    .startsWith("GET /a?b=c HTTP/1.1\n")
                    .contains("User-Agent: failover\n")
                    .contains("Connection: close\n");
        }

        @ParameterizedTest
        @CsvSource({"my_site.example.test, my_site.example.test", "bücher.example.test, xn--bcher-kva.example.test"})
        void aHostThatIsNoHostToJava(String host, String sent) throws Exception {
            CompletableFuture<String> request = new CompletableFuture<>();
            RawServer server = raw(connection -> {
                request.complete(RawServer.readRequest(connection));
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
            assertThat(probe(check().url(URI.create("http://" + host + ":" + server.port() + "/"))))
                    .isEqualTo(Health.up("answered 200"));
            assertThat(request.get(5, TimeUnit.SECONDS)).contains("Host: " + sent + ":" + server.port() + "\n");
        }

        @Test
        void asAnyoneItIsTold() throws Exception {
            assertThat(request(check().method("head")
                            .userAgent("Mozilla/5.0 (X11)")
                            .header("Accept-Language", "fr")
                            .header("Authorization", "Basic c2VjcmV0")))
                    .startsWith("HEAD /a?b=c HTTP/1.1\n")
                    .contains("User-Agent: Mozilla/5.0 (X11)\n")
                    .contains("Accept-Language: fr\n")
                    .contains("Authorization: Basic c2VjcmV0\n");
        }

        @Test
        void onceOnly() throws Exception {
            RawServer server = rawAnswering(
                    "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(probe(check(server.port()))).isEqualTo(Health.down("answered 503"));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Nested
    @DisplayName("judges")
    class Judging {
        @ParameterizedTest(name = "{0} expecting {1}: {2}")
        @CsvSource({
            "200, 200-399, UP",
            "204, 200-399, UP",
            "302, 200-399, UP",
            "404, 200-399, DOWN",
            "500, 200-399, DOWN",
            "404, '200,404', UP",
            "200, '204', DOWN"
        })
        void theStatus(int status, String expected, Health.Status verdict) throws Exception {
            HttpServer server = answering(status, "");
            assertThat(probe(check(server).expectStatus(expected)))
                    .isEqualTo(new Health(verdict, "answered " + status, Optional.empty()));
        }

        @Test
        void theTextOfTheBody() throws Exception {
            HttpServer server = answering(200, "<p>Tout va très bien</p>");
            assertThat(probe(check(server).bodyContains("va très bien"))).isEqualTo(Health.up("answered 200"));
            assertThat(probe(check(server).bodyContains("Maintenance")))
                    .isEqualTo(Health.down("answered 200 without the text expected in its first 65536 bytes"));
            assertThat(probe(check(server).bodyContains("va très bien").bodyLimit(8)))
                    .isEqualTo(Health.down("answered 200 without the text expected in its first 8 bytes"));
        }

        @Test
        void theTextInTheBodysOwnCharset() throws Exception {
            HttpServer server = server(LOCAL);
            server.createContext("/", exchange -> {
                byte[] bytes = "très".getBytes(StandardCharsets.ISO_8859_1);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=ISO-8859-1");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            assertThat(probe(check(server).bodyContains("très"))).isEqualTo(Health.up("answered 200"));
        }

        @ParameterizedTest
        @ValueSource(ints = {204, 205, 304, 407})
        void anAnswerThatEndsWithItsHeaders(int status) throws Exception {
            for (String framing : List.of("Content-Length: 5", "Transfer-Encoding: chunked", "X: y")) {
                RawServer server = raw(connection -> {
                    RawServer.readRequest(connection);
                    RawServer.write(connection, "HTTP/1.1 " + status + " Odd\r\n" + framing + "\r\n\r\n");
                    RawServer.awaitHangUp(connection);
                });
                assertThat(probe(check(server.port()).expectStatus("200-499")))
                        .isEqualTo(Health.up("answered " + status));
            }
        }

        @Test
        void aHeadWithoutWaitingForABody() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                RawServer.awaitHangUp(connection);
            });
            assertThat(probe(check(server.port()).method("HEAD"))).isEqualTo(Health.up("answered 200"));
        }
    }

    @Nested
    @DisplayName("sees through misbehaviour:")
    class Misbehaviour {
        @Test
        void aDeadPort() throws Exception {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, LOCAL)) {
                port = socket.getLocalPort();
            }
            assertThat(probe(check(port))).isEqualTo(Health.down("connection refused"));
        }

        @Test
        void aBlackHole() throws Exception {
            BlackHole hole = new BlackHole();
            open.add(hole);
            assertThat(probeBriefly(check(hole.port())))
                    .isEqualTo(Health.down("no answer within 500ms: no connection"));
            assertThat(probeBriefly(check(hole.port()).connectTimeout(Duration.ofMillis(100))))
                    .isEqualTo(Health.down("no answer within 100ms: no connection"));
        }

        @Test
        void silence() throws Exception {
            RawServer server = raw(RawServer::awaitHangUp);
            assertThat(probeBriefly(check(server.port()))).isEqualTo(Health.down("no answer within 500ms"));
            assertThat(probeBriefly(check(server.port()).readTimeout(Duration.ofMillis(100))))
                    .isEqualTo(Health.down("no answer within 100ms"));
        }

        @Test
        void aHangAfterTheHeaders() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
                RawServer.awaitHangUp(connection);
            });
            assertThat(probeBriefly(check(server.port()))).isEqualTo(Health.down("no complete answer within 500ms"));
            assertThat(probeBriefly(check(server.port()).bodyLimit(5)))
                    .as("what matters has come")
                    .isEqualTo(Health.up("answered 200"));
        }

        @Test
        void bytesThatDripFasterThanTheReadTimeout() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                while (true) {
                    RawServer.write(connection, "x");
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            });
            assertThat(probeBriefly(check(server.port()).readTimeout(Duration.ofMillis(200))))
                    .isEqualTo(Health.down("no complete answer within 500ms"));
        }

        @Test
        void headersThatDrip() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nX-Drip: ");
                while (true) {
                    RawServer.write(connection, "x");
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            });
            assertThat(probeBriefly(check(server.port()))).isEqualTo(Health.down("no answer within 500ms"));
        }

        @Test
        void anEndlessBody() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\n\r\nhere ");
                String block = "x".repeat(8192);
                while (true) {
                    RawServer.write(connection, block);
                }
            });
            long start = System.nanoTime();
            assertThat(probe(check(server.port()).bodyContains("here"))).isEqualTo(Health.up("answered 200"));
            assertThat(probe(check(server.port()).bodyContains("there")).status())
                    .isEqualTo(Health.Status.DOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("not read on to its end")
                    .isLessThan(Duration.ofSeconds(5));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SSH-2.0-OpenSSH_9.2\r\n",
                    "<html>no status line</html>\r\n\r\n",
                    "HTTP/1.1 abc OK\r\n\r\n",
                    "HTTP/9.9 200 OK\r\n\r\n"
                })
        void garbage(String answer) throws Exception {
            RawServer server = rawAnswering(answer);
            assertThat(probe(check(server.port())).detail()).startsWith("its answer is not HTTP: ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-5", "-1", "", "x", "5x", "+5", "5, 6", "99999999999999999999"})
        void aLengthThatIsNone(String length) throws Exception {
            RawServer server = rawAnswering("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello");
            assertThat(probe(check(server.port())))
                    .isEqualTo(Health.down("its answer is not HTTP: " + ("Content-Length is " + length).strip()));
        }

        @Test
        void twoLengths() throws Exception {
            RawServer server = rawAnswering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
            assertThat(probe(check(server.port())))
                    .isEqualTo(Health.down("its answer is not HTTP: Content-Length is 5, 6"));
        }

        @Test
        void garbageWithoutEnd() throws Exception {
            RawServer server = raw(connection -> {
                String block = "\u0001\u0002x".repeat(4096);
                while (true) {
                    RawServer.write(connection, block);
                }
            });
            Health health = probeBriefly(check(server.port()));
            assertThat(health.status()).isEqualTo(Health.Status.DOWN);
            assertThat(health.detail()).hasSizeLessThan(200).doesNotContain("\u0001");
        }

        @Test
        void aBodyThatIsNotWhatItsHeadersSay() throws Exception {
            RawServer server =
                    rawAnswering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzipped!");
            assertThat(probe(check(server.port())))
                    .isEqualTo(Health.down("its body is not the gzip that its headers announce"));
            RawServer chunked = rawAnswering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assertThat(probe(check(chunked.port())).status()).isEqualTo(Health.Status.DOWN);
        }

        @Test
        @DisplayName("a little gzip that unpacks to 10 GB")
        void aBomb() throws Exception {
            byte[] bomb = bomb();
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
                while (true) {
                    connection.getOutputStream().write(bomb);
                }
            });
            long start = System.nanoTime();
            assertThat(probe(check(server.port()))).isEqualTo(Health.up("answered 200"));
            assertThat(probe(check(server.port()).bodyContains("here")))
                    .isEqualTo(Health.down("answered 200 without the text expected in its first 65536 bytes"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }

        /** A block of which each byte stands for a thousand, and which may be followed by itself (RFC 1952). */
        private byte[] bomb() throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed, 8192, true)) {
                gzip.write(new byte[1 << 20]);
                gzip.flush();
                return packed.toByteArray();
            }
        }

        @Test
        @DisplayName("half a close, before an answer or in it")
        void aHalfClose() throws Exception {
            RawServer silent = raw(connection -> {
                RawServer.readRequest(connection);
                connection.shutdownOutput();
                RawServer.awaitHangUp(connection);
            });
            assertThat(probe(check(silent.port()))).isEqualTo(Health.down("closed the connection without an answer"));
            RawServer begun = raw(connection -> {
                RawServer.readRequest(connection);
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
                connection.shutdownOutput();
                RawServer.awaitHangUp(connection);
            });
            assertThat(probe(check(begun.port())))
                    .isEqualTo(Health.down("closed the connection in the middle of its answer"));
        }

        @Test
        void aCloseWithoutAnAnswer() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                connection.close();
            });
            assertThat(probe(check(server.port()))).isEqualTo(Health.down("closed the connection without an answer"));
        }

        @Test
        void aCloseInTheMiddleOfTheAnswer() throws Exception {
            RawServer server = rawAnswering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
            assertThat(probe(check(server.port())))
                    .isEqualTo(Health.down("closed the connection in the middle of its answer"));
        }

        @Test
        void aReset() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                reset(connection);
            });
            assertThat(probe(check(server.port()))).isEqualTo(Health.down("connection reset"));
        }

        @Test
        void tlsSpokenWithAServerThatSpeaksHttp() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.write(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                RawServer.awaitHangUp(connection);
            });
            Health health = HttpHealthCheck.builder()
                    .url(URI.create("https://" + HOST + ":" + server.port() + "/"))
                    .build()
                    .check(LOCAL, TIMEOUT);
            assertThat(health.status()).isEqualTo(Health.Status.DOWN);
            assertThat(health.detail()).startsWith("TLS: answered without it");
        }

        @Test
        void aTlsHandshakeThatHangs() throws Exception {
            RawServer server = raw(RawServer::awaitHangUp);
            HttpHealthCheck check = HttpHealthCheck.builder()
                    .url(URI.create("https://" + HOST + ":" + server.port() + "/"))
                    .build();
            assertThat(check.check(LOCAL, SHORT))
                    .isEqualTo(Health.down("no answer within 500ms: TLS handshake unfinished"));
        }

        private void reset(Socket connection) throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }
    }

    @Nested
    @DisplayName("meets a redirect:")
    class Redirects {
        private HttpServer redirecting(String location, int status) throws IOException {
            HttpServer server = server(LOCAL);
            server.createContext("/health", exchange -> {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                location.replace(
                                        "PORT",
                                        String.valueOf(server.getAddress().getPort())));
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.createContext("/there", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            return server;
        }

        @Test
        void itIsNotFollowedByDefault() throws Exception {
            HttpServer server = redirecting("/there?session=hush", 301);
            String there = "http://" + HOST + ":" + server.getAddress().getPort() + "/there";
            assertThat(probe(check(server).followRedirects(false)))
                    .isEqualTo(Health.up("answered 301, redirecting to " + there));
            assertThat(probe(check(server).followRedirects(false).expectStatus("200")))
                    .isEqualTo(Health.down("answered 301, redirecting to " + there));
        }

        @ParameterizedTest
        @ValueSource(ints = {301, 302, 303, 307, 308})
        void itIsFollowedWithinTheHostIfAsked(int status) throws Exception {
            HttpServer server = redirecting("http://" + HOST + ":PORT/there", status);
            assertThat(probe(check(server).followRedirects(true))).isEqualTo(Health.up("answered 204"));
        }

        @ParameterizedTest
        @CsvSource({
            "https://other.example.test/a?t=hush, https://other.example.test/a",
            "http://127.0.0.1:PORT/there, http://127.0.0.1:PORT/there"
        })
        void itIsNeverFollowedToAnotherHost(String location, String told) throws Exception {
            HttpServer server = redirecting(location, 302);
            String port = String.valueOf(server.getAddress().getPort());
            assertThat(probe(check(server).followRedirects(true)))
                    .isEqualTo(Health.down("answered 302, redirecting to " + told.replace("PORT", port)
                            + ", which is not followed: another host or less safe"));
        }

        @Test
        void itIsNotFollowedForEver() throws Exception {
            HttpServer server = redirecting("/health", 302);
            assertThat(probe(check(server).followRedirects(true)))
                    .isEqualTo(Health.down("redirected more than 5 times"));
        }

        @Test
        @DisplayName("all of them have the one timeout together")
        void oneTimeoutForAll() throws Exception {
            RawServer server = raw(connection -> {
                RawServer.readRequest(connection);
                TimeUnit.MILLISECONDS.sleep(200);
                RawServer.write(connection, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
            });
            Health health = probeBriefly(check(server.port()).followRedirects(true));
            assertThat(health.status()).isEqualTo(Health.Status.DOWN);
            assertThat(health.detail()).startsWith("no answer within 500ms");
        }

        @ParameterizedTest
        @CsvSource({
            "http://[, http://[",
            "http://, http://",
            "file:/etc/passwd, file:/etc/passwd",
            "file:///etc/passwd?hush#hush, file:///etc/passwd",
            "gopher://me:hush@www.example.test/1, gopher://www.example.test/1",
            "javascript:alert(1), javascript:alert(1)",
            "data:text/plain, data:text/plain",
        })
        void itIsNotFollowedToWhatIsNoPage(String location, String told) throws Exception {
            HttpServer server = redirecting(location, 302);
            assertThat(probe(check(server).followRedirects(true)))
                    .isEqualTo(Health.down(
                            "answered 302, redirecting to " + told + ", which is not followed: no http or https URL"));
            assertThat(probe(check(server).followRedirects(false)))
                    .isEqualTo(Health.up("answered 302, redirecting to " + told));
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://me:hush@www.example.test:PORT/there", "http://me@www.example.test:PORT/there"})
        void itIsNotFollowedAsAUser(String location) throws Exception {
            HttpServer server = redirecting(location, 302);
            String there = "http://" + HOST + ":" + server.getAddress().getPort() + "/there";
            assertThat(probe(check(server).followRedirects(true)))
                    .isEqualTo(Health.down("answered 302, redirecting to " + there
                            + ", which is not followed: a user or password in it"));
        }

        @Test
        void headersOfOnesOwnGoNowhereElse() throws Exception {
            List<String> requests = new CopyOnWriteArrayList<>();
            AtomicInteger home = new AtomicInteger();
            RawServer other = raw(connection -> {
                requests.add(RawServer.readRequest(connection));
                RawServer.write(
                        connection,
                        "HTTP/1.1 302 Back\r\nLocation: http://" + HOST + ":" + home
                                + "/back\r\nContent-Length: 0\r\n\r\n");
            });
            RawServer first = raw(connection -> {
                String request = RawServer.readRequest(connection);
                requests.add(request);
                RawServer.write(
                        connection,
                        request.startsWith("GET /back")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 302 Away\r\nLocation: http://" + HOST + ":" + other.port()
                                        + "/\r\nContent-Length: 0\r\n\r\n");
            });
            home.set(first.port());

            assertThat(probe(check(first.port())
                            .followRedirects(true)
                            .userAgent("Mozilla")
                            .header("Authorization", "Basic hush")
                            .header("X-Key", "hush")))
                    .isEqualTo(Health.up("answered 200"));

            assertThat(requests)
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request).contains("User-Agent: Mozilla"));
            assertThat(requests.get(0)).contains("Authorization: Basic hush", "X-Key: hush");
            assertThat(requests.get(1)).doesNotContain("hush");
            assertThat(requests.get(2)).contains("Authorization: Basic hush", "X-Key: hush");
        }
    }

    @Test
    void stopsWhenInterruptedAndLeavesNoConnectionBehind() throws Exception {
        CompletableFuture<Boolean> hungUp = new CompletableFuture<>();
        RawServer server = raw(connection -> {
            RawServer.awaitHangUp(connection);
            hungUp.complete(true);
        });
        HttpHealthCheck check = check(server.port()).build();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                check.check(LOCAL, Duration.ofMinutes(1));
                thrown.complete(new AssertionError("returned"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        thread.start();
        server.awaitConnection();
        thread.interrupt();
        assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(hungUp.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("leaves no thread behind that would keep an application alive")
    void usesDaemonThreadsOnly() throws Exception {
        probe(check(answering(200, "")));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("failover-check")
                        || thread.getName().contains("OkHttp")
                        || thread.getName().contains("Okio"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
