package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.control.StartedFailover;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Acting by the page")
@Timeout(60)
class ActingTest {
    private static final String TOKEN = "0123456789abcdef-token";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private StartedFailover watcher;
    private Served served;

    @BeforeEach
    void start() throws Exception {
        watcher = StartedFailover.in(directory);
        served = new Served(
                Scene.QUIET::facts,
                Show.OPERATOR,
                Optional.of(
                        new Acting(watcher.requests()::answer, Secret.of(TOKEN), new Attempts(TimeSource.system()))));
    }

    @AfterEach
    void stop() {
        served.close();
        watcher.close();
    }

    private static Map<String, String> pause() {
        return new TreeMap<>(Map.of(
                "verb", "pause", "service", "www", "by", "anna", "reason", "works <b>&\u001b[2J", "token", TOKEN));
    }

    private HttpResponse<String> post(Map<String, String> form, String... headers) throws Exception {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url("/act")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private boolean isPaused() {
        return watcher.failover().status("www").orElseThrow().state().pause().isPresent();
    }

    @Test
    @DisplayName("does what the verb does, with who and why, on one clean line, and says what came of it")
    void acts() throws Exception {
        HttpResponse<String> answer = post(pause(), "Origin", served.url(""), "Sec-Fetch-Site", "same-origin");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("www is paused");
        assertThat(watcher.failover()
                        .status("www")
                        .orElseThrow()
                        .state()
                        .pause()
                        .orElseThrow()
                        .by())
                .isEqualTo("anna");
        assertThat(watcher.failover()
                        .status("www")
                        .orElseThrow()
                        .state()
                        .pause()
                        .orElseThrow()
                        .reason())
                .isEqualTo("works <b>&");
        Map<String, String> resume = pause();
        resume.put("verb", "resume");
        assertThat(post(resume).body()).contains("www is no longer paused");
        assertThat(isPaused()).isFalse();
    }

    @Test
    @DisplayName("moves a service, and is refused by the same gates as the verb")
    void switches() throws Exception {
        Map<String, String> form = pause();
        form.put("verb", "switch");
        form.put("site", "moon");
        HttpResponse<String> nowhere = post(form);
        assertThat(nowhere.statusCode()).isEqualTo(400);
        assertThat(nowhere.body()).contains("no site named &quot;moon&quot;");
        form.put("verb", "approve");
        form.put("site", "home");
        assertThat(post(form).body()).contains("One switch of www to home is approved for 30m");
    }

    @Test
    @DisplayName("fails back and acknowledges, as the verbs do")
    void failsBack() throws Exception {
        Map<String, String> form = pause();
        form.put("verb", "failback");
        assertThat(post(form).body()).contains("www is at prod");
        form.put("verb", "ack");
        HttpResponse<String> acknowledged = post(form);
        assertThat(acknowledged.body()).contains("www");
        assertThat(acknowledged.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "token, wrong-token-wrong, 403, The token is another one",
        "token, '', 403, The token is another one",
        "by, '', 400, Your name is missing",
        "by, '\u001b[0m ', 400, Your name is missing",
        "reason, '', 400, The reason is missing",
        "verb, reload, 400, What is to be done is missing",
        "verb, threads, 400, What is to be done is missing",
        "verb, switch, 400, The site is missing",
        "service, '', 400, The service is missing",
        "service, shop, 400, There is no service named"
    })
    @DisplayName("does nothing where anything is missing or wrong, and never shows the token")
    void refuses(String field, String value, int status, String sentence) throws Exception {
        Map<String, String> form = pause();
        form.put(field, value);
        HttpResponse<String> answer = post(form);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence).doesNotContain(TOKEN);
        assertThat(isPaused()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, http://127.0.0.1.evil.example",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none"
    })
    @DisplayName("does nothing for another page, even one that knows the token")
    void otherPages(String header, String value) throws Exception {
        assertThat(post(pause(), header, value).statusCode()).isEqualTo(403);
        assertThat(isPaused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data; boundary=x", ";"})
    @DisplayName("takes forms only")
    void types(String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(served.url("/act")))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("verb=pause"))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
    }

    @Test
    @DisplayName("takes no form of more than 8 KiB")
    void longForms() throws Exception {
        Map<String, String> form = pause();
        form.put("reason", "a".repeat(9000));

        assertThat(post(form).statusCode()).isEqualTo(413);
        assertThat(isPaused()).isFalse();
    }

    @Test
    @DisplayName("stops whoever guesses after ten attempts, also with the right token then")
    void guesses() throws Exception {
        Map<String, String> form = pause();
        for (int i = 0; i < 10; i++) {
            form.put("token", "guess-number-" + i);
            assertThat(post(form).statusCode()).isEqualTo(403);
        }
        HttpResponse<String> answer = post(pause());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("6");
        assertThat(isPaused()).isFalse();
    }

    @Test
    @DisplayName("has a form for each thing that can be done, which works without a script")
    void forms() throws Exception {
        HttpResponse<String> form = http.send(
                HttpRequest.newBuilder(URI.create(served.url("/act?verb=switch&service=www")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(form.body())
                .contains("<form method=\"post\" action=\"act\">", "name=\"token\"", "name=\"by\"", "name=\"reason\"")
                .contains("<option value=\"home\">home (UP)</option>")
                .doesNotContain("<script", "http-equiv=\"refresh\"", "value=\"prod\"");
    }
}
