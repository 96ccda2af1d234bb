package dev.failover.agent.heartbeat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.agent.config.HeartbeatDefinition;
import dev.failover.agent.config.HeartbeatDefinition.Preset;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A heartbeat over HTTP")
@Timeout(60)
class HttpLineTest {
    private static final String KEY = "/6b1a-very-secret";

    private final MockWebServer server = new MockWebServer();
    private final HttpLine line = new HttpLine();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HeartbeatDefinition definition(Preset preset, String path) {
        return new HeartbeatDefinition(
                "hc",
                preset,
                Secret.of(server.url(path).toString()),
                Optional.empty(),
                preset == Preset.GATUS ? Optional.of(Secret.of("token-1")) : Optional.empty(),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Optional.empty());
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    private static String accepted(Preset preset) {
        return preset == Preset.UPTIME_KUMA ? "{\"ok\": true}" : "OK";
    }

    private RecordedRequest taken() throws InterruptedException {
        return requireNonNull(server.takeRequest(10, TimeUnit.SECONDS));
    }

    private static String text(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(Preset.GET, KEY + "?a=b", "", "GET " + KEY + "?a=b", ""),
                Arguments.of(Preset.POST, KEY, "", "POST " + KEY, "www at prod"),
                Arguments.of(Preset.HEALTHCHECKS, KEY, "", "POST " + KEY, "www at prod"),
                Arguments.of(Preset.HEALTHCHECKS, KEY, "full & <b>", "POST " + KEY + "/fail", "full & <b>"),
                Arguments.of(
                        Preset.HEALTHCHECKS,
                        KEY + "/www?create=1",
                        "full",
                        "POST " + KEY + "/www/fail?create=1",
                        "full"),
                Arguments.of(
                        Preset.GATUS,
                        "/api/v1/endpoints/core_failover/external",
                        "",
                        "POST /api/v1/endpoints/core_failover/external?success=true",
                        ""),
                Arguments.of(
                        Preset.GATUS,
                        "/api/v1/endpoints/core_failover/external",
                        "full & <b>",
                        "POST /api/v1/endpoints/core_failover/external?success=false&error=full%20%26%20%3Cb%3E",
                        ""),
                Arguments.of(
                        Preset.UPTIME_KUMA,
                        "/api/push/abc?status=up&msg=OK&ping=",
                        "",
                        "GET /api/push/abc?status=up&msg=www%20at%20prod",
                        ""),
                Arguments.of(
                        Preset.UPTIME_KUMA, "/api/push/abc", "full", "GET /api/push/abc?status=down&msg=full", ""));
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("has its service's form for what is well and for what is not")
    void form(Preset preset, String path, String whyNot, String requested, String body) throws Exception {
        answer(200, accepted(preset));
        Optional<String> why = Optional.of(whyNot).filter(text -> !text.isEmpty());
        assertThat(line.tell(definition(preset, path), why, "www at prod")).isTrue();

        RecordedRequest request = taken();
        assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(requested);
        assertThat(text(request)).isEqualTo(body);
        assertThat(request.getHeaders().get("Authorization"))
                .isEqualTo(preset == Preset.GATUS ? "Bearer token-1" : null);
        boolean post = requested.startsWith("POST");
        assertThat(request.getHeaders().get("Content-Length"))
                .isEqualTo(post ? "" + body.getBytes(StandardCharsets.UTF_8).length : null);
        assertThat(request.getHeaders().get("Content-Type"))
                .isEqualTo(body.isEmpty() ? null : "text/plain; charset=utf-8");
    }

    @Test
    @DisplayName("makes its check at Healthchecks, where the URL asks for that")
    void created() throws Exception {
        answer(201, "Created");
        assertThat(line.tell(definition(Preset.HEALTHCHECKS, KEY + "/www?create=1"), Optional.empty(), "www at prod"))
                .isTrue();
    }

    @Test
    @DisplayName("of no service is silent about what is not well, or asks the URL for that")
    void plain() throws Exception {
        HeartbeatDefinition silent = definition(Preset.GET, KEY);
        assertThat(line.tell(silent, Optional.of("full"), "www at prod")).isFalse();
        assertThat(server.getRequestCount()).isZero();

        answer(204, "");
        HeartbeatDefinition saying = new HeartbeatDefinition(
                "own",
                Preset.POST,
                silent.url(),
                Optional.of(Secret.of(server.url("/down").toString())),
                Optional.empty(),
                silent.every(),
                silent.timeout(),
                Optional.empty());
        assertThat(line.tell(saying, Optional.of("full"), "www at prod")).isTrue();
        RecordedRequest request = taken();
        assertThat(request.getTarget()).isEqualTo("/down");
        assertThat(text(request)).isEqualTo("full");
    }

    @Test
    @DisplayName("is one line of at most 500 characters")
    void line() throws Exception {
        answer(200, "OK");
        line.tell(definition(Preset.HEALTHCHECKS, KEY), Optional.of("a\nb" + "x".repeat(1000)), "");
        assertThat(text(taken())).hasSizeLessThanOrEqualTo(501).startsWith("a").doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "HEALTHCHECKS, 404, 'not found',         true,  url:",
        "HEALTHCHECKS, 409, 'ambiguous slug',    true,  url:",
        "HEALTHCHECKS, 200, 'OK (not found)',    true,  url:",
        "HEALTHCHECKS, 200, 'OK (rate limited)', false, every",
        "HEALTHCHECKS, 200, '<html>',            true,  not Healthchecks'",
        "HEALTHCHECKS, 400, 'invalid url format', true, url:",
        "HEALTHCHECKS, 429, '',                  false, HTTP 429",
        "HEALTHCHECKS, 503, '',                  false, HTTP 503",
        "GATUS,        401, '',                  true,  token:",
        "GATUS,        404, '',                  true,  url:",
        "GATUS,        400, 'missing success',   true,  url:",
        "UPTIME_KUMA,  404, '{}',                true,  url:",
        "UPTIME_KUMA,  200, '{\"ok\": false}',   true,  url:",
        "UPTIME_KUMA,  200, '<html>',            true,  url:",
        "GET,          301, '',                  true,  url:",
        "POST,         500, '',                  false, HTTP 500"
    })
    @DisplayName("is not taken for taken when it was not, and names the setting, never the secret")
    void refused(Preset preset, int status, String body, boolean refused, String named) {
        answer(status, body);
        assertThatThrownBy(() -> line.tell(definition(preset, KEY), Optional.empty(), "www at prod"))
                .isInstanceOf(refused ? RejectedException.class : UnavailableException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("token-1");
    }

    @Test
    @DisplayName("of a service that is not there fails, and names the host only")
    void unreachable() {
        server.close();
        assertThatThrownBy(() -> line.tell(definition(Preset.HEALTHCHECKS, KEY), Optional.empty(), "www at prod"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageNotContaining("secret");
        assertThat(definition(Preset.HEALTHCHECKS, KEY).toString())
                .startsWith("heartbeat hc at ")
                .doesNotContain("secret");
    }
}
