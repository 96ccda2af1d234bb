package dev.failover.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImitatedApi;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.Inspected;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone at Cloudflare")
class CloudflareDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final CloudflareImitation cloudflare = CloudflareImitation.start("beerus.fr", List.of(PROD));
    private final CloudflareDnsProvider provider = cloudflare.provider();

    @AfterEach
    void stop() {
        provider.close();
        cloudflare.close();
    }

    private static RecordSet owner(String watcher) {
        return RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=" + watcher);
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    /** Without the queries, and what is the same in all. */
    private List<String> calls() {
        return cloudflare.api().requests().stream()
                .map(request -> request.method()
                        + request.path().replaceFirst("/client/v4/zones(/[0-9a-f]{32}/dns_records)?", " "))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch")
    void requestsPerSwitch() throws Exception {
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("the first").containsExactly("GET ", "GET ", "POST /batch");

        cloudflare.api().forgetRequests();
        apply(RecordChange.create(owner("one")), RecordChange.replace(HOME, PROD));
        assertThat(calls())
                .as("the first with an ownership record")
                .containsExactly("GET ", "GET ", "POST ", "GET ", "GET ", "POST /batch");

        cloudflare.api().forgetRequests();
        apply(RecordChange.replace(owner("one"), owner("two")), RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("every other").containsExactly("GET ", "GET ", "POST /batch");
        assertThat(cloudflare.published(WWW)).hasValue(HOME);
        assertThat(cloudflare.stored(OWNER))
                .containsExactlyElementsOf(owner("two").values());

        cloudflare.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET ");
    }

    @Test
    @DisplayName("of hundreds of record sets is listed, and changed in batches of what the plan takes")
    void manyRecordSets() throws Exception {
        List<RecordSet> before = hosts("192.0.2.1");
        before.forEach(cloudflare::put);
        List<RecordChange> changes = IntStream.range(0, before.size())
                .mapToObj(i ->
                        RecordChange.replace(before.get(i), hosts("192.0.2.2").get(i)))
                .toList();
        provider.apply(changes, TIMEOUT);

        assertThat(calls()).containsExactly("GET ", "GET ", "GET ", "POST /batch", "POST /batch");
        assertThat(cloudflare.published(new RecordKey("host209", RecordType.A)))
                .map(RecordSet::values)
                .hasValue(java.util.Set.of("192.0.2.2"));
    }

    private static List<RecordSet> hosts(String address) {
        return IntStream.range(0, 210)
                .mapToObj(i -> RecordSet.of(new RecordKey("host" + i, RecordType.A), TTL, address))
                .toList();
    }

    @Test
    @DisplayName("refuses a batch whose ownership record another watcher has replaced, with all that is in it")
    void fenced() throws Exception {
        cloudflare.put(owner("one"));
        try (DnsProvider rival = cloudflare.provider()) {
            cloudflare.beforeNextChange(() -> replace(rival, owner("one"), owner("two")));
            assertThatThrownBy(() ->
                            apply(RecordChange.replace(owner("one"), owner("three")), RecordChange.replace(PROD, HOME)))
                    .isInstanceOf(ConflictException.class);
        }
        assertThat(cloudflare.published(WWW)).hasValue(PROD);
        assertThat(cloudflare.published(OWNER)).hasValue(owner("two"));
    }

    @Test
    @DisplayName("is not claimed by two, where there is no ownership record yet, and no placeholder stays")
    void firstClaim() throws Exception {
        try (DnsProvider rival = cloudflare.provider()) {
            cloudflare.beforeNextChange(() -> replace(rival, null, owner("two")));
            assertThatThrownBy(() -> apply(RecordChange.create(owner("three")), RecordChange.replace(PROD, HOME)))
                    .isInstanceOf(ConflictException.class);
        }
        assertThat(cloudflare.published(WWW)).hasValue(PROD);
        assertThat(cloudflare.stored(OWNER))
                .containsExactlyElementsOf(owner("two").values());
    }

    private static void replace(DnsProvider by, RecordSet old, RecordSet desired) {
        try {
            by.apply(List.of(old == null ? RecordChange.create(desired) : RecordChange.replace(old, desired)), TIMEOUT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("has a placeholder of a watcher that died taken over, and shown to nobody")
    void abandonedPlaceholder() throws Exception {
        cloudflare.add(OWNER, "\"" + FoundSet.PLACEHOLDER + "\"", 60, false);
        assertThat(provider.find(OWNER, TIMEOUT)).isEmpty();
        apply(RecordChange.create(owner("one")));
        assertThat(cloudflare.stored(OWNER))
                .containsExactlyElementsOf(owner("one").values());
    }

    @Test
    @DisplayName("keeps its proxied records: neither read nor touched, whichever address of the name is proxied")
    void proxied() {
        RecordKey shop = new RecordKey("shop", RecordType.A);
        RecordSet set = RecordSet.of(shop, TTL, "198.51.100.7");
        cloudflare.put(set);
        cloudflare.add(new RecordKey("shop", RecordType.AAAA), "2001:db8::7", 1, true);
        assertThatThrownBy(() -> provider.find(shop, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("shop A in zone beerus.fr is proxied");
        assertThatThrownBy(() -> apply(
                        RecordChange.replace(PROD, HOME),
                        RecordChange.replace(set, RecordSet.of(shop, TTL, "203.0.113.10"))))
                .isInstanceOf(RejectedException.class);
        assertThat(cloudflare.published(shop)).hasValue(set);
        assertThat(cloudflare.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("has proxied records of names that were given managed, which stay proxied, and those alone")
    void proxiedOnRequest() throws Exception {
        RecordKey shop = new RecordKey("shop", RecordType.A);
        RecordKey six = new RecordKey("shop", RecordType.AAAA);
        RecordKey api = new RecordKey("api", RecordType.A);
        cloudflare.add(shop, "198.51.100.7", 1, true);
        cloudflare.add(api, "198.51.100.7", 1, true);
        try (CloudflareDnsProvider asked = cloudflare
                .builder()
                .time(new ImpatientTime())
                .proxied(List.of("shop"))
                .build()) {
            RecordSet before = asked.find(shop, TIMEOUT).orElseThrow();
            assertThat(before).isEqualTo(RecordSet.of(shop, Duration.ofSeconds(300), "198.51.100.7"));
            RecordSet home = RecordSet.of(shop, TTL, "203.0.113.10");
            asked.apply(
                    List.of(
                            RecordChange.replace(before, home),
                            RecordChange.create(RecordSet.of(six, TTL, "2001:db8::7"))),
                    TIMEOUT);
            assertThat(asked.find(shop, TIMEOUT).orElseThrow().sameValues(home)).isTrue();
            assertThat(cloudflare.isProxied(shop)).isTrue();
            assertThat(cloudflare.isProxied(six)).isTrue();
            cloudflare.api().forgetRequests();
            asked.apply(List.of(RecordChange.replace(before, home)), TIMEOUT);
            assertThat(cloudflare.api().requests())
                    .as("nothing is left to change")
                    .noneMatch(ImitatedApi::isChange);

            assertThat(asked.isProxied(shop)).isTrue();
            assertThat(asked.isProxied(six)).isTrue();
            assertThat(asked.isProxied(new RecordKey("shop", RecordType.TXT))).isFalse();
            assertThat(asked.isProxied(api)).isFalse();
            assertThatThrownBy(() -> asked.find(api, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("name it in proxied");
        }
    }

    @Test
    @DisplayName("serves an automatic TTL as 300 s, and has text without quotes read as well")
    void asPeopleMakeThem() throws Exception {
        RecordKey key = new RecordKey("old", RecordType.TXT);
        cloudflare.add(key, "v=spf1 -all", 1, false);
        assertThat(provider.find(key, TIMEOUT)).hasValue(RecordSet.of(key, Duration.ofSeconds(300), "v=spf1 -all"));
    }

    @Test
    @DisplayName("that is a beginner's: a name with an alias is refused in Cloudflare's words")
    void alias() {
        cloudflare.put(RecordSet.of(new RecordKey("link", RecordType.CNAME), TTL, "target.example."));
        RecordSet address = RecordSet.of(new RecordKey("link", RecordType.A), TTL, "203.0.113.10");
        assertThatThrownBy(() -> apply(RecordChange.create(address)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("81053")
                .hasMessageContaining("An A, AAAA, or CNAME record with that host already exists.");
    }

    @Test
    @DisplayName("is inspected without a change: every right is told")
    void inspected() throws Exception {
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly("zone beerus.fr", "permission DNS Read", "permission DNS Write");
        assertThat(cloudflare.history().orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("is inspected with a token that may not write, or not see the zone")
    void lackingRights() throws Exception {
        cloudflare.denyZone();
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("token lacks the permission Zone Read");
        cloudflare.denyWrites();
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .startsWith("permission DNS Write: Cloudflare refused POST /zones/")
                .contains("HTTP 403 10000", "ray 8f2c0a1b-CDG", "lacks the permission DNS Write for zone beerus.fr");
    }

    @Test
    @DisplayName("of another account, or of another id, is told")
    void wrongZone() throws Exception {
        try (CloudflareDnsProvider other = cloudflare.builder().zone("other.fr").build()) {
            assertThat(Inspected.lines(other, Severity.ERROR)).contains("shows token no zones named other.fr");
        }
        try (CloudflareDnsProvider other =
                cloudflare.builder().zoneId("f".repeat(32)).build()) {
            assertThat(Inspected.lines(other, Severity.ERROR))
                    .contains("zone-id is not the id of a zone that token may see");
        }
        try (CloudflareDnsProvider other = cloudflare
                .builder()
                .zone("other.fr")
                .zoneId(CloudflareImitation.ZONE_ID)
                .build()) {
            assertThat(Inspected.lines(other, Severity.ERROR))
                    .contains("zone-id belongs to another zone than other.fr");
        }
    }
}
