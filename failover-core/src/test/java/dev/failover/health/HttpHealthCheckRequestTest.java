package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.failover.component.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An http check that has something to say")
class HttpHealthCheckRequestTest {
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOCAL, 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        heard.add(String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        byte[] body = "{\"status\": \"ok\", \"secret\": \"hush-hush\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpHealthCheck.Builder check() {
        return HttpHealthCheck.builder()
                .url(URI.create("http://www.example.test:" + server.getAddress().getPort() + "/a"));
    }

    private static Health probe(HttpHealthCheck.Builder check) throws InterruptedException {
        return check.build().check(LOCAL, TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"post, POST", "PUT, PUT"})
    void sendsABody(String method, String sent) throws Exception {
        HttpHealthCheck check = check().method(method)
                .body("{\"naïve\": 1}")
                .contentType("application/json")
                .build();
        assertThat(check.check(LOCAL, TIMEOUT)).isEqualTo(Health.up("answered 200"));
        assertThat(check.check(LOCAL, TIMEOUT)).isEqualTo(Health.up("answered 200"));
        String request = sent + " /a application/json 13 null {\"naïve\": 1}";
        assertThat(heard).containsExactly(request, request);
        assertThat(check.toString()).doesNotContain("naïve");
    }

    @Test
    void postsNothing() throws Exception {
        assertThat(probe(check().method("POST"))).isEqualTo(Health.up("answered 200"));
        assertThat(heard).containsExactly("POST /a null 0 null ");
    }

    /** RFC 7617, sections 2 and 2.1. */
    @ParameterizedTest
    @CsvSource({"Aladdin, open sesame, QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "test, 123£, dGVzdDoxMjPCow=="})
    void logsIn(String user, String password, String sent) throws Exception {
        HttpHealthCheck.Builder check = check().user(user).password(Secret.of(password));
        assertThat(probe(check)).isEqualTo(Health.up("answered 200"));
        assertThat(probe(check)).as("a builder builds again").isEqualTo(Health.up("answered 200"));
        String request = "GET /a null null Basic " + sent + " ";
        assertThat(heard).containsExactly(request, request);
        assertThat(check.build().toString()).doesNotContain(password, sent);
    }

    @Test
    void showsAToken() throws Exception {
        assertThat(probe(check().bearerToken(Secret.of("mF_9.B5f-4.1JqM")))).isEqualTo(Health.up("answered 200"));
        assertThat(heard).containsExactly("GET /a null null Bearer mF_9.B5f-4.1JqM ");
    }

    @Test
    @DisplayName("masks its secrets in what the server repeats of them")
    void masks() throws Exception {
        assertThat(probe(check().bearerToken(Secret.of("hush-hush")).json("$.secret", "none")))
                .isEqualTo(Health.down("answered 200 with \"***\" at $.secret, which is not what is expected"));
        assertThat(probe(check().user("me").password(Secret.of("hush-hush")).json("$.secret", "none")))
                .isEqualTo(Health.down("answered 200 with \"***\" at $.secret, which is not what is expected"));
    }

    @Test
    @DisplayName("shows no user, password or token to another port")
    void redirected() throws Exception {
        HttpServer first = HttpServer.create(new InetSocketAddress(LOCAL, 0), 50);
        first.createContext("/", exchange -> {
            heard.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://www.example.test:" + server.getAddress().getPort() + "/there");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        first.start();
        try {
            URI url = URI.create("http://www.example.test:" + first.getAddress().getPort() + "/");
            HttpHealthCheck.Builder check = HttpHealthCheck.builder().url(url).followRedirects(true);
            assertThat(probe(check.bearerToken(Secret.of("hush-hush")))).isEqualTo(Health.up("answered 200"));
        } finally {
            first.stop(0);
        }
        assertThat(heard).containsExactly("Bearer hush-hush", "GET /there null null null ");
    }

    @Test
    void looksForItsWishesInTheAnswer() throws Exception {
        assertThat(probe(check().bodyPattern("\"status\":\\s*\"ok\"")
                        .json("$.status", "ok")
                        .jsonPattern("$.secret", "^hush")))
                .isEqualTo(Health.up("answered 200"));
        assertThat(probe(check().bodyPattern("\"status\":\\s*\"failed\"")))
                .isEqualTo(Health.down("answered 200 without a match of the pattern in its first 65536 bytes"));
        assertThat(probe(check().json("$.secret", "none").bodyLimit(17)))
                .isEqualTo(Health.down("answered 200 without $.secret in the JSON of its first 17 bytes"));
    }

    @Test
    @DisplayName("ends a search without end by its timeout, and holds up no other probe until then")
    void searches() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.createContext("/costly", exchange -> {
            byte[] body = "x".repeat(60).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            asked.countDown();
        });
        HttpHealthCheck costly = HttpHealthCheck.builder()
                .url(URI.create("http://www.example.test:" + server.getAddress().getPort() + "/costly"))
                .bodyPattern("^(x+)+(z?)\\2y$")
                .build();
        HttpHealthCheck plain = check().build();
        plain.check(LOCAL, TIMEOUT);
        Duration timeout = Duration.ofSeconds(1);
        long start = System.nanoTime();
        CompletableFuture<Health> found = CompletableFuture.supplyAsync(() -> {
            try {
                return costly.check(LOCAL, timeout);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(plain.check(LOCAL, TIMEOUT)).isEqualTo(Health.up("answered 200"));
        }
        assertThat(found).as("the search goes on").isNotDone();
        assertThat(found.get(10, TimeUnit.SECONDS))
                .isEqualTo(Health.down("answered 200 with a body that could not be searched in time"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusSeconds(2));
    }

    @Test
    void isDownIfARightAnswerIsTooSlow() throws Exception {
        server.createContext("/slow", exchange -> {
            try {
                // By more than what a busy machine may be to blame for, which does not count.
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        HttpHealthCheck.Builder check = HttpHealthCheck.builder()
                .url(URI.create("http://www.example.test:" + server.getAddress().getPort() + "/slow"));
        assertThat(probe(check.maxLatency(TIMEOUT))).isEqualTo(Health.up("answered 204"));
        Health slow = probe(check.maxLatency(Duration.ofMillis(50)));
        assertThat(slow.status()).isEqualTo(Health.Status.DOWN);
        assertThat(slow.detail()).matches("answered 204 after \\d[\\d.]*m?s, and must within 50ms");
    }
}
