package dev.failover.google;

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
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone at Google")
class GoogleDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, Duration.ofMinutes(5), "198.51.100.7");

    private final GoogleImitation google = GoogleImitation.start("beerus.fr", List.of(PROD));
    private final GoogleDnsProvider provider = google.provider();

    @AfterEach
    void stop() {
        provider.close();
        google.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return google.api().requests().stream()
                .map(request -> request.method() + request.path().replaceFirst(".*/managedZones/the-zone", " "))
                .toList();
    }

    @Test
    @DisplayName("takes these requests for a switch")
    void requestsPerSwitch() throws Exception {
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner), RecordChange.replace(PROD, HOME));
        assertThat(calls()).containsExactly("GET /rrsets", "GET /rrsets", "POST /changes", "GET /changes/1");
        assertThat(google.published(WWW)).hasValue(HOME);
        assertThat(google.published(OWNER)).hasValue(owner);

        google.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET /rrsets");
    }

    @Test
    @DisplayName("refuses the second of two who replace one record set, and all that it would change besides")
    void comparedAndSet() {
        RecordSet rival = RecordSet.of(WWW, TTL, "192.0.2.99");
        google.beforeNextChange(() -> google.put(rival));
        assertThatThrownBy(() ->
                        apply(RecordChange.create(RecordSet.of(OWNER, TTL, "one")), RecordChange.replace(PROD, HOME)))
                .isInstanceOf(ConflictException.class);
        assertThat(google.published(WWW)).hasValue(rival);
        assertThat(google.published(OWNER)).isEmpty();
    }

    @Test
    @DisplayName("goes on where somebody changed a TTL only, meanwhile")
    void otherTtl() throws Exception {
        google.beforeNextChange(() -> google.put(new RecordSet(WWW, Duration.ofHours(1), PROD.values())));
        apply(RecordChange.replace(PROD, HOME));
        assertThat(google.published(WWW)).hasValue(HOME);
    }

    @Test
    @DisplayName("is listed as a whole where many record sets change, page by page")
    void many() throws Exception {
        List<RecordChange> changes = IntStream.range(0, 60)
                .mapToObj(i ->
                        RecordChange.create(RecordSet.of(new RecordKey("n" + i, RecordType.A), TTL, "203.0.113." + i)))
                .toList();
        provider.apply(changes, TIMEOUT);
        google.api().forgetRequests();
        provider.apply(changes, TIMEOUT);
        assertThat(calls()).containsExactly("GET /rrsets", "GET /rrsets");
    }

    @Test
    @DisplayName("has what a routing policy chooses left alone")
    void policies() {
        google.policy(WWW);
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("www A in zone beerus.fr has a routing policy");
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME))).isInstanceOf(RejectedException.class);
        assertThat(google.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("is inspected without a change, and a permission that is missing is named")
    void inspected() throws Exception {
        assertThat(provider.inspect(TIMEOUT))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK, Severity.OK, Severity.OK);
        google.revoke("dns.resourceRecordSets.delete");
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .isEqualTo("right to write: failover@beerus-123456.iam.gserviceaccount.com lacks the permission"
                        + " dns.resourceRecordSets.delete; give it a role that has it");
        google.hide();
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("managed-zone the-zone is private");
        assertThat(google.history().orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("of another name is told, and no record set of it is taken for absent")
    void wrongZone() throws Exception {
        try (GoogleDnsProvider other = google.builder().zone("other.fr").build()) {
            assertThat(Inspected.lines(other, Severity.ERROR)).contains("managed-zone the-zone is of another zone");
        }
        try (GoogleDnsProvider other = google.builder().managedZone("other").build()) {
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("there is no managed zone other");
        }
    }

    @Test
    @DisplayName("gets a new token where the old one is not accepted any more, and words for too many requests")
    void tokens() throws Exception {
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PROD);
        google.api().failNext(request -> true, GoogleImitation.error(401, "authError", "Invalid Credentials"));
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PROD);
        google.api().failAll(GoogleImitation.error(403, "rateLimitExceeded", "Rate Limit Exceeded"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("asks a key that Google does not know in vain, and says where to look")
    void unknownKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        Map<String, Object> members = TestKey.members(ImitatedTokens.url());
        String encoded = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        members.put("private_key", "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        try (GoogleDnsProvider stranger =
                google.builder().keyFile(TestKey.file(members)).build()) {
            assertThatThrownBy(() -> stranger.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("HTTP 400 invalid_grant): check key-file")
                    .hasMessageNotContaining(encoded.substring(40, 80));
        }
    }
}
