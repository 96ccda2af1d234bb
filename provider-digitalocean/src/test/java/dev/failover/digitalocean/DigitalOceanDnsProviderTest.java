package dev.failover.digitalocean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.digitalocean.DigitalOceanImitation.Scope;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.Inspected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone at DigitalOcean")
class DigitalOceanDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final DigitalOceanImitation ocean = DigitalOceanImitation.start("beerus.fr", List.of(PROD));
    private final DigitalOceanDnsProvider provider = ocean.provider();

    @AfterEach
    void stop() {
        provider.close();
        ocean.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return ocean.api().requests().stream()
                .map(request -> (request.method() + request.path().replaceFirst("/v2/domains/beerus.fr/records", " "))
                        .replaceFirst("/\\d+", "/*"))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch")
    void requestsPerSwitch() throws Exception {
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).containsExactly("GET ", "PUT /*");
        assertThat(ocean.published(WWW)).hasValue(HOME);

        ocean.api().forgetRequests();
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner));
        assertThat(calls()).as("where a record set is made").containsExactly("GET ", "POST ");
        assertThat(ocean.published(OWNER)).hasValue(owner);

        ocean.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET ");
    }

    @Test
    @DisplayName("is read to the last page of a name, though its links forget the name")
    void pages() throws Exception {
        RecordSet wide = RecordSet.of(
                new RecordKey("wide", RecordType.A),
                TTL,
                IntStream.range(0, 200).mapToObj(i -> "192.0.2." + i).toArray(String[]::new));
        ocean.put(wide);
        assertThat(provider.find(wide.key(), TIMEOUT)).hasValue(wide);
        assertThat(calls()).hasSize(2);
    }

    @Test
    @DisplayName("with a record twice has it once after a change, and needs a right more for that")
    void doubled() throws Exception {
        ocean.add(WWW, "198.51.100.7", 60);
        apply(RecordChange.replace(PROD, HOME));
        assertThat(ocean.stored(WWW)).containsExactly("203.0.113.10");
        ocean.add(WWW, "203.0.113.10", 60);
        ocean.take(Scope.DELETE);
        assertThatThrownBy(() -> apply(RecordChange.replace(HOME, PROD)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("HTTP 403 Forbidden")
                .hasMessageContaining("token lacks the scope domain:delete")
                .hasMessageContaining("Part of the changes to zone beerus.fr may have been made.");
        assertThat(ocean.published(WWW)).hasValue(HOME);
    }

    @Test
    @DisplayName("is looked at again after an answer was lost, and no record is added twice")
    void lostAnswer() throws Exception {
        ocean.api().loseNextAnswer(request -> request.method().equals("POST"));
        apply(RecordChange.create(RecordSet.of(OWNER, TTL, "one", "two")));
        assertThat(ocean.stored(OWNER)).containsExactlyInAnyOrder("one", "two");
        assertThat(calls()).containsExactly("GET ", "POST ", "GET ", "POST ");
    }

    @Test
    @DisplayName("whose record vanishes before it is edited is looked at again")
    void vanished() throws Exception {
        ocean.beforeNextChange(() -> ocean.put(PROD));
        apply(RecordChange.replace(PROD, HOME));
        assertThat(ocean.published(WWW)).hasValue(HOME);
        assertThat(calls()).containsExactly("GET ", "PUT /*", "GET ", "PUT /*");
    }

    @Test
    @DisplayName("is left alone until the oldest of an hour's requests no longer counts")
    void hourlyLimit() {
        Instant now = Instant.parse("2026-11-30T01:00:00Z");
        ocean.api()
                .failAll(DigitalOceanImitation.error(429, "too_many_requests", "API Rate limit exceeded.")
                        .with(
                                "ratelimit-reset",
                                Long.toString(now.plusSeconds(1200).getEpochSecond())));
        try (DigitalOceanDnsProvider patient =
                ocean.builder().time(new ImpatientTime(() -> now)).build()) {
            assertThatThrownBy(() -> patient.find(WWW, TIMEOUT))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            thrown -> assertThat(thrown.retryAfter()).hasValue(Duration.ofMinutes(20)));
        }
    }

    @Test
    @DisplayName("has its words passed on, with the id of the request")
    void refusals() {
        RecordSet alias = RecordSet.of(new RecordKey("www", RecordType.CNAME), TTL, "target.example.");
        assertThatThrownBy(() -> apply(RecordChange.create(alias)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("HTTP 422 unprocessable_entity, \"CNAME records cannot share a name")
                .hasMessageContaining("request id 4851a473-1621-42ea-b2f9-5071c0ea8414");
    }

    @Test
    @DisplayName("is inspected without a change: every right is told")
    void inspected() throws Exception {
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly("zone beerus.fr", "scope domain:update", "scope domain:create");
        ocean.take(Scope.CREATE);
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .startsWith("scope domain:create: DigitalOcean refused POST /domains/beerus.fr/records")
                .endsWith("token lacks the scope domain:create.");
        ocean.denyWrites();
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("token lacks the scope domain:update");
        assertThat(ocean.history().orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("of another account is told, and no record set of it is taken for absent")
    void wrongZone() throws Exception {
        try (DigitalOceanDnsProvider other = ocean.builder().zone("other.fr").build()) {
            assertThat(Inspected.lines(other, Severity.ERROR))
                    .contains("zone other.fr is not in the account or team of token");
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT)).isInstanceOf(RejectedException.class);
        }
    }
}
