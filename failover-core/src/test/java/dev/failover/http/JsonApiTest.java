package dev.failover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor as most are: a bearer token, errors as {@code {"error":{"code","message"}}}, and pages. */
class JsonApiTest {
    private static final Secret TOKEN = Secret.of("t0ken-0f-the-zone");
    private static final ApiRequest ZONES = ApiRequest.get("/zones?name=example.org");

    private final MockWebServer server = new MockWebServer();
    private int renewed;
    private boolean ages;

    private final ApiDialect dialect = new ApiDialect() {
        @Override
        public String vendor() {
            return "Acme";
        }

        @Override
        public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) {
            return call.bearer(TOKEN);
        }

        @Override
        public String mask(String text) {
            return TOKEN.maskIn(text);
        }

        @Override
        public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
            Json error = body.get("error");
            return ApiRefusal.of(status, error.textIfAny("code"), error.textIfAny("message"), "", this::mask);
        }

        @Override
        public String remedy(ApiRequest request, ApiRefusal refusal) {
            return refusal.status() == 401 ? "check token" : "";
        }

        @Override
        public String reference(HttpReply reply) {
            return reply.header("X-Request-Id").map(id -> "request " + id).orElse("");
        }

        @Override
        public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
            renewed++;
            return ages;
        }

        @Override
        public boolean willPass(ApiRefusal refusal) {
            return refusal.code().equals("clock");
        }
    };

    private JsonApi api;

    @BeforeEach
    void start() throws IOException {
        server.start();
        TimeSource time = TimeSource.system();
        api = new JsonApi(
                HttpCaller.create(null),
                BaseUrl.parse("http://127.0.0.1:" + server.getPort() + "/v1/"),
                dialect,
                Attempts.twice(time),
                time);
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private void answer(int code, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(code).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
    }

    private static Deadline deadline() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static final String ERROR = "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}";

    @Test
    @DisplayName("a request is sent with its proof and its body, and its answer is read")
    void done() throws InterruptedException {
        answer(201, "{\"id\":\"r1\"}");
        ApiAnswer<String> answer = api.call(
                ApiRequest.of("POST", "/zones/z1/records", Map.of("content", "192.0.2.1")),
                deadline(),
                body -> body.get("id").text());
        assertThat(answer.orThrow()).isEqualTo("r1");
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getMethod() + " " + sent.getTarget()).isEqualTo("POST /v1/zones/z1/records");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN.reveal());
        assertThat(sent.getBody().utf8()).isEqualTo("{\"content\":\"192.0.2.1\"}");
    }

    @Test
    @DisplayName(
            "a refusal says who refused what, why, by which reference, and what to do; never a secret or a control character")
    void refused() throws InterruptedException {
        answer(401, ERROR.formatted("unauthorized", "bad \\u001b[31mtoken " + TOKEN.reveal()), "X-Request-Id", "42");
        ApiAnswer<Boolean> answer = api.call(ZONES, deadline());
        assertThat(answer.isRefusedWith(401)).isTrue();
        assertThat(answer.isRefusedWith(404)).isFalse();
        assertThatThrownBy(answer::orThrow)
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "Acme refused GET /zones (HTTP 401 unauthorized, \"bad token ***\", request 42): check token.");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 425, 429, 500, 503})
    @DisplayName("what may pass later is unavailable, with the time that was asked for")
    void notNow(int status) {
        answer(status, ERROR.formatted("busy", "slow down"), "Retry-After", "7");
        assertThatThrownBy(() -> api.call(ZONES, deadline()))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(7)))
                .hasMessageStartingWith("Acme can't do GET /zones now (127.0.0.1:")
                .hasMessageEndingWith(" answered HTTP %s busy, \"slow down\"); it may later.".formatted(status));
    }

    @Test
    @DisplayName(
            "a proxy's page proves nothing, be it an error or a success, and so does JSON that is not what was asked for")
    void pages() {
        answer(403, "<html>blocked</html>");
        answer(200, "<html>log in</html>");
        answer(503, "<html>maintenance</html>");
        answer(200, "{\"ids\":[]}");
        assertThatThrownBy(() -> api.call(ZONES, deadline()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("what is not Acme's API (not JSON, or cut short)");
        assertThatThrownBy(() -> api.call(ZONES, deadline())).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> api.call(ZONES, deadline()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("answered HTTP 503)");
        assertThatThrownBy(
                        () -> api.call(ZONES, deadline(), body -> body.get("id").text()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("with what Acme does not document: \"id\" is missing.");
    }

    @Test
    @DisplayName("what had aged is renewed, and the request made once more; a refusal that stays stands, or will pass")
    void renews() throws InterruptedException {
        ages = true;
        answer(401, ERROR.formatted("expired", "token expired"));
        answer(200, "{}");
        assertThat(api.call(ZONES, deadline()).orThrow()).isTrue();
        assertThat(renewed).isEqualTo(1);
        answer(401, ERROR.formatted("expired", "token expired"));
        answer(401, ERROR.formatted("expired", "token expired"));
        assertThat(api.call(ZONES, deadline()).isRefusedWith(401)).isTrue();
        answer(400, ERROR.formatted("clock", "out of time"));
        answer(400, ERROR.formatted("clock", "out of time"));
        assertThatThrownBy(() -> api.call(ZONES, deadline()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("out of time");
        assertThat(server.getRequestCount()).isEqualTo(6);
    }

    @Test
    @DisplayName("what only reads is asked for twice, what changes something once")
    void attempts() throws InterruptedException {
        answer(503, "");
        answer(200, "{}");
        assertThat(api.read(ZONES, deadline(), body -> true).orThrow()).isTrue();
        answer(503, "");
        assertThatThrownBy(() -> api.call(ZONES, deadline())).isInstanceOf(UnavailableException.class);
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("a list is read page by page, as the body or a header says; one without end is refused")
    void paged() throws InterruptedException {
        answer(200, "{\"ids\":[1,2],\"next\":2}");
        answer(200, "{\"ids\":[3]}", "Link", "/zones?page=3");
        answer(200, "{\"ids\":[]}");
        assertThat(api.pages(ZONES, deadline(), JsonApiTest::page)).containsExactly(1L, 2L, 3L);
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/zones?name=example.org");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/zones?page=2");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/zones?page=3");
        for (int i = 0; i < 100; i++) {
            answer(200, "{\"ids\":[1],\"next\":1}");
        }
        assertThatThrownBy(() -> api.pages(ZONES, deadline(), JsonApiTest::page))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("more than 100 pages of GET /zones");
    }

    private static JsonApi.Page<Long> page(Json body, HttpReply reply) throws MalformedAnswerException {
        List<Long> ids = new ArrayList<>();
        for (Json id : body.get("ids").items()) {
            ids.add(id.number());
        }
        Optional<Json> next = body.find("next");
        return new JsonApi.Page<>(
                ids,
                next.isPresent()
                        ? Optional.of(ApiRequest.get("/zones?page=" + next.get().number()))
                        : reply.header("Link").map(ApiRequest::get));
    }

    @Test
    @DisplayName(
            "a name is encoded for a path and a query alike; a token that can't be sent is refused before it has to be")
    void encodes() {
        assertThat(ApiRequest.encoded("*.a b/@?é")).isEqualTo("*.a%20b%2F%40%3F%C3%A9");
        assertThat(HttpCall.requireSendable(TOKEN)).isSameAs(TOKEN);
        for (String bad : List.of("two words", "tab\t", "é", "\u007f")) {
            assertThatThrownBy(() -> HttpCall.requireSendable(Secret.of(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain(bad);
        }
    }
}
