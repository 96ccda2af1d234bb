package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.ovh.Fault.Ending;
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class OvhFaultTest extends ImitationTest {
    private static final List<String> REQUESTS = List.of(
            "GET /auth/time",
            "GET " + BASE + "/record",
            "GET " + BASE + "/record/*",
            "PUT " + BASE + "/record/*",
            "POST " + BASE + "/record",
            "DELETE " + BASE + "/record/*",
            "POST " + BASE + "/refresh");

    private static Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("500", Fault.status(500));
        faults.put("502 as a page", Fault.page(502));
        faults.put("503", Fault.status(503));
        faults.put("408 as a page", Fault.page(408));
        faults.put("409", Fault.status(409));
        faults.put("a proxy's 403", Fault.page(403));
        faults.put("a portal's 200", Fault.page(200));
        faults.put("429", Fault.throttled());
        faults.put("429, 1 s", Fault.throttled("1"));
        faults.put("reset", Fault.ending(Ending.RESET));
        faults.put("carried out, truncated JSON", Fault.ending(Ending.TRUNCATED));
        faults.put("carried out, cut off", Fault.ending(Ending.CUT));
        faults.put("carried out, answer lost", Fault.lostAnswer());
        return faults;
    }

    static Stream<Arguments> everywhere() {
        return REQUESTS.stream()
                .flatMap(request -> faults().entrySet().stream()
                        .map(fault -> Arguments.of(request, fault.getKey(), fault.getValue())));
    }

    /** Grows, replaces and shrinks, so that every kind of request is made. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everywhere")
    @DisplayName("a single fault is overcome within the call, and no record is doubled")
    void single(String request, String name, Fault fault) throws InterruptedException {
        RecordSet wide = www("198.51.100.1", "198.51.100.2");
        ovh.fail(request, fault);
        apply(RecordChange.replace(PRIMARY, wide));
        assertThat(ovh.edited(WWW)).containsExactlyInAnyOrder("198.51.100.1", "198.51.100.2");
        assertThat(ovh.published(WWW)).hasValue(wide);
        apply(RecordChange.replace(wide, STANDBY));
        assertThat(ovh.edited(WWW)).containsExactly("198.51.100.7");
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(ovh.zone().history()).allMatch(state -> state.containsKey(WWW));
        assertThat(time.pauses()).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everywhere")
    @DisplayName("a lasting fault is unavailable; the same call made again after it doubles nothing")
    void lasting(String request, String name, Fault fault) throws InterruptedException {
        RecordSet wide = www("198.51.100.1", "198.51.100.2");
        RecordChange grow = RecordChange.replace(PRIMARY, wide);
        RecordChange shrink = RecordChange.replace(wide, STANDBY);
        ovh.fail(request, 99, fault);
        for (RecordChange change : List.of(grow, shrink)) {
            // A fault that spares the request may let the call pass: it is then judged by its outcome alone.
            attempt(change);
            ovh.heal();
            apply(change);
            assertThat(ovh.edited(WWW))
                    .containsExactlyInAnyOrderElementsOf(change.desired().values());
            assertThat(ovh.published(WWW)).hasValue(change.desired());
            ovh.fail(request, 99, fault);
        }
        assertThat(ovh.zone().history()).allMatch(state -> state.containsKey(WWW));
    }

    private void attempt(RecordChange change) throws InterruptedException {
        try {
            apply(change);
        } catch (UnavailableException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    @DisplayName("what OVH says arrives on one line, without what a terminal obeys")
    void clean() throws InterruptedException {
        provider.find(WWW, TIMEOUT);
        String said = "\\u001b]0;owned\\u0007Over\\u202Eturned\\n\\u2028\\u009b31mnext";
        for (int status : new int[] {400, 403, 503}) {
            ovh.heal();
            ovh.fail("*", 99, Fault.answer(status, "{\"message\":\"%1$s\",\"errorCode\":\"%1$s\"}".formatted(said)));
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                    .hasMessageContaining("\"Overturned next\"")
                    .message()
                    .doesNotContainPattern("\\p{C}|\\p{Zl}");
        }
        ovh.heal();
        ovh.zone().add("www", "TXT", "\u001b]0;owned\u0007\u202Eother\u009b31m", 60);
        RecordKey key = new RecordKey("www", RecordType.TXT);
        assertThatThrownBy(() -> apply(RecordChange.replace(RecordSet.of(key, TTL, "a"), RecordSet.of(key, TTL, "b"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageEndingWith("and is [other].");
    }

    @Test
    @DisplayName("a lost POST is never sent again before the records were listed")
    void lostPost() throws InterruptedException {
        ovh.fail("POST " + BASE + "/record", Fault.lostAnswer());
        apply(RecordChange.replace(PRIMARY, www("203.0.113.10", "192.0.2.2")));
        assertThat(calls())
                .containsExactly(
                        "GET /auth/time",
                        "GET /record",
                        "GET /record/*",
                        "POST /record",
                        "GET /record",
                        "GET /record/*",
                        "GET /record/*",
                        "POST /refresh");
    }

    @Test
    @DisplayName("a record added a moment ago that can't be read yet is waited for, not added again")
    void notYetReadable() throws InterruptedException {
        ovh.fail("POST " + BASE + "/record", Fault.lostAnswer());
        ovh.fail(
                "GET " + BASE + "/record/900719925474*",
                Fault.answer(404, "{\"message\":\"The requested object (id = 1) does not exist\"}"));
        apply(RecordChange.replace(PRIMARY, www("203.0.113.10", "192.0.2.2")));
        assertThat(ovh.edited(WWW)).containsExactlyInAnyOrder("203.0.113.10", "192.0.2.2");
    }

    @Test
    @DisplayName("Retry-After is heeded if there is time for it, and handed on if not")
    void retryAfter() throws InterruptedException {
        ovh.fail("GET " + BASE + "/record", Fault.throttled("3"));
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(3));
        ovh.forgetRequests();
        ovh.fail("GET " + BASE + "/record", Fault.throttled("60"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(60)));
        assertThat(calls()).containsExactly("GET /record");
    }

    @Test
    @DisplayName("a refresh asked to wait hands on for how long, and says what is left undone")
    void refreshThrottled() {
        ovh.fail("POST " + BASE + "/refresh", Fault.throttled("60"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(60)))
                .hasMessageContaining("whether they are published is unknown");
    }

    @ParameterizedTest
    @DisplayName("a request that hangs is given half of the time, so that another can succeed")
    @ValueSource(
            strings = {
                "GET /domain/zone/beerus.fr/record",
                "PUT /domain/zone/beerus.fr/record/*",
                "POST /domain/zone/beerus.fr/refresh"
            })
    void hangsOnce(String request) throws InterruptedException {
        ovh.fail(request, 1, "hang");
        provider.apply(List.of(RecordChange.replace(PRIMARY, STANDBY)), Duration.ofSeconds(2));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("a server that hangs costs the timeout and no more")
    void hangs() {
        ovh.fail("*", 99, "hang");
        long start = System.nanoTime();
        assertThatThrownBy(() -> provider.find(WWW, Duration.ofMillis(400))).isInstanceOf(UnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1400));
    }

    @Test
    @DisplayName("one second attempt per request, no more")
    void attempts() {
        ovh.fail("GET " + BASE + "/record", 99, Fault.status(500));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("HTTP 500", "EU.imitation-");
        assertThat(calls()).containsExactly("GET /auth/time", "GET /record", "GET /record");
    }

    @Test
    @DisplayName("a wrong clock here, or a server's clock that is set, is made good by asking for the time")
    void clocks() throws InterruptedException {
        for (Duration offset : List.of(Duration.ofHours(3), Duration.ofHours(-3), Duration.ZERO)) {
            ovh.clockOffset(offset);
            assertThat(provider.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        }
        assertThat(calls().stream().filter("GET /auth/time"::equals)).hasSize(3);
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    @DisplayName("each attempt is signed with the time of its own")
    void signedAnew() throws InterruptedException {
        Instant[] now = {Instant.now()};
        try (OvhDnsProvider slow = ovh.provider()
                .time(new ImpatientTime(() -> now[0]) {
                    @Override
                    public void sleep(Duration duration) {
                        now[0] = now[0].plusSeconds(3600);
                        ovh.clockOffset(Duration.between(Instant.now(), now[0]));
                    }
                })
                .build()) {
            ovh.fail("GET " + BASE + "/record", Fault.status(503));
            assertThat(slow.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        }
        assertThat(calls()).containsExactly("GET /auth/time", "GET /record", "GET /record", "GET /record/*");
    }

    @Test
    @DisplayName("a clock error that stays is unavailable, after one more reading of the time")
    void clockStaysWrong() {
        ovh.fail(
                "GET " + BASE + "/record",
                99,
                Fault.answer(
                        400,
                        "{\"message\":\"Query out of time\",\"errorCode\":\"QUERY_TIME_OUT\",\"httpCode\":\"400 Bad Request\"}"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("Query out of time");
    }

    @Test
    @DisplayName("a wrong signature is tried again only if the time has moved")
    void wrongSignature() {
        ovh.fail(
                "GET " + BASE + "/record",
                99,
                Fault.answer(400, "{\"message\":\"Invalid signature\",\"errorCode\":\"INVALID_SIGNATURE\"}"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .hasMessageContaining("application-secret does not belong to application-key");
        assertThat(calls()).containsExactly("GET /auth/time", "GET /record", "GET /auth/time");
        ovh.forgetRequests();
        ovh.clockOffset(Duration.ofMinutes(5));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(RuntimeException.class);
        assertThat(calls()).containsExactly("GET /record", "GET /auth/time", "GET /record");
    }

    @ParameterizedTest
    @DisplayName("a time that is none is not signed with")
    @ValueSource(strings = {"", "null", "\"1366560945\"", "{}", "<html></html>", "1.5"})
    void notATime(String body) {
        ovh.fail("GET /auth/time", 99, Fault.pretended(body));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
        assertThat(calls()).doesNotContain("GET /record");
    }

    @Test
    @DisplayName("a server that is not there is unavailable, by its host's name")
    void notThere() {
        ovh.close();
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("127.0.0.1:");
        assertThatCode(provider::close).doesNotThrowAnyException();
    }
}
