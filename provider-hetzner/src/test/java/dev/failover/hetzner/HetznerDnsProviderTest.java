package dev.failover.hetzner;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone at Hetzner")
class HetznerDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final HetznerImitation hetzner = HetznerImitation.start("beerus.fr", List.of(PROD));
    private final HetznerDnsProvider provider = hetzner.provider();

    @AfterEach
    void stop() {
        provider.close();
        hetzner.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return hetzner.api().requests().stream()
                .map(request -> (request.method() + request.path().replaceFirst("/v1", " "))
                        .replaceFirst("zones/beerus.fr/rrsets", "…")
                        .replaceFirst("actions/\\d+", "actions/*"))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch, and waits for its action")
    void requestsPerSwitch() throws Exception {
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls())
                .containsExactly(
                        "GET /…/www/A", "POST /…/www/A/actions/set_records", "GET /actions/*", "GET /actions/*");
        assertThat(hetzner.published(WWW)).hasValue(HOME);

        hetzner.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET /…/www/A");
    }

    @Test
    @DisplayName("takes these requests where a record set is made, and where a TTL changes, too")
    void requestsOfOtherChanges() throws Exception {
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner));
        assertThat(calls())
                .containsExactly(
                        "GET /…/_failover-www/TXT",
                        "GET /zones/beerus.fr",
                        "POST /…",
                        "GET /actions/*",
                        "GET /actions/*");
        assertThat(hetzner.published(OWNER)).hasValue(owner);

        hetzner.api().forgetRequests();
        RecordSet slower = new RecordSet(WWW, Duration.ofSeconds(300), HOME.values());
        apply(RecordChange.replace(PROD, slower));
        assertThat(calls())
                .contains("POST /…/www/A/actions/set_records", "POST /…/www/A/actions/change_ttl")
                .hasSize(7);
        assertThat(hetzner.published(WWW)).hasValue(slower);
    }

    @Test
    @DisplayName("gives a record set without a TTL of its own its zone's, and takes another one for it")
    void zoneTtl() throws Exception {
        hetzner.putWithoutTtl(PROD);
        assertThat(provider.find(WWW, TIMEOUT)).map(RecordSet::ttl).hasValue(Duration.ofHours(1));
        apply(RecordChange.replace(PROD, PROD));
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PROD);
    }

    @Test
    @DisplayName("refuses the second of two who make one record set, and nothing is overwritten")
    void madeOnce() {
        RecordSet one = RecordSet.of(OWNER, TTL, "one");
        RecordSet two = RecordSet.of(OWNER, TTL, "two");
        hetzner.beforeNextChange(() -> hetzner.put(two));
        assertThatThrownBy(() -> apply(RecordChange.create(one), RecordChange.replace(PROD, HOME)))
                .isInstanceOf(ConflictException.class);
        assertThat(hetzner.published(OWNER)).hasValue(two);
        assertThat(hetzner.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("says so when an action fails, and when a record set is protected")
    void failures() {
        hetzner.failActions();
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("ended as error (action_failed: Action failed)");
        hetzner.protect(WWW);
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("the record set is protected from changes; take the protection away");
        assertThat(hetzner.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("is busy, not refusing, where 409 says that something else is under way")
    void conflictOfHetzners() throws Exception {
        hetzner.api()
                .failNext(
                        request -> request.method().equals("POST"),
                        HetznerImitation.error(409, "conflict", "the resource has changed"));
        apply(RecordChange.replace(PROD, HOME));
        assertThat(hetzner.published(WWW)).hasValue(HOME);
    }

    @Test
    @DisplayName("is inspected without a change: every right is told")
    void inspected() throws Exception {
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings).extracting(Finding::subject).containsExactly("zone beerus.fr", "permission to write");
        hetzner.denyWrites();
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .startsWith("permission to write: Hetzner refused POST /zones/beerus.fr/rrsets/_failover-check/TXT")
                .contains("correlation id 8c1f2e", "token may only read; make one with the permission Read & Write");
        assertThat(hetzner.history().orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("of another project, or secondary, is told, and no record set of it is taken for absent")
    void wrongZone() throws Exception {
        try (HetznerDnsProvider other = hetzner.builder().zone("other.fr").build()) {
            assertThat(Inspected.lines(other, Severity.ERROR)).contains("zone other.fr is not in the project of token");
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT)).isInstanceOf(RejectedException.class);
        }
        hetzner.makeSecondary();
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("Zone beerus.fr is a secondary zone at Hetzner");
    }
}
