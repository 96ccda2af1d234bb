package dev.failover.gandi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone at Gandi")
class GandiDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final GandiImitation gandi = GandiImitation.start("beerus.fr", List.of(PROD));
    private final GandiDnsProvider provider = gandi.provider();

    @AfterEach
    void stop() {
        provider.close();
        gandi.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return gandi.api().requests().stream()
                .map(request -> request.method() + request.path().replaceFirst("/v5/livedns/domains/beerus.fr", " "))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch")
    void requestsPerSwitch() throws Exception {
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).containsExactly("GET /records/www/A", "PUT /records/www/A");
        assertThat(gandi.published(WWW)).hasValue(HOME);

        gandi.api().forgetRequests();
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner));
        assertThat(calls())
                .as("where a record set is made")
                .containsExactly("GET /records/_failover-www/TXT", "GET ", "POST /records/_failover-www/TXT");
        assertThat(gandi.published(OWNER)).hasValue(owner);

        gandi.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET /records/www/A");
    }

    @Test
    @DisplayName("refuses the second of two who make one record set, and nothing is overwritten")
    void madeOnce() {
        RecordSet two = RecordSet.of(OWNER, TTL, "two");
        gandi.beforeNextChange(() -> gandi.put(two));
        assertThatThrownBy(() ->
                        apply(RecordChange.create(RecordSet.of(OWNER, TTL, "one")), RecordChange.replace(PROD, HOME)))
                .isInstanceOf(ConflictException.class);
        assertThat(gandi.published(OWNER)).hasValue(two);
        assertThat(gandi.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("takes five minutes instead of a lesser TTL")
    void leastTtl() throws Exception {
        apply(RecordChange.replace(PROD, RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10")));
        assertThat(gandi.published(WWW)).hasValue(HOME);
    }

    @Test
    @DisplayName("has its words passed on, of what was sent and of what the token may not do")
    void refusals() {
        gandi.api()
                .failNext(request -> request.method().equals("PUT"), GandiImitation.invalid("rrset_ttl", "301 is odd"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("(HTTP 400, \"rrset_ttl: 301 is odd\")");
        gandi.denyWrites();
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("HTTP 403 HTTPForbidden, \"Access was denied to this resource.\"")
                .hasMessageContaining("lacks the right to manage its technical configuration");
        assertThat(gandi.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("is inspected without a change: what can't be told is said")
    void inspected() throws Exception {
        assertThat(provider.inspect(TIMEOUT))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK, Severity.WARNING);
        assertThat(gandi.history().orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("of another account is told, and no record set of it is taken for absent")
    void wrongZone() throws Exception {
        try (GandiDnsProvider other = gandi.builder().zone("other.fr").build()) {
            assertThat(other.inspect(TIMEOUT))
                    .extracting(Finding::message)
                    .singleElement()
                    .asString()
                    .contains("Unknown domain", "zone other.fr is not at LiveDNS in an organisation of token");
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT)).isInstanceOf(RejectedException.class);
        }
    }
}
