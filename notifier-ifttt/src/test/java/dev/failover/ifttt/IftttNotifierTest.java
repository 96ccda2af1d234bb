package dev.failover.ifttt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonParser;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IftttNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Notification NOTIFICATION = new Notification(
            "www/7/failover",
            Instant.parse("2026-11-21T10:00:00Z"),
            Notification.Severity.CRITICAL,
            "www",
            "www: \"failed\" over \\ home",
            "line 1\nline 2\t\u2028 <b>é ☃ 😀",
            Map.of("from", "prod"));

    private IftttServer ifttt;

    @BeforeEach
    void start() throws IOException {
        ifttt = IftttServer.start();
    }

    @AfterEach
    void stop() {
        ifttt.close();
    }

    private IftttNotifier.Builder builder() {
        return IftttNotifier.builder()
                .event("site_down")
                .key(Secret.of(IftttServer.KEY))
                .baseUrl(ifttt.url());
    }

    private void send() throws InterruptedException {
        try (IftttNotifier notifier = builder().build()) {
            notifier.send(NOTIFICATION, TIMEOUT);
        }
    }

    @Test
    @DisplayName("format values: title, text, and severity with time, as value1 to value3 of the documented request")
    void values() throws Exception {
        send();
        RecordedRequest request = ifttt.requests.get(0);
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/trigger/site_down/with/key/" + IftttServer.KEY);
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(ifttt.accepted.get(0).asMap()).hasSize(3);
        assertThat(ifttt.accepted.get(0).get("value1").getAsString()).isEqualTo(NOTIFICATION.title());
        assertThat(ifttt.accepted.get(0).get("value2").getAsString()).isEqualTo(NOTIFICATION.text());
        assertThat(ifttt.accepted.get(0).get("value3").getAsString())
                .isEqualTo("CRITICAL at 2026-11-21T10:00:00Z: www");
    }

    @Test
    @DisplayName("format json: the whole notification, to the JSON trigger")
    void json() throws Exception {
        try (IftttNotifier notifier = builder().format(IftttFormat.JSON).build()) {
            notifier.send(NOTIFICATION, TIMEOUT);
        }
        assertThat(ifttt.requests.get(0).getTarget()).isEqualTo("/trigger/site_down/json/with/key/" + IftttServer.KEY);
        assertThat(ifttt.accepted.get(0)).isEqualTo(JsonParser.parseString("""
                {"id": "www/7/failover", "at": "2026-11-21T10:00:00Z", "severity": "CRITICAL", "service": "www",
                 "title": "www: \\"failed\\" over \\\\ home", "text": "line 1\\nline 2\\t\\u2028 <b>é ☃ 😀",
                 "incident": "www/7/failover", "over": false, "facts": {"from": "prod"}}
                """));
    }

    @Test
    @DisplayName("a base-url with a path is kept, with or without a slash at its end")
    void basePath() {
        for (String path : List.of("/proxy", "/proxy/")) {
            ifttt.fault = IftttServer.html(200, "ok");
            try (IftttNotifier notifier =
                    builder().baseUrl(ifttt.url().resolve(path)).build()) {
                assertThat(catchThrowable(() -> notifier.send(NOTIFICATION, TIMEOUT)))
                        .isNull();
            }
        }
        assertThat(ifttt.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    @DisplayName("base-url's path comes before /trigger")
    void basePathOnTheWire() throws Exception {
        try (IftttNotifier notifier =
                builder().baseUrl(ifttt.url().resolve("/proxy/")).build()) {
            assertThatThrownBy(() -> notifier.send(NOTIFICATION, TIMEOUT)).isInstanceOf(RejectedException.class);
        }
        assertThat(ifttt.server.takeRequest().getTarget()).startsWith("/proxy/trigger/site_down/with/key/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>It's fine</html>", "{\"errors\":[{\"message\":\"but it says 200\"}]}"})
    @DisplayName("a 200 is an acceptance, whatever its body says")
    void anyBodyOfSuccess(String body) throws Exception {
        ifttt.fault = IftttServer.html(200, body);
        send();
    }

    @Test
    @DisplayName("what the service says arrives on one line, without what a terminal obeys")
    void clean() {
        ifttt.fault = IftttServer.html(
                400, "{\"errors\":[{\"message\":\"\\u001b]0;owned\\u0007No\\n\\u202Esuch\\u2028\\u009b31mevent\"}]}");
        assertThatThrownBy(this::send)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("(HTTP 400, \"No such event\")");
    }

    @Test
    void aWrongKeyIsRejectedByItsName() {
        try (IftttNotifier notifier = builder().key(Secret.of("wrong-key")).build()) {
            assertThatThrownBy(() -> notifier.send(NOTIFICATION, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith("key: ")
                    .hasMessageContaining("401, \"You sent an invalid key.\"")
                    .hasMessageNotContaining("wrong-key");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, format",
        "401, key",
        "403, key",
        "404, base-url",
        "405, base-url",
        "410, event",
        "413, event",
        "422, event"
    })
    @DisplayName("a refusal is rejected, and names the setting to look at")
    void refusals(int status, String setting) {
        ifttt.fault = IftttServer.html(status, "<html>Cannot POST /trigger/x/with/key/" + IftttServer.KEY + "</html>");
        assertThatThrownBy(this::send)
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(setting + ": ")
                .hasMessageContaining("HTTP " + status)
                .hasMessageNotContaining("html");
        assertThat(ifttt.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 408, 429, 500, 502, 503, 504})
    @DisplayName("what may pass is unavailable, after a single attempt; a redirect is not followed with the key")
    void passingFailures(int status) {
        ifttt.fault = new MockResponse.Builder()
                .code(status)
                .addHeader("Location", "/elsewhere")
                .body("<html>Bad gateway</html>")
                .build();
        assertThatThrownBy(this::send)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(ifttt.url().getHost())
                .hasMessageContaining("HTTP " + status);
        assertThat(ifttt.server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"120, 120", "0, 0", "none, none", "soon, none"})
    @DisplayName("429 carries what Retry-After says, if it says anything that can be read")
    void retryAfter(@Nullable String header, @Nullable Long seconds) {
        MockResponse.Builder answer = new MockResponse.Builder().code(429);
        if (header != null) {
            answer.addHeader("Retry-After", header);
        }
        ifttt.fault = answer.build();
        UnavailableException thrown = (UnavailableException) catchThrowable(this::send);
        assertThat(thrown.retryAfter().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
    }

    @Test
    @DisplayName("a message of the service that repeats the key shows it masked, and is cut")
    void quotesSafely() {
        ifttt.fault = IftttServer.json(
                400,
                "{\"errors\":[{\"message\":\"no\\n such key " + IftttServer.KEY + " " + "x".repeat(1000) + "\"}]}");
        assertThatThrownBy(this::send)
                .hasMessageContaining("\"no such key *** xxx")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"errors\":", "[]", "{\"errors\":[]}", "{\"errors\":{}}", "{\"errors\":[{}]}", "null"})
    void malformedErrorsAreNotQuoted(String body) {
        ifttt.fault = IftttServer.json(401, body);
        assertThatThrownBy(this::send).isInstanceOf(RejectedException.class).hasMessageContaining("(HTTP 401).");
    }

    @Test
    void anAnswerCutOffIsUnavailable() {
        ifttt.fault = new MockResponse.Builder()
                .body("Congratulations! You've fired")
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
        assertThatThrownBy(this::send).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aConnectionResetIsUnavailable() {
        ifttt.fault = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        assertThatThrownBy(this::send).isInstanceOf(UnavailableException.class);
        assertThat(ifttt.attempts()).isEqualTo(1);
    }

    @Test
    @DisplayName("over https: the trust store decides, and no failure shows the key")
    void https() throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName(ifttt.server.getHostName())
                .signedBy(authority)
                .build();
        try (IftttServer secure = new IftttServer()) {
            secure.server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate, authority.certificate())
                    .build()
                    .sslSocketFactory());
            secure.listen();
            TrustStore trusted = TrustStore.of(new HandshakeCertificates.Builder()
                    .addTrustedCertificate(authority.certificate())
                    .build()
                    .trustManager());
            assertThat(secure.url().getScheme()).isEqualTo("https");
            try (IftttNotifier notifier =
                    builder().baseUrl(secure.url()).trustStore(trusted).build()) {
                notifier.send(NOTIFICATION, TIMEOUT);
                assertThat(notifier.inspect(TIMEOUT))
                        .extracting(Finding::severity)
                        .containsExactly(Severity.OK);
            }
            assertThat(secure.accepted).hasSize(1);
            try (IftttNotifier notifier = builder().baseUrl(secure.url()).build()) {
                Throwable thrown = catchThrowable(() -> notifier.send(NOTIFICATION, TIMEOUT));
                assertThat(thrown).isInstanceOf(UnavailableException.class).hasMessageContaining("TLS failed");
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace, true));
                assertThat(trace.toString()).doesNotContain(IftttServer.KEY);
            }
        }
    }

    @Test
    @DisplayName("an inspection reaches the service, fires nothing, and warns where the key would travel in the clear")
    void inspection() throws Exception {
        try (IftttNotifier notifier = builder().build()) {
            List<Finding> findings = notifier.inspect(TIMEOUT);
            assertThat(findings).extracting(Finding::severity).containsExactly(Severity.OK, Severity.WARNING);
            assertThat(findings.get(1).message()).contains("not https");
            assertThat(ifttt.server.takeRequest().getTarget()).isEqualTo("/");
            assertThat(ifttt.attempts()).isZero();
            ifttt.close();
            assertThat(notifier.inspect(TIMEOUT).get(0).severity()).isEqualTo(Severity.ERROR);
        }
    }

    @Test
    void theBuilderReportsAllThatIsMissing() {
        assertThatThrownBy(() -> IftttNotifier.builder().build())
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.problems())
                                .extracting(InvalidSettingsException.Problem::key)
                                .containsExactly("event", "key"));
    }

    @Test
    @DisplayName("a webhook's whole URL given as key is refused with a hint, and not repeated")
    void pastedUrl() {
        String url = "https://maker.ifttt.com/trigger/site_down/with/key/" + IftttServer.KEY;
        assertThatThrownBy(() -> IftttNotifier.builder().key(Secret.of(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the key alone")
                .hasMessageNotContaining(IftttServer.KEY);
        assertThatThrownBy(() -> IftttNotifier.builder().baseUrl(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(IftttServer.KEY);
    }

    @Test
    void showsItsEventAndHostOnly() {
        try (IftttNotifier notifier = builder().build()) {
            assertThat(notifier)
                    .hasToString(
                            "IftttNotifier[event=site_down, host=" + ifttt.url().getHost() + "]");
        }
    }
}
