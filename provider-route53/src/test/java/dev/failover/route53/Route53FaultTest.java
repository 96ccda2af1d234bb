package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.route53.Fault.Ending;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class Route53FaultTest extends ImitationTest {
    private static Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("throttled", Fault.throttled());
        faults.put("prior request not complete", Fault.busy());
        faults.put("500", Fault.error(500, "InternalFailure", "imitated"));
        faults.put("503 as a page", Fault.page(503));
        faults.put("a proxy's 403", Fault.page(403));
        faults.put("a portal's 200", Fault.page(200));
        faults.put("an empty 200", Fault.answer(200, ""));
        faults.put("clock", Fault.skewed());
        faults.put("reset", Fault.ending(Ending.RESET));
        faults.put("carried out, truncated XML", Fault.ending(Ending.TRUNCATED));
        faults.put("carried out, cut off", Fault.ending(Ending.CUT));
        faults.put("carried out, answer lost", Fault.lostAnswer());
        return faults;
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(LIST, CHANGE, LOOK)
                .flatMap(request -> faults().entrySet().stream()
                        .map(fault -> Arguments.of(request, fault.getKey(), fault.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everywhere")
    @DisplayName("a single fault is overcome within the call, up to the publication")
    void single(String request, String name, Fault fault) throws InterruptedException {
        route53.fail(request, fault);
        apply(SWITCH);
        assertThat(route53.stored(WWW)).containsExactly("198.51.100.7");
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        assertThat(route53.zone().history()).allMatch(state -> state.containsKey(WWW));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everywhere")
    @DisplayName("a lasting fault is unavailable; the same call made again after it publishes")
    void lasting(String request, String name, Fault fault) throws InterruptedException {
        route53.fail(request, 99, fault);
        assertThatThrownBy(() -> apply(SWITCH))
                .isInstanceOf(UnavailableException.class)
                .hasMessageNotContaining("null");
        assertThat(calls().stream().filter(call -> !call.equals("GET /change"))).hasSizeLessThanOrEqualTo(6);
        route53.heal();
        apply(SWITCH);
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        assertThat(route53.zone().history()).allMatch(state -> state.containsKey(WWW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Throttling", "PriorRequestNotComplete"})
    @DisplayName("throttling, HTTP 400 here, is waited out with growing pauses, and then handed on with a wait")
    void throttling(String code) throws InterruptedException {
        route53.fail(CHANGE, 4, Fault.error(400, code, "Rate exceeded"));
        apply(SWITCH);
        assertThat(time.pauses()).extracting(Duration::toMillis).startsWith(1000L, 1000L, 1000L, 2000L);
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        route53.forgetRequests();
        route53.fail(LIST, 99, Fault.error(400, code, "Rate exceeded"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(1)));
        assertThat(calls()).hasSize(5);
    }

    @Test
    @DisplayName("no backing off beyond the deadline")
    void throttledInAHurry() {
        route53.fail(LIST, 99, Fault.throttled());
        assertThatThrownBy(() -> provider.find(WWW, Duration.ofMillis(1200))).isInstanceOf(UnavailableException.class);
        assertThat(time.pauses()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    @DisplayName("a portal's page is never taken for an empty zone")
    void portal() {
        route53.fail(LIST, 99, Fault.page(200));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("check endpoint");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "403, AccessDenied, the policy lacks route53:ListResourceRecordSets",
        "403, InvalidClientTokenId, access-key-id is not known",
        "403, SignatureDoesNotMatch, secret-access-key does not belong",
        "403, ExpiredToken, session-token has expired",
        "404, NoSuchHostedZone, check zone-id",
        "400, InvalidInput, imitated words",
    })
    @DisplayName("a refusal is final, and says what to do")
    void refused(int status, String code, String words) {
        route53.fail(LIST, 99, Fault.error(status, code, "imitated words"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll(code, words, "request id imitated-request");
        assertThat(calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 500})
    @DisplayName("what Route 53 says arrives on one line, without what a terminal obeys")
    void clean(int status) {
        // XML 1.0 has no ESC; all the others pass.
        String said = "Over\u202Eturned\n\u2028\u009b31mnext";
        for (Fault fault : List.of(
                Fault.error(status, "Invalid\u009b31mInput", said),
                Fault.answer(status, "<x\u202E><Message>" + said + "</Message></x\u202E>"),
                Fault.answer(status, "<InvalidInput><Message>" + said + "</Message></InvalidInput>"))) {
            route53.heal();
            route53.fail(LIST, 99, fault);
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).message().doesNotContainPattern("\\p{C}|\\p{Zl}");
        }
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).hasMessageContaining("\"Overturned next\"");
    }

    @Test
    @DisplayName("a doubled path is a refusal in a shape of its own")
    void rootedError() {
        route53.fail(
                LIST,
                99,
                Fault.answer(
                        403,
                        "<InvalidSignatureException><Message>Unable to determine service/operation name to be authorized</Message></InvalidSignatureException>"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Unable to determine service");
    }

    @Test
    @DisplayName("a clock that is wrong is called so")
    void clock() {
        for (Duration offset : List.of(Duration.ofMinutes(20), Duration.ofMinutes(-20))) {
            route53.clockOffset(offset);
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("clock", "NTP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, CHANGE, LOOK})
    @DisplayName("a request that hangs is given half of the time, so that another can succeed")
    void hangsOnce(String request) throws InterruptedException {
        route53.fail(request, 1, "hang");
        provider.apply(List.of(SWITCH), Duration.ofSeconds(6));
        assertThat(route53.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("a server that is not there is unavailable, by its host's name")
    void notThere() {
        route53.close();
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("127.0.0.1:");
        assertThatCode(provider::close).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a call on a provider that was closed is a bug, and says so")
    void closed() {
        provider.close();
        RecordKey key = new RecordKey("x", RecordType.A);
        assertThatThrownBy(() -> apply(RecordChange.create(RecordSet.of(key, TTL, "192.0.2.1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
