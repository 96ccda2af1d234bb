package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.control.Documents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The page's server")
@Timeout(60)
class PageServerTest {
    private Served served;

    @BeforeEach
    void serve() throws IOException {
        served = Served.of(Scene.QUIET);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    /** What a server answers to some bytes, until it closes the connection. */
    private static String raw(Served to, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(Served from, String path, String... headers) throws IOException {
        return raw(
                from,
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + String.join("", headers)
                        + "\r\n");
    }

    private String get(String path, String... headers) throws IOException {
        return get(served, path, headers);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/service?name=www, text/html",
        "/public, text/html",
        "/api/v1/status, application/json",
        "/status.json, application/json",
        "/feed.atom, application/atom+xml",
        "/badge/www.svg, image/svg+xml",
        "/page.css, text/css",
        "/page.js, text/javascript",
        "/icon.svg, image/svg+xml",
        "/metrics, text/plain",
        "/healthz, text/plain",
        "/readyz, text/plain"
    })
    @DisplayName("gives each page its type, a policy without inline code, no cookie, and no leave to be framed")
    void pages(String path, String type) throws IOException {
        String answer = get(path);

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-type: " + type)
                .containsIgnoringCase(
                        "Content-security-policy: default-src 'none'; style-src 'self'; script-src 'self';")
                .containsIgnoringCase("X-content-type-options: nosniff")
                .containsIgnoringCase("X-frame-options: DENY")
                .doesNotContainIgnoringCase("Set-Cookie")
                .doesNotContain("unsafe");
        assertThat(body(answer)).doesNotContain("style=", "<style", "onclick", "<script>");
    }

    @Test
    @DisplayName("gives the same document as the verb, and well-formed XML")
    void documents() throws Exception {
        assertThat(JsonParser.parseString(body(get("/api/v1/status"))))
                .isEqualTo(Documents.of(Scene.QUIET.facts().status()));
        for (String path : List.of("/feed.atom", "/badge/www.svg")) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body(get(path)).getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    @DisplayName("loads nothing from elsewhere, and only what it has itself")
    void references() throws IOException {
        List<String> references = new ArrayList<>();
        for (String page : List.of("/", "/public", "/service?name=www")) {
            java.util.regex.Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                    .matcher(body(get(page)))
                    .results()
                    .forEach(found -> references.add(found.group(1).replace("&amp;", "&")));
        }
        assertThat(references).contains("page.css", "page.js", "feed.atom");
        for (String reference : references) {
            assertThat(reference).doesNotContain(":");
            assertThat(get("/" + reference.replaceFirst("^\\./", "")))
                    .as(reference)
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/failover.yaml",
                "/page.css/../../x",
                "//etc/passwd",
                "/badge/..%2Fx.svg",
                "/badge/nothing.svg",
                "/service?name=nothing",
                "/act?verb=pause&service=www",
                "/failover.yaml",
                "/%00",
                "/dev/failover/agent/Main.class"
            })
    @DisplayName("has no other path, and no way to a file")
    void nothingElse(String path) throws IOException {
        assertThat(get(path)).matches("(?s)HTTP/1.1 40[04] .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    @DisplayName("only reads")
    void methods(String method) throws IOException {
        assertThat(raw(served, method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: GET, HEAD");
    }

    @Test
    @DisplayName("answers HEAD without a body")
    void head() throws IOException {
        assertThat(raw(served, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8423, 200",
        "localhost, 200",
        "[::1]:8423, 200",
        "status.example.org, 200",
        "STATUS.example.org:443, 200",
        "evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "localhost.evil.example, 421",
        "'', 421"
    })
    @DisplayName(
            "is asked for by an address or a name that is configured: no other page reads it through a name of its own")
    void names(String host, String status) throws IOException {
        assertThat(raw(served, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    @DisplayName("shows nothing but the public page where everybody may ask")
    void publicOnly() throws IOException {
        try (Served open = new Served(Scene.LATCHED::facts, Show.PUBLIC, Optional.empty())) {
            assertThat(get(open, "/")).startsWith("HTTP/1.1 200 ").doesNotContain("203.0.113", "prod");
            for (String path :
                    List.of("/api/v1/status", "/metrics", "/service?name=www", "/act?verb=pause&service=www")) {
                assertThat(get(open, path)).as(path).startsWith("HTTP/1.1 404 ");
            }
            assertThat(raw(
                            open,
                            String.join(
                                    "\r\n",
                                    "POST /act HTTP/1.1",
                                    "Host: localhost",
                                    "Connection: close",
                                    "Content-Type: application/x-www-form-urlencoded",
                                    "Content-Length: 0",
                                    "",
                                    "")))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    @DisplayName("shows what somebody said as text, whatever it is")
    void hostileTexts() throws IOException {
        String hostile = "<img src=x onerror=alert(1)>\u001b[2J\u202e\"'&";
        try (Served evil = new Served(() -> Hostile.facts(hostile), Show.OPERATOR, Optional.empty())) {
            for (String path : List.of("/", "/public", "/feed.atom", "/service?name=www")) {
                assertThat(body(get(evil, path))).as(path).doesNotContain("<img", "\u001b", "onerror=alert(1)>\"");
            }
            assertThat(body(get(evil, "/"))).contains("&lt;img src=x onerror=alert(1)&gt;");
        }
    }

    @Test
    @DisplayName("lets go of headers without end, of many headers and of a long line")
    void endlessHeaders() throws IOException {
        assertThat(sent("GET / HTTP/1.1\r\nHost: x\r\nX: ", "a".repeat(65536))).isLessThan(64L << 20);
        assertThat(sent("GET / HTTP/1.1\r\nHost: x\r\n", "x: y\r\n".repeat(10_000)))
                .isLessThan(64L << 20);
        assertThat(sent("GET /", "a".repeat(65536))).isLessThan(64L << 20);
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    /** How much was sent until the connection was closed. */
    private long sent(String beginning, String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (sent < 256L << 20) {
                out.write(bytes);
                sent += bytes.length;
            }
        } catch (SocketException e) {
            // Closed, as it should be.
        }
        return sent;
    }

    @Test
    @DisplayName("answers others while many connections hang, and lets go of these")
    void slowClients() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", served.port());
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            for (int i = 0; i < 200; i++) {
                slow.add(new Socket("127.0.0.1", served.port()));
            }
            assertThat(get("/")).startsWith("HTTP/1.1 200 ");
            slow.get(0).setSoTimeout(30_000);
            assertThat(slow.get(0).getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    @DisplayName("tells 200 readers of a change, also while others do not read")
    void events() throws IOException {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket("127.0.0.1", served.port());
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                readers.add(socket);
            }
            for (Socket reader : readers) {
                awaitText(reader.getInputStream(), "retry: 2000");
            }
            served.readers.changed();
            for (Socket reader : readers.subList(100, 200)) {
                awaitText(reader.getInputStream(), "event: change");
            }
            assertThat(served.readers.count()).isEqualTo(200);
            assertThat(get("/")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    private static void awaitText(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after " + read);
            }
            read.append((char) next);
        }
    }
}
