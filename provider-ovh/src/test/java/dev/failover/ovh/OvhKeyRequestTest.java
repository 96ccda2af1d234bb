package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.ImpatientTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A request for a consumer key")
class OvhKeyRequestTest {
    private static final String APPLICATION = "7kbG7Bk7S9Nt7ZSV";
    private static final String SECRET = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";
    private static final String CONSUMER = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
    private static final String VALIDATION = "https://eu.api.ovh.com/auth/?credentialToken=iQ1joJE";
    private static final String MADE =
            "{\"validationUrl\":\"%s\",\"consumerKey\":\"%s\",\"state\":\"pendingValidation\"}";
    private static final String CREDENTIAL =
            "{\"credentialId\":9007199254740993,\"status\":\"%s\",\"expiration\":%s,\"rules\":[]}";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final long TIME = 1366560945L;
    private static final OvhKeyRequest.Pending PENDING =
            new OvhKeyRequest.Pending(Secret.of(CONSUMER), URI.create(VALIDATION));

    private final MockWebServer server = new MockWebServer();
    private final ImpatientTime time = new ImpatientTime(() -> Instant.ofEpochSecond(TIME));
    private OvhKeyRequest request;

    @BeforeEach
    void start() throws IOException {
        server.start();
        request = account().keyRequest();
    }

    @AfterEach
    void stop() {
        request.close();
        server.close();
    }

    private static List<AccessRule> rules(boolean records) {
        return OvhDnsProvider.builder().zone("beerus.fr").accessRules(records);
    }

    private OvhAccount account() {
        return new OvhAccount()
                .endpoint("http://localhost:" + server.getPort() + "/1.0")
                .applicationKey(Secret.of(APPLICATION))
                .applicationSecret(Secret.of(SECRET))
                .time(time);
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    @Test
    @DisplayName("asks for the exact rights of one zone, unsigned, and gives the key and where to validate it")
    void asks() throws Exception {
        answer(200, MADE.formatted(VALIDATION, CONSUMER));

        OvhKeyRequest.Pending made = request.ask(rules(false), TIMEOUT);

        assertThat(made.consumerKey().reveal()).isEqualTo(CONSUMER);
        assertThat(made.validationUrl()).hasToString(VALIDATION);
        assertThat(made.toString()).doesNotContain(CONSUMER, "credentialToken");
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getMethod() + " " + sent.getTarget()).isEqualTo("POST /1.0/auth/credential");
        assertThat(sent.getHeaders().get("X-Ovh-Application")).isEqualTo(APPLICATION);
        assertThat(sent.getHeaders().names())
                .filteredOn(name -> name.startsWith("X-Ovh"))
                .hasSize(1);
        assertThat(sent.getBody().utf8())
                .isEqualTo("{\"accessRules\":["
                        + "{\"method\":\"GET\",\"path\":\"/domain/zone/beerus.fr/record\"},"
                        + "{\"method\":\"GET\",\"path\":\"/domain/zone/beerus.fr/record/*\"},"
                        + "{\"method\":\"PUT\",\"path\":\"/domain/zone/beerus.fr/record/*\"},"
                        + "{\"method\":\"POST\",\"path\":\"/domain/zone/beerus.fr/refresh\"},"
                        + "{\"method\":\"GET\",\"path\":\"/domain/zone/beerus.fr/soa\"},"
                        + "{\"method\":\"GET\",\"path\":\"/auth/currentCredential\"}]}");
    }

    @Test
    @DisplayName("asks for the rights to create and delete records only if it is told to")
    void records() throws Exception {
        answer(200, MADE.formatted(VALIDATION, CONSUMER));
        request.ask(rules(true), TIMEOUT);

        assertThat(server.takeRequest().getBody().utf8())
                .contains("{\"method\":\"POST\",\"path\":\"/domain/zone/beerus.fr/record\"}")
                .contains("{\"method\":\"DELETE\",\"path\":\"/domain/zone/beerus.fr/record/*\"}");
        assertThat(rules(false)).noneMatch(rule -> rule.method().equals("DELETE"));
    }

    @Test
    @DisplayName("waits, by signed requests, until the key is valid, and says when it expires")
    void waits() throws Exception {
        answer(200, Long.toString(TIME));
        answer(403, "{\"message\":\"This credential is not valid\",\"errorCode\":\"INVALID_CREDENTIAL\"}");
        answer(502, "<html>");
        answer(200, CREDENTIAL.formatted("pendingValidation", "null"));
        answer(200, CREDENTIAL.formatted("validated", "\"2027-01-31T12:00:00+01:00\""));

        assertThat(request.await(PENDING, PATIENCE)).contains(Instant.parse("2027-01-31T11:00:00Z"));

        assertThat(server.takeRequest().getTarget()).isEqualTo("/1.0/auth/time");
        for (int look = 1; look <= 4; look++) {
            RecordedRequest sent = server.takeRequest();
            assertThat(sent.getTarget()).isEqualTo("/1.0/auth/currentCredential");
            assertThat(sent.getHeaders().get("X-Ovh-Consumer")).isEqualTo(CONSUMER);
            assertThat(sent.getHeaders().get("X-Ovh-Signature")).startsWith("$1$");
        }
        assertThat(time.pauses()).hasSize(4);
    }

    @Test
    @DisplayName("knows a key that never expires")
    void unlimited() throws Exception {
        answer(200, Long.toString(TIME));
        answer(200, CREDENTIAL.formatted("validated", "null"));

        assertThat(request.await(PENDING, PATIENCE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "expired"})
    @DisplayName("ends when its owner refuses")
    void refused(String status) {
        answer(200, Long.toString(TIME));
        answer(200, CREDENTIAL.formatted(status, "null"));

        assertThatThrownBy(() -> request.await(PENDING, PATIENCE))
                .isInstanceOf(RejectedException.class)
                .hasMessage("The consumer key is " + status + ", not validated; ask for another.");
    }

    @Test
    @DisplayName("ends in time when nobody validates it, having asked 12 times a minute at most")
    void inTime() {
        answer(200, Long.toString(TIME));
        for (int look = 0; look < 40; look++) {
            answer(200, CREDENTIAL.formatted("pendingValidation", "null"));
        }

        assertThatThrownBy(() -> request.await(PENDING, Duration.ofMinutes(2)))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("The consumer key was not validated within 2m; ask for another.");
        assertThat(server.getRequestCount()).isBetween(20, 32);
    }

    @Test
    @DisplayName("names application-key, and no secret, when OVH does not know the application")
    void wrongApplication() {
        answer(403, refusal("INVALID_KEY", "This application key is invalid: " + APPLICATION));

        assertThatThrownBy(() -> request.ask(rules(false), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("application-key is not known to endpoint")
                .hasMessageNotContaining(APPLICATION);
    }

    @Test
    @DisplayName("names application-secret, and no secret, when the signature is wrong, and does not wait on")
    void wrongSecret() {
        answer(200, Long.toString(TIME));
        answer(400, refusal("INVALID_SIGNATURE", "Invalid signature " + APPLICATION + SECRET + CONSUMER));
        answer(200, Long.toString(TIME));

        assertThatThrownBy(() -> request.await(PENDING, PATIENCE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("application-secret does not belong to application-key")
                .message()
                .doesNotContain(APPLICATION, SECRET, CONSUMER);
    }

    private static String refusal(String code, String message) {
        return "{\"message\":\"%s\",\"errorCode\":\"%s\"}".formatted(message, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "https:",
                "not a url",
                "https://eu.api.ovh.com/\\u001b[2J",
                "file:///etc/passwd"
            })
    @DisplayName("shows nobody what can't be a page to log in at")
    void hostileUrl(String url) {
        answer(200, MADE.formatted(url, CONSUMER));

        assertThatThrownBy(() -> request.ask(rules(false), TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("\"validationUrl\" is not a URL")
                .hasMessageNotContaining(CONSUMER);
    }

    @Test
    @DisplayName("takes no key that can't be sent")
    void hostileKey() {
        answer(200, MADE.formatted(VALIDATION, "a b\\u0007"));

        assertThatThrownBy(() -> request.ask(rules(false), TIMEOUT))
                .hasMessageContaining("\"consumerKey\" can't be a key");
    }

    @Test
    @DisplayName("needs application-key and application-secret, and says which are missing; rules need a zone")
    void missing() {
        assertThatThrownBy(new OvhAccount()::keyRequest)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll("application-key", "application-secret");
        assertThatThrownBy(() -> OvhDnsProvider.builder().accessRules(false))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("zone");
    }

    @Test
    @DisplayName("is not made for a key that nobody could find valid")
    void withoutOwnRules() {
        assertThatThrownBy(() -> request.ask(List.of(new AccessRule("GET", "/ip/*")), TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /auth/currentCredential");
    }

    @ParameterizedTest
    @CsvSource({
        "ovh-eu, https://eu.api.ovh.com/createApp/",
        "ovh-us, https://api.us.ovhcloud.com/createApp/",
        "kimsufi-ca, https://ca.api.kimsufi.com/createApp/"
    })
    @DisplayName("knows where an application is made in each region")
    void applicationPage(String endpoint, String page) {
        assertThat(account().endpoint(endpoint).applicationPage()).hasToString(page);
    }

    @Test
    @DisplayName("asks for what docs/provider-ovh.md lists, and for nothing else")
    void page() throws IOException {
        String page = Files.readString(Path.of("../docs/provider-ovh.md"));
        Matcher block = Pattern.compile("```\n(GET  /domain[^`]*)```").matcher(page);
        assertThat(block.find()).isTrue();
        List<String> needed =
                block.group(1).lines().map(line -> line.replaceAll(" +", " ")).toList();
        List<String> more = Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(Stream.concat(needed.stream(), more.stream()))
                .containsExactlyInAnyOrderElementsOf(
                        rules(true).stream().map(AccessRule::toString).toList())
                .hasSize(Right.values().length);
        assertThat(Right.needed().map(right -> right.rule("beerus.fr"))).containsExactlyElementsOf(needed);
    }
}
