package dev.failover.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonParser;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final Notification TOLD = new Notification(
            "www/7/decided", AT, Severity.WARNING, "www", "www: \"moved\"", "line 1\nline 2", Map.of("to", "home"));

    private VendorServer server;

    @BeforeEach
    void start() throws IOException {
        server = VendorServer.start(Vendor.GENERIC);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WebhookNotifier.Builder builder() {
        return WebhookNotifier.builder()
                .url(Secret.of(server.url() + "in?key=s3cret-key"))
                .time(new FixedTime(AT));
    }

    private RecordedRequest sent(WebhookNotifier.Builder builder) throws InterruptedException {
        try (WebhookNotifier notifier = builder.build()) {
            notifier.send(TOLD, TIMEOUT);
        }
        return server.sent.get(0);
    }

    @Test
    @DisplayName("A body of the user's is filled in and written as JSON, lists and numbers among it")
    void bodyOfTheUsers() throws Exception {
        RecordedRequest request = sent(builder()
                .method("PUT")
                .body("message.text", "{severity}: {title} {not a blank}")
                .body("message.to.0.name", "ops")
                .body("message.to.1.name", "dev")
                .body("retry", "60")
                .body("ratio", "0.5")
                .body("urgent", "true")
                .body("facts", "{facts}")
                .body("phone", "+33123456789"));

        assertThat(request.getMethod()).isEqualTo("PUT");
        assertThat(request.getTarget()).isEqualTo("/in?key=s3cret-key");
        assertThat(JsonParser.parseString(request.getBody().utf8())).isEqualTo(JsonParser.parseString("""
                {"message": {"text": "WARNING: www: \\"moved\\" {not a blank}",
                             "to": [{"name": "ops"}, {"name": "dev"}]},
                 "retry": 60, "ratio": 0.5, "urgent": true, "facts": {"to": "home"}, "phone": "+33123456789"}
                """));
    }

    @Test
    @DisplayName("A preset's body takes more members, also among its own")
    void presetWithMore() throws Exception {
        server.close();
        server = VendorServer.start(Vendor.PAGERDUTY);
        RecordedRequest request = sent(Vendor.PAGERDUTY
                .builder(server.url())
                .body("payload.group", "shops")
                .body("client", "{service}"));

        assertThat(JsonParser.parseString(request.getBody().utf8())
                        .getAsJsonObject()
                        .get("payload")
                        .getAsJsonObject()
                        .asMap())
                .containsKeys("summary", "severity", "group");
        assertThat(request.getBody().utf8()).contains("\"client\":\"www\"", "\"group\":\"shops\"");
    }

    @ParameterizedTest
    @CsvSource({"a, a.b", "a.b, a", "a.b, a.b"})
    @DisplayName("A member of a body is a value or a block, and is given once")
    void contradiction(String one, String other) {
        WebhookNotifier.Builder builder = builder().body(one, "1");

        assertThatThrownBy(() -> builder.body(other, "2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("A signature is the one of Standard Webhooks")
    void signature() throws Exception {
        Headers headers = sent(builder()
                        .signingKey(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                        .body("text", "{title}"))
                .getHeaders();

        assertThat(headers.get("webhook-timestamp")).isEqualTo("1795255200");
        // Computed by Python's hmac.
        assertThat(headers.get("webhook-id")).isEqualTo("msg_03aa4ff9ce71588caf7e985ab69b662d");
        assertThat(headers.get("webhook-signature")).isEqualTo("v1,5Y2saEq+LispT9kNd8W5+0AGKmOUlhCzOyKPjr9M1dY=");
    }

    @Test
    @DisplayName(
            "Headers of the user's are sent; an attempt that is repeated has the same id, another notification has not")
    void headers() throws Exception {
        try (WebhookNotifier notifier =
                builder().header("X-Key", Secret.of("s3cret value")).build()) {
            notifier.send(TOLD, TIMEOUT);
            notifier.send(TOLD, TIMEOUT);
            notifier.send(new Notification("www/8/decided", AT, Severity.INFO, "www", "t", "", Map.of()), TIMEOUT);
        }
        assertThat(server.sent.get(0).getHeaders().get("X-Key")).isEqualTo("s3cret value");
        List<@Nullable String> ids = server.sent.stream()
                .map(request -> request.getHeaders().get("webhook-id"))
                .toList();
        assertThat(ids.get(1)).isEqualTo(ids.get(0)).isNotEqualTo(ids.get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 408, 425, 429, 500, 502, 503, 504})
    @DisplayName("What may pass is unavailable, after one attempt, and no redirection is followed")
    void passing(int status) {
        server.fault = VendorAnswers.html(status, "<html>s3cret-key</html>")
                .newBuilder()
                .setHeader("Location", "/elsewhere")
                .build();

        assertThatThrownBy(() -> sent(builder()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("localhost")
                .hasMessageContaining("HTTP " + status)
                .hasMessageNotContaining("s3cret");
        assertThat(server.server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"400, body", "401, token", "403, token", "404, url", "405, url", "409, url", "410, url", "422, body"})
    @DisplayName("A refusal names the setting to look at")
    void refusals(int status, String setting) {
        server.fault = VendorAnswers.json(status, "{\"message\":\"key s3cret-key is\\n\\u001b[1munknown\"}");

        assertThatThrownBy(() -> sent(builder()))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(setting + ": ")
                .hasMessageContaining("HTTP " + status + ", \"key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"retry_after\":0.25}|250",
                "{\"retry_after\":1e400}|86400000",
                "{\"retry_after\":1e40}|86400000",
                "{\"retry_after\":-1}|none",
                "{\"retry_after\":\"7\"}|none",
                "{\"parameters\":{\"retry_after\":3}}|3000",
                "{\"parameters\":7}|none",
                "{\"retry_after_ms\":1500}|1500",
                "[]|none",
                "soon|none"
            })
    @DisplayName("How long to wait is read from a body, if it can be")
    void patience(String body, @Nullable Long millis) {
        server.fault = VendorAnswers.json(429, body);

        UnavailableException thrown = (UnavailableException) catchThrowable(() -> sent(builder()));
        assertThat(thrown.retryAfter().map(Duration::toMillis).orElse(null)).isEqualTo(millis);
    }

    @Test
    @DisplayName("The header counts more than the body")
    void headerFirst() {
        server.fault = VendorAnswers.json(429, "{\"retry_after\":1}")
                .newBuilder()
                .setHeader("Retry-After", "7")
                .build();

        UnavailableException thrown = (UnavailableException) catchThrowable(() -> sent(builder()));
        assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    @DisplayName("A status that is not among the user's is no success")
    void success() {
        assertThatThrownBy(() -> sent(builder().success(List.of("200", "202"))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no success");
    }

    @Test
    @DisplayName("Only the preset and the host are shown")
    void showsItself() {
        try (WebhookNotifier notifier = builder().build()) {
            assertThat(notifier)
                    .hasToString("WebhookNotifier[preset=generic, at=http://localhost:"
                            + server.url().getPort() + "]");
            assertThat(notifier.hosts()).containsExactly("localhost");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("An inspection sends nothing, and finds a channel that is away")
    void inspection(Vendor vendor) throws Exception {
        try (VendorServer channel = VendorServer.start(vendor);
                WebhookNotifier notifier = vendor.builder(channel.url()).build()) {
            assertThat(notifier.inspect(TIMEOUT))
                    .extracting(Finding::severity)
                    .containsExactly(Finding.Severity.OK, Finding.Severity.WARNING);
            assertThat(channel.attempts()).isZero();

            channel.server.close();
            assertThat(notifier.inspect(TIMEOUT).get(0).severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(notifier.inspect(TIMEOUT).toString()).doesNotContain(vendor.secrets());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCORD", "TELEGRAM", "MATRIX"})
    @DisplayName("Where a vendor can be asked, an inspection finds settings that are wrong")
    void wrongSettings(Vendor vendor) throws Exception {
        try (VendorServer channel = VendorServer.start(vendor);
                WebhookNotifier notifier = vendor.builder(channel.url()).build()) {
            channel.fault = vendor.refused;

            Finding found = notifier.inspect(TIMEOUT).get(0);
            assertThat(found.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(found.message()).startsWith(vendor.suspect);
        }
    }
}
