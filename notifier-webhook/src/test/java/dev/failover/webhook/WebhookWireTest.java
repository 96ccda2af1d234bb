package dev.failover.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Of each preset")
class WebhookWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:30Z");

    /** What somebody made a site answer is in it: mentions, markup, a link, escape sequences. */
    private static final Notification TOLD = new Notification(
                    "www/7/decided",
                    Instant.parse("2026-11-21T10:00:00Z"),
                    Severity.CRITICAL,
                    "www",
                    "www: failover from \"prod\" to home <!channel> @everyone",
                    "*prod* answered 503 & <b>[more](https://evil.example)</b>\r\n\u001b[31mred\u202e\u0000 line",
                    Map.of("from", "prod"))
            .partOf("www/7", Severity.CRITICAL, false);

    private static final Notification OVER = new Notification(
                    "www/7/published",
                    Instant.parse("2026-11-21T10:00:20Z"),
                    Severity.WARNING,
                    "www",
                    "www: is at home",
                    "",
                    Map.of())
            .partOf("www/7", Severity.CRITICAL, true);

    private static WebhookNotifier notifier(VendorServer server) {
        return server.vendor.builder(server.url()).time(new FixedTime(NOW)).build();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the request for a problem and the one for its end are these bytes")
    void bytes(Vendor vendor) throws Exception {
        try (VendorServer server = VendorServer.start(vendor);
                WebhookNotifier notifier = notifier(server)) {
            notifier.send(TOLD, TIMEOUT);
            notifier.send(OVER, TIMEOUT);

            assertThat(server.sent.stream().map(WebhookWireTest::text).collect(Collectors.joining("\n")))
                    .isEqualTo(expected(vendor));
        }
    }

    /** With the headers that carry something. */
    private static String text(RecordedRequest request) {
        Stream<String> headers = Stream.of(
                        "Authorization", "X-Gotify-Key", "X-Sequence-ID", "webhook-id", "Content-Type")
                .filter(name -> request.getHeaders().get(name) != null)
                .map(name -> name + ": " + request.getHeaders().get(name));
        ByteString body = request.getBody();
        return Stream.of(
                                Stream.of(request.getMethod() + " " + request.getTarget()),
                                headers,
                                Stream.of(body == null ? "" : body.utf8()))
                        .flatMap(lines -> lines)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String expected(Vendor vendor) throws IOException {
        try (InputStream file = WebhookWireTest.class.getResourceAsStream("/wire/" + vendor.preset + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("too much is later, and when is what the vendor says, where it says so")
    void throttled(Vendor vendor) throws Exception {
        try (VendorServer server = VendorServer.start(vendor);
                WebhookNotifier notifier = notifier(server)) {
            server.fault = vendor.tooMuch;

            assertThat(catchThrowable(() -> notifier.send(TOLD, TIMEOUT)))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            thrown -> assertThat(thrown.retryAfter())
                                    .isEqualTo(Optional.of(vendor.patience()).filter(wait -> !wait.isZero())));
            assertThat(server.attempts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a refusal names the setting to look at and has the vendor's own words")
    void refused(Vendor vendor) throws Exception {
        try (VendorServer server = VendorServer.start(vendor);
                WebhookNotifier notifier = notifier(server)) {
            server.fault = vendor.refused;

            assertThatThrownBy(() -> notifier.send(TOLD, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith(vendor.suspect)
                    .hasMessageMatching("(?s).*HTTP 4\\d\\d, \"[A-Za-z][A-Za-z0-9_ ,:.'()]+\".*")
                    .message()
                    .doesNotContain(vendor.secrets());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GENERIC", "TEAMS", "ALERTMANAGER"})
    @DisplayName("a page that a portal answers with 200 is not taken for the vendor's answer")
    void portal(Vendor vendor) throws Exception {
        try (VendorServer server = VendorServer.start(vendor);
                WebhookNotifier notifier = notifier(server)) {
            for (String page : List.of("<html>Welcome to our guests</html>", "{}", "")) {
                server.fault = VendorAnswers.html(200, page);

                assertThatThrownBy(() -> notifier.send(TOLD, TIMEOUT)).isInstanceOf(UnavailableException.class);
            }
        }
    }
}
