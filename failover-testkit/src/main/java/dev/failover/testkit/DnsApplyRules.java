package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link DnsProvider#apply} promises to one caller when nothing goes wrong. */
abstract class DnsApplyRules extends DnsRules {
    DnsApplyRules(DnsProviderContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a change replaces a record set, and it is published when the call returns")
    void replaces() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        apply(provider, RecordChange.replace(ONE, TWO));
        assertPublished(zone, TWO);
        assertThat(provider.find(WWW, contract.timeout())).hasValue(TWO);
    }

    @Test
    @DisplayName("a change that expects nothing creates a record set, of every type")
    void creates() throws Exception {
        Zone zone = usualZone();
        List<RecordSet> created = Stream.of(
                        RecordSet.of(NEW, TTL, "192.0.2.50"),
                        RecordSet.of(new RecordKey("new", RecordType.AAAA), TTL, "2001:db8::50"),
                        RecordSet.of(new RecordKey("new", RecordType.TXT), TTL, "a text; with \"quotes\" and a \\"),
                        RecordSet.of(new RecordKey("link", RecordType.CNAME), TTL, "target.example."),
                        RecordSet.of(new RecordKey("deep.below.new", RecordType.A), TTL, "192.0.2.51"),
                        RecordSet.of(new RecordKey(RecordKey.APEX, RecordType.AAAA), TTL, "2001:db8::1"))
                .filter(this::isKept)
                .toList();
        contract.provider(zone).apply(created.stream().map(RecordChange::create).toList(), contract.timeout());
        assertAllPublished(zone, created);
    }

    @Test
    @DisplayName("a record set grows, shrinks and moves to other values altogether")
    void growsAndShrinks() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        List<RecordSet> steps = List.of(
                ONE,
                some("192.0.2.10", "192.0.2.110"),
                some("192.0.2.110", "192.0.2.111", "192.0.2.112"),
                some("203.0.113.1", "203.0.113.2", "203.0.113.3"),
                some("203.0.113.3", "203.0.113.4"),
                www("198.51.100.20"));
        for (int i = 1; i < steps.size(); i++) {
            apply(provider, RecordChange.replace(steps.get(i - 1), steps.get(i)));
            assertPublished(zone, steps.get(i));
        }
    }

    @Test
    @DisplayName("changes of several names and types are made by one call")
    void several() throws Exception {
        Zone zone = usualZone();
        RecordSet six = RecordSet.of(new RecordKey("www", RecordType.AAAA), TTL, "2001:db8::20");
        RecordSet created = RecordSet.of(NEW, TTL, "192.0.2.50");
        apply(
                contract.provider(zone),
                RecordChange.replace(ONE, TWO),
                RecordChange.replace(neighbours().get(1), six),
                RecordChange.replace(MAIL_ONE, MAIL_TWO),
                RecordChange.create(created));
        assertAllPublished(zone, List.of(TWO, six, MAIL_TWO, created));
    }

    @Test
    @DisplayName("a TTL is put in place, also where the values stay")
    void ttl() throws Exception {
        NotTested.unlessItApplies(!contract.keepsOneAddress(), "the vendor has a TTL of its own");
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        // Some vendors take no less than 300 s.
        RecordSet longer = new RecordSet(WWW, Duration.ofSeconds(900), ONE.values());
        apply(provider, RecordChange.replace(ONE, longer));
        assertPublished(zone, longer);
        RecordSet both = new RecordSet(
                WWW, Duration.ofSeconds(420), www("192.0.2.10", "192.0.2.110").values());
        apply(provider, RecordChange.replace(longer, both));
        assertPublished(zone, both);
    }

    @Test
    @DisplayName("a desired TTL below the vendor's least becomes that least")
    void leastTtl() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        for (Duration ttl : List.of(Duration.ofSeconds(1), Duration.ZERO)) {
            RecordSet low = new RecordSet(WWW, ttl, TWO.values());
            apply(provider, RecordChange.replace(ONE, low));
            Duration taken = ttl.compareTo(contract.leastTtl()) < 0 ? contract.leastTtl() : ttl;
            assertPublished(zone, new RecordSet(WWW, taken, TWO.values()));
            apply(provider, RecordChange.replace(low, ONE));
        }
    }

    @Test
    @DisplayName("the TTL of what is expected does not count")
    void expectedTtl() throws Exception {
        Zone zone = usualZone();
        RecordSet expected = new RecordSet(WWW, Duration.ofSeconds(7), ONE.values());
        apply(contract.provider(zone), RecordChange.replace(expected, TWO));
        assertPublished(zone, TWO);
    }

    @Test
    @DisplayName("an internationalised name is one name in either spelling")
    void internationalised() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        RecordSet created = RecordSet.of(new RecordKey("b\u00fccher", RecordType.A), TTL, "192.0.2.60");
        apply(provider, RecordChange.create(created));
        assertPublished(zone, created);
        assertThat(provider.find(new RecordKey("XN--BCHER-KVA", RecordType.A), contract.timeout()))
                .hasValue(created);
    }

    @Test
    @DisplayName(
            "a change whose desired record set is there already succeeds, whatever it expects, and doubles nothing")
    void idempotent() throws Exception {
        RecordSet there = some("192.0.2.10", "192.0.2.110");
        Zone zone = usualZone(there);
        DnsProvider provider = contract.provider(zone);
        for (RecordChange change : List.of(
                RecordChange.replace(there, there), RecordChange.replace(THREE, there), RecordChange.create(there))) {
            apply(provider, change);
            assertPublished(zone, there);
        }
        apply(provider, RecordChange.replace(there, TWO));
        assertPublished(zone, TWO);
    }

    @Test
    @DisplayName("where neither the expected nor the desired record set is there, it is a conflict and nothing changes")
    void conflict() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        for (RecordChange change : List.of(
                RecordChange.replace(THREE, TWO),
                RecordChange.replace(www("192.0.2.10", "192.0.2.110"), TWO),
                RecordChange.replace(RecordSet.of(NEW, TTL, "192.0.2.10"), RecordSet.of(NEW, TTL, "192.0.2.50")),
                RecordChange.create(TWO))) {
            assertThatThrownBy(() -> apply(provider, change))
                    .as(change.toString())
                    .isInstanceOf(ConflictException.class);
            assertPublished(zone, ONE);
            assertThat(zone.stored(NEW)).isEmpty();
        }
    }

    @Test
    @DisplayName("all changes are checked before the first is made")
    void checkedBefore() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        assertThatThrownBy(() -> apply(
                        provider,
                        RecordChange.replace(ONE, TWO),
                        RecordChange.create(RecordSet.of(NEW, TTL, "192.0.2.50")),
                        RecordChange.replace(RecordSet.of(MAIL, TTL, "192.0.2.99"), MAIL_TWO)))
                .isInstanceOf(ConflictException.class);
        assertAllPublished(zone, List.of(ONE, MAIL_ONE));
        assertThat(zone.stored(NEW)).isEmpty();
    }

    @Test
    @DisplayName("two changes of one key are an IllegalArgumentException and nothing changes")
    void twoOfOneKey() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        assertThatThrownBy(() -> apply(
                        provider,
                        RecordChange.replace(MAIL_ONE, MAIL_TWO),
                        RecordChange.replace(ONE, TWO),
                        RecordChange.replace(ONE, THREE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertAllPublished(zone, List.of(ONE, MAIL_ONE));
    }

    @Test
    @DisplayName("an empty list does nothing")
    void emptyList() throws Exception {
        Zone zone = usualZone();
        contract.provider(zone).apply(List.of(), contract.timeout());
        assertAllPublished(zone, List.of(ONE, MAIL_ONE));
    }

    @Test
    @DisplayName("no name or type but the changes' own changes")
    void neighboursStay() throws Exception {
        Zone zone = usualZone();
        everyKindOfChange(contract.provider(zone));
        assertAllPublished(zone, neighbours());
        assertThat(zone.stored(new RecordKey("ww", RecordType.A))).isEmpty();
    }

    @Test
    @DisplayName("at no moment is a record set empty or absent, nor another one changed")
    void neverAbsent() throws Exception {
        Zone zone = usualZone();
        requireHistory(zone);
        everyKindOfChange(contract.provider(zone));
        Map<RecordKey, RecordSet> others = new HashMap<>();
        neighbours().forEach(neighbour -> others.put(neighbour.key(), neighbour));
        List<Map<RecordKey, RecordSet>> history = requireHistory(zone);
        IntStream.range(0, history.size())
                .forEach(i -> assertThat(history.get(i))
                        .as("state %s of the zone", i)
                        .containsAllEntriesOf(others)
                        .containsKeys(WWW, MAIL));
    }

    private void everyKindOfChange(DnsProvider provider) throws InterruptedException {
        RecordSet wide = some("198.51.100.20", "198.51.100.21", "198.51.100.22");
        List<RecordChange> changes = new ArrayList<>(List.of(
                RecordChange.replace(ONE, TWO),
                RecordChange.replace(TWO, wide),
                RecordChange.replace(wide, THREE),
                RecordChange.replace(THREE, new RecordSet(WWW, Duration.ofSeconds(120), THREE.values())),
                RecordChange.create(RecordSet.of(NEW, TTL, "192.0.2.50"))));
        for (RecordChange change : changes) {
            apply(provider, change);
        }
        apply(provider, RecordChange.replace(THREE, ONE), RecordChange.replace(MAIL_ONE, MAIL_TWO));
    }
}
