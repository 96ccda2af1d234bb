package dev.failover.desec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.Inspected;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain at deSEC")
class DesecDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofHours(1);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final DesecImitation desec = DesecImitation.start("beerus.fr", TTL, List.of(PROD));
    private final DesecDnsProvider provider = desec.provider();

    @AfterEach
    void stop() {
        provider.close();
        desec.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return desec.api().requests().stream()
                .map(request -> request.method() + request.path().replaceFirst("/api/v1/domains/beerus.fr", " "))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch, and none after it")
    void requestsPerSwitch() throws Exception {
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("the first").containsExactly("GET /", "GET /rrsets/www/A/", "PUT /rrsets/");

        desec.api().forgetRequests();
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner), RecordChange.replace(HOME, PROD));
        assertThat(calls())
                .as("with an ownership record")
                .containsExactly("GET /rrsets/_failover-www/TXT/", "GET /rrsets/www/A/", "PUT /rrsets/");
        assertThat(desec.published(OWNER)).hasValue(owner);

        desec.api().forgetRequests();
        apply(RecordChange.replace(HOME, PROD));
        assertThat(calls()).as("that is made already").containsExactly("GET /rrsets/www/A/");
    }

    @Test
    @DisplayName("of a thousand record sets is listed, and changed by one request, as a whole")
    void manyRecordSets() throws Exception {
        List<RecordSet> before = hosts("192.0.2.1");
        before.forEach(desec::put);
        List<RecordSet> after = hosts("192.0.2.2");
        int states = desec.history().orElseThrow().size();
        provider.apply(
                IntStream.range(0, before.size())
                        .mapToObj(i -> RecordChange.replace(before.get(i), after.get(i)))
                        .toList(),
                TIMEOUT);
        assertThat(calls()).containsExactly("GET /", "GET /rrsets/", "GET /rrsets/", "GET /rrsets/", "PUT /rrsets/");
        assertThat(desec.history().orElseThrow()).hasSize(states + 1);
    }

    private static List<RecordSet> hosts(String address) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> RecordSet.of(new RecordKey("host" + i, RecordType.A), TTL, address))
                .toList();
    }

    @Test
    @DisplayName("refuses the second of two who make one record set, and nothing is overwritten")
    void madeOnce() {
        RecordSet two = RecordSet.of(OWNER, TTL, "two");
        desec.beforeNextChange(() -> desec.put(two));
        assertThatThrownBy(() -> apply(RecordChange.create(RecordSet.of(OWNER, TTL, "one"))))
                .isInstanceOf(ConflictException.class);
        assertThat(desec.published(OWNER)).hasValue(two);
    }

    @Test
    @DisplayName("takes the domain's least TTL instead of less, and says at an inspection what that means")
    void leastTtl() throws Exception {
        apply(RecordChange.replace(PROD, RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10")));
        assertThat(desec.published(WWW)).hasValue(HOME);
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .contains("TTL: deSEC takes no less than 1h for zone beerus.fr", "right to write: can't be verified");
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        try (DesecImitation granted = DesecImitation.start("beerus.fr", Duration.ofMinutes(1), List.of(PROD));
                DesecDnsProvider quick = granted.provider()) {
            assertThat(Inspected.lines(quick, Severity.WARNING)).doesNotContain("TTL");
        }
    }

    @Test
    @DisplayName("has its words passed on: a fault of one record set, a policy that lacks, a day's writes used up")
    void refusals() {
        desec.api()
                .failNext(
                        request -> request.method().equals("PUT"),
                        dev.failover.testkit.ImitatedApi.Reply.of(
                                400, "[{},{\"records\":[\"Record content malformed.\"]}]"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("HTTP 400, \"records: Record content malformed.\"");
        desec.allowWrites(0);
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        thrown -> assertThat(thrown.retryAfter()).hasValue(Duration.ofHours(1)));
        desec.denyWrites();
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("give it a policy that lets it write these record sets of zone beerus.fr");
        assertThat(desec.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("of another account is told, and no record set of it is taken for absent")
    void wrongZone() throws Exception {
        try (DesecDnsProvider other = desec.builder().zone("other.fr").build()) {
            assertThat(other.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Severity.ERROR);
            assertThat(Inspected.lines(other, Severity.ERROR)).contains("zone other.fr is not in the account of token");
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT)).isInstanceOf(RejectedException.class);
        }
    }
}
