package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Route53ApplyTest extends ImitationTest {
    private static RecordSet site(int number, RecordType type, String address) {
        return RecordSet.of(new RecordKey("site%03d".formatted(number), type), TTL, address);
    }

    private static List<RecordChange> switches(int count, RecordType type, String from, String to) {
        return IntStream.range(0, count)
                .mapToObj(i -> RecordChange.replace(site(i, type, from), site(i, type, to)))
                .toList();
    }

    private void overtake(RecordSet other) {
        AtomicInteger times = new AtomicInteger();
        route53.beforeChange(() -> {
            if (times.getAndIncrement() == 0) {
                route53.zone().put(List.of(other));
            }
        });
    }

    @Test
    @DisplayName("who is overtaken between look and change changes nothing: Route 53 itself refuses")
    void overtaken() {
        RecordSet other = www("192.0.2.99");
        overtake(other);
        assertThatThrownBy(() -> apply(SWITCH))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("www A is [192.0.2.99]", "[203.0.113.10]", "[198.51.100.7]");
        assertThat(route53.stored(WWW)).containsExactly("192.0.2.99");
        assertThat(route53.zone().accepted()).isZero();
    }

    @Test
    @DisplayName("the same in the error's other shape")
    void overtakenOtherShape() {
        route53.answerMessagesApart();
        overtake(www("192.0.2.99"));
        assertThatThrownBy(() -> apply(SWITCH)).isInstanceOf(ConflictException.class);
        assertThat(calls()).containsExactly("GET /rrset", "POST /rrset", "GET /rrset");
    }

    @Test
    @DisplayName("a TTL that another set in between is no conflict: it is looked up again")
    void ttlOvertaken() throws InterruptedException {
        overtake(new RecordSet(WWW, Duration.ofSeconds(5), PRIMARY.values()));
        apply(SWITCH);
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        assertThat(calls())
                .containsExactly(
                        "GET /rrset", "POST /rrset", "GET /rrset", "POST /rrset", "GET /change", "GET /change");
    }

    @Test
    @DisplayName("one change that is overtaken takes all others of the batch with it")
    void atomic() {
        RecordSet mail = RecordSet.of(new RecordKey("mail", RecordType.A), TTL, "203.0.113.20");
        route53.publish(List.of(mail));
        overtake(www("192.0.2.99"));
        assertThatThrownBy(() ->
                        apply(RecordChange.replace(mail, RecordSet.of(mail.key(), TTL, "198.51.100.8")), SWITCH))
                .isInstanceOf(ConflictException.class);
        assertThat(route53.stored(mail.key())).containsExactly("203.0.113.20");
    }

    @Test
    @DisplayName("what is there already costs one listing and no change")
    void nothingToDo() throws InterruptedException {
        apply(SWITCH);
        route53.forgetRequests();
        apply(SWITCH);
        assertThat(calls()).containsExactly("GET /rrset");
    }

    @Test
    @DisplayName("a change that is not INSYNC in time is said to be accepted; the same call made again waits for it")
    void notInSync() throws InterruptedException {
        route53.looksUntilInSync(20);
        assertThatThrownBy(() -> apply(SWITCH))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("accepted the change as C0", "not INSYNC within 30s");
        assertThat(calls().stream().filter("GET /change"::equals)).hasSizeBetween(5, 12);
        assertThat(route53.published(WWW)).hasValue(PRIMARY);
        route53.forgetRequests();
        provider.apply(List.of(SWITCH), Duration.ofMinutes(5));
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        assertThat(calls()).startsWith("GET /rrset", "GET /change").doesNotContain("POST /rrset");
    }

    @Test
    @DisplayName("looks become rarer: after seven, one every five seconds")
    void looks() throws InterruptedException {
        route53.looksUntilInSync(8);
        provider.apply(List.of(SWITCH), Duration.ofMinutes(5));
        assertThat(time.pauses())
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L, 5000L);
    }

    @Test
    @DisplayName("another provider of the process waits for the change too")
    void sharedInProcess() throws InterruptedException {
        route53.looksUntilInSync(20);
        assertThatThrownBy(() -> apply(SWITCH)).isInstanceOf(UnavailableException.class);
        try (Route53DnsProvider other = quick(route53.provider()).build()) {
            other.apply(List.of(SWITCH), Duration.ofMinutes(5));
        }
        assertThat(route53.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("after a lost answer the record set is replaced by itself, for a change to wait for")
    void lostAnswer() throws InterruptedException {
        route53.fail(CHANGE, 2, Fault.lostAnswer());
        assertThatThrownBy(() -> apply(SWITCH)).isInstanceOf(UnavailableException.class);
        assertThat(route53.published(WWW)).hasValue(PRIMARY);
        route53.forgetRequests();
        apply(SWITCH);
        assertThat(route53.published(WWW)).hasValue(STANDBY);
        assertThat(route53.zone().accepted()).isEqualTo(2);
        assertThat(calls()).containsExactly("GET /rrset", "POST /rrset", "GET /change", "GET /change");
        assertThat(route53.zone().history()).allMatch(state -> state.containsKey(WWW));
    }

    @Test
    @DisplayName("GetChange refused: the change is said to be accepted, and the right is named")
    void lookDenied() {
        route53.deny("GetChange");
        assertThatThrownBy(() -> apply(SWITCH))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("accepted the change as C0", "the policy lacks route53:GetChange");
        assertThat(route53.stored(WWW)).containsExactly("198.51.100.7");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "<Weight>10</Weight>, a weighted set \"blue\"",
        "<Failover>PRIMARY</Failover>, a failover (PRIMARY) set \"blue\"",
        "<Region>eu-west-3</Region>, a latency set \"blue\"",
        "<GeoLocation><CountryCode>FR</CountryCode></GeoLocation>, a geolocation set \"blue\"",
        "<MultiValueAnswer>true</MultiValueAnswer>, a multivalue set \"blue\"",
    })
    @DisplayName("sets with a routing policy are refused by name, and never touched")
    void routed(String policy, String name) {
        ImitatedSet routed = new ImitatedSet("api.example.com.", "A", "blue", 60L, List.of("203.0.113.10"), policy);
        refused(routed, name);
    }

    @Test
    @DisplayName("so are aliases, what a traffic policy made, and a health check's sets")
    void notSimple() {
        String target =
                "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>lb.example.net.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>";
        refused(new ImitatedSet("api.example.com.", "A", null, null, List.of(), target), "an alias of lb.example.net.");
        refused(
                new ImitatedSet(
                        "api.example.com.",
                        "A",
                        null,
                        60L,
                        List.of("192.0.2.1"),
                        "<TrafficPolicyInstanceId>tp-1</TrafficPolicyInstanceId>"),
                "traffic policy instance tp-1");
        refused(
                new ImitatedSet(
                        "api.example.com.",
                        "A",
                        null,
                        60L,
                        List.of("192.0.2.1"),
                        "<HealthCheckId>hc-1</HealthCheckId>"),
                "a health check");
    }

    private void refused(ImitatedSet set, String name) {
        route53.zone().put(set);
        RecordKey api = new RecordKey("api", RecordType.A);
        assertThatThrownBy(() -> provider.find(api, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("api A", name);
        for (RecordChange change : List.of(
                RecordChange.create(RecordSet.of(api, TTL, "198.51.100.7")),
                RecordChange.replace(RecordSet.of(api, TTL, "203.0.113.10"), RecordSet.of(api, TTL, "198.51.100.7")))) {
            assertThatThrownBy(() -> apply(SWITCH, change))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining(name);
        }
        assertThat(calls()).doesNotContain("POST /rrset");
    }

    @Test
    @DisplayName("a refusal for another reason is Route 53's own words, and no conflict")
    void refusedOtherwise() {
        route53.publish(List.of(RecordSet.of(new RecordKey("link", RecordType.CNAME), TTL, "www.example.com.")));
        assertThatThrownBy(() ->
                        apply(RecordChange.create(RecordSet.of(new RecordKey("link", RecordType.A), TTL, "192.0.2.1"))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("InvalidChangeBatch", "conflicts with other records");
    }

    @Test
    @DisplayName("a zone that never keeps still is given up, in Route 53's words")
    void neverStill() {
        AtomicInteger ttl = new AtomicInteger(1);
        route53.beforeChange(() -> route53.zone()
                .put(List.of(new RecordSet(WWW, Duration.ofSeconds(ttl.incrementAndGet()), PRIMARY.values()))));
        assertThatThrownBy(() -> apply(SWITCH))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("do not match the current values");
        assertThat(calls().stream().filter("POST /rrset"::equals)).hasSize(3);
    }

    @Test
    @DisplayName("1,000 record sets: one listing per 300, one batch per 500, never half a name")
    void thousand() throws InterruptedException {
        int count = 1000;
        List<RecordChange> changes = switches(count, RecordType.A, "203.0.113.10", "198.51.100.7");
        route53.publish(
                changes.stream().map(change -> change.expected().orElseThrow()).toList());
        provider.apply(changes, TIMEOUT);
        assertThat(calls().stream().filter("GET /rrset"::equals)).hasSize(4);
        assertThat(calls().stream().filter("POST /rrset"::equals)).hasSize(2);
        assertThat(calls().stream().filter("GET /change"::equals)).hasSizeLessThanOrEqualTo(4);
        Map<RecordKey, RecordSet> served = route53.zone().served();
        assertThat(changes).allMatch(change -> change.desired().equals(served.get(change.key())));
    }

    @Test
    @DisplayName("1,000 record sets that are new: one listing, one batch")
    void thousandNew() throws InterruptedException {
        List<RecordChange> changes = switches(1000, RecordType.A, "192.0.2.1", "198.51.100.7").stream()
                .map(change -> RecordChange.create(change.desired()))
                .toList();
        provider.apply(changes, TIMEOUT);
        assertThat(calls()).containsExactly("GET /rrset", "POST /rrset", "GET /change", "GET /change");
    }

    @Test
    @DisplayName("characters limit a batch too")
    void characters() throws InterruptedException {
        List<RecordChange> changes = switches(
                480,
                RecordType.AAAA,
                "2001:db8:1111:1111:1111:1111:1111:1111",
                "2001:db8:2222:2222:2222:2222:2222:2222");
        route53.publish(
                changes.stream().map(change -> change.expected().orElseThrow()).toList());
        provider.apply(changes, TIMEOUT);
        assertThat(calls().stream().filter("POST /rrset"::equals)).hasSize(2);
        assertThat(route53.published(changes.get(479).key()))
                .hasValue(changes.get(479).desired());
    }

    @Test
    @DisplayName("a second batch that is refused says what was accepted before it; the same call made again goes on")
    void secondBatch() throws InterruptedException {
        List<RecordChange> changes = switches(600, RecordType.A, "203.0.113.10", "198.51.100.7");
        route53.publish(
                changes.stream().map(change -> change.expected().orElseThrow()).toList());
        AtomicInteger batches = new AtomicInteger();
        route53.beforeChange(() -> {
            if (batches.getAndIncrement() == 1) {
                route53.zone().put(List.of(site(599, RecordType.A, "192.0.2.99")));
            }
        });
        assertThatThrownBy(() -> provider.apply(changes, TIMEOUT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("site599 A is [192.0.2.99]", "accepted before, as [C0");
        route53.zone().put(List.of(site(599, RecordType.A, "203.0.113.10")));
        provider.apply(changes, TIMEOUT);
        assertThat(route53.published(changes.get(0).key()))
                .hasValue(changes.get(0).desired());
        assertThat(route53.published(changes.get(599).key()))
                .hasValue(changes.get(599).desired());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz", "a", "w", "www.www", "wwwx"})
    @DisplayName("an expected record set that is absent is a conflict, whatever is listed instead")
    void absent(String name) {
        RecordKey key = new RecordKey(name, RecordType.A);
        assertThatThrownBy(() -> apply(
                        SWITCH,
                        RecordChange.replace(
                                RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "192.0.2.1"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(name + " A is absent");
        assertThat(route53.stored(WWW)).containsExactly("203.0.113.10");
    }

    @Test
    @DisplayName("what the vendor lists in an order of its own is found all the same")
    void anyOrder() throws InterruptedException {
        List<RecordSet> sets = new ArrayList<>();
        for (String name : List.of("a-b", "a_b", "a", "a.a", "ab", "*.a", "0", "x-1")) {
            sets.add(RecordSet.of(new RecordKey(name, RecordType.A), TTL, "203.0.113.10"));
            sets.add(RecordSet.of(new RecordKey(name, RecordType.TXT), TTL, "text"));
        }
        route53.publish(sets);
        List<RecordChange> changes = sets.stream()
                .map(set -> RecordChange.replace(set, new RecordSet(set.key(), Duration.ofSeconds(30), set.values())))
                .toList();
        provider.apply(changes, TIMEOUT);
        for (RecordChange change : changes) {
            assertThat(route53.published(change.key())).hasValue(change.desired());
        }
        assertThat(calls().stream().filter("GET /rrset"::equals)).hasSize(1);
    }

    @Test
    @DisplayName("changes of one zone are made one after another, also through several providers")
    void oneAfterAnother() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        route53.duringChange(() -> {
            try {
                never.await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RecordChange change = RecordChange.create(site(i, RecordType.A, "192.0.2.1"));
            threads.add(new Thread(() -> {
                try (Route53DnsProvider own = quick(route53.provider()).build()) {
                    apply(own, change);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(TIMEOUT.toMillis());
        }
        assertThat(route53.zone().accepted()).isEqualTo(4);
        assertThat(route53.overlapping()).isZero();
    }
}
