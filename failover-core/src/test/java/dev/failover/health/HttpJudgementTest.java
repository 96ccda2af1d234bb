package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.BodyExpectation.Json;
import dev.failover.health.BodyExpectation.Match;
import dev.failover.health.BodyExpectation.Text;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an http check makes of an answer")
class HttpJudgementTest {
    private static final HttpUrl URL = HttpUrl.get("https://www.example.test/");
    private static final Duration SOON = Duration.ofMillis(80);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static HttpAnswer answer(String body) {
        return HttpAnswer.head(URL, 200, null).withBody(body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static Health judge(BodyExpectation wanted, String body) {
        return judge(wanted, body, Deadline.in(TIMEOUT));
    }

    private static Health judge(BodyExpectation wanted, String body, Deadline deadline) {
        return new HttpJudgement(ExpectedStatuses.parse("200-399"), 100, List.of(wanted), Optional.empty())
                .of(answer(body), SOON, () -> deadline);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ^ok$            | ok                      | answered 200
                    (?s)b.*d        | a b c d                 | answered 200
                    (?i)MAINTENANCE | all is well             | answered 200 without a match of the pattern in its first 100 bytes
                    """)
    void aPattern(String pattern, String body, String detail) {
        assertThat(judge(new Match(Pattern.compile(pattern)), body).detail()).isEqualTo(detail);
    }

    @ParameterizedTest(name = "{0} is {1} in {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $.status   | ok   | {"status": "ok"}       | answered 200
                    $.n        | 3    | {"n": 3}               | answered 200
                    $.up       | true | {"up": true}           | answered 200
                    $.status   | ok   | {"status": "not ok"}   | answered 200 with "not ok" at $.status, which is not what is expected
                    $.status   | o.   | {"status": "ok"}       | answered 200 with "ok" at $.status, which is not what is expected
                    $.status   | ok   | {"state": "ok"}        | answered 200 without a value at $.status in its JSON
                    $.status   | ok   | {"status": ["ok"]}     | answered 200 without a value at $.status in its JSON
                    $.status   | ok   | <html>ok</html>        | answered 200 with a body that is not JSON in its first 100 bytes
                    $.status   | ok   | {"state": "ok"         | answered 200 without $.status in the JSON of its first 100 bytes
                    $.status   | ok   | ``                     | answered 200 without $.status in the JSON of its first 100 bytes
                    """)
    void aValueInJson(String path, String value, String body, String detail) {
        assertThat(judge(Json.equal(JsonPath.parse(path), value), body).detail())
                .isEqualTo(detail);
    }

    @Test
    void aMatchInJson() {
        Json wanted = new Json(JsonPath.parse("$.version"), Pattern.compile("^2\\."));
        assertThat(judge(wanted, "{\"version\": \"2.1\"}").status()).isEqualTo(Health.Status.UP);
        assertThat(judge(wanted, "{\"version\": \"1.2.\\u001b[2J\"}"))
                .isEqualTo(Health.down("answered 200 with \"1.2.\" at $.version, which is not what is expected"));
    }

    @Test
    @DisplayName("of which one of several is missing is told, and the first of them")
    void severalWishes() {
        HttpJudgement judgement = new HttpJudgement(
                ExpectedStatuses.parse("200"),
                100,
                List.of(new Text("ok"), Json.equal(JsonPath.parse("$.a"), "1"), new Match(Pattern.compile("z"))),
                Optional.of(Duration.ofMillis(1)));
        Deadline deadline = Deadline.in(TIMEOUT);
        assertThat(judgement.of(answer("{\"a\": 1}"), SOON, () -> deadline).detail())
                .isEqualTo("answered 200 without the text expected in its first 100 bytes");
        assertThat(judgement
                        .of(answer("{\"a\": 2, \"ok\": 0}"), SOON, () -> deadline)
                        .detail())
                .contains("at $.a");
        assertThat(judgement
                        .of(answer("{\"a\": 1, \"ok\": \"z\"}"), SOON, () -> deadline)
                        .detail())
                .isEqualTo("answered 200 after 80ms, and must within 1ms");
        assertThat(judgement
                        .of(HttpAnswer.head(URL, 500, null), SOON, () -> deadline)
                        .detail())
                .isEqualTo("answered 500");
    }

    @ParameterizedTest
    @CsvSource({"499, UP", "500, UP", "501, DOWN"})
    void anAnswerThatTookItsTime(int millis, Health.Status status) {
        Health health = new HttpJudgement(
                        ExpectedStatuses.parse("200"), 0, List.of(), Optional.of(Duration.ofMillis(500)))
                .of(HttpAnswer.head(URL, 200, null), Duration.ofMillis(millis), () -> Deadline.in(TIMEOUT));
        assertThat(health.status()).isEqualTo(status);
        assertThat(health.detail())
                .isEqualTo(
                        status == Health.Status.UP
                                ? "answered 200"
                                : "answered 200 after 501ms, and must within 500ms");
    }

    /** The clock goes on by itself, a millisecond each time that it is looked at. */
    @Test
    @DisplayName("is that it could not be searched in time, if a pattern tries without end")
    void backtracking() {
        AtomicLong now = new AtomicLong();
        Deadline deadline = Deadline.in(TIMEOUT, () -> now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));
        Pattern costly = Pattern.compile("^(x+)+(z?)\\2y$");
        assertThat(judge(new Match(costly), "x".repeat(80), deadline))
                .isEqualTo(Health.down("answered 200 with a body that could not be searched in time"));
        Deadline another = Deadline.in(TIMEOUT, () -> now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));
        assertThat(judge(new Json(JsonPath.parse("$"), costly), "\"" + "x".repeat(80) + "\"", another))
                .isEqualTo(Health.down("answered 200 with a body that could not be searched in time"));
    }

    @Test
    @DisplayName("is that it is too much, if a pattern goes deeper than the stack")
    void recursion() {
        assertThat(judge(new Match(Pattern.compile("^(?:a|b)*$")), "ab".repeat(1 << 20) + "c"))
                .isEqualTo(Health.down("answered 200 with a body that is too much for the pattern to be looked for"));
    }

    @Test
    @DisplayName("takes no time worth a thread, unless something is searched for")
    void costs() {
        assertThat(judgement().mayTakeLong()).isFalse();
        assertThat(judgement(new Text("x")).mayTakeLong()).isFalse();
        assertThat(judgement(new Text("x"), new Match(Pattern.compile("x"))).mayTakeLong())
                .isTrue();
        assertThat(judgement(Json.equal(JsonPath.parse("$"), "x")).mayTakeLong())
                .isTrue();
        assertThat(judgement().looksAtBody()).isFalse();
        assertThat(judgement(new Text("x")).looksAtBody()).isTrue();
    }

    private static HttpJudgement judgement(BodyExpectation... wanted) {
        return new HttpJudgement(ExpectedStatuses.parse("200"), 0, List.of(wanted), Optional.empty());
    }
}
