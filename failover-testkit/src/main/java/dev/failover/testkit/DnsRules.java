package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract.Fault;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the parts of {@link DnsProviderContract} share: the zone they begin with, and how they look at it. */
abstract class DnsRules {
    static final Duration TTL = Duration.ofSeconds(300);
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final RecordKey MAIL = new RecordKey("mail", RecordType.A);
    static final RecordKey NEW = new RecordKey("new", RecordType.A);
    static final RecordSet ONE = www("192.0.2.10");
    static final RecordSet TWO = www("198.51.100.20");
    static final RecordSet THREE = www("203.0.113.30");
    /** As the vendor's records have different TTLs, too. */
    static final Duration ANOTHER_TTL = Duration.ofSeconds(3600);

    static final RecordSet MAIL_ONE = RecordSet.of(MAIL, TTL, "192.0.2.20");
    static final RecordSet MAIL_TWO = RecordSet.of(MAIL, TTL, "198.51.100.21");

    private static final List<RecordSet> NEIGHBOURS = List.of(
            RecordSet.of(new RecordKey(RecordKey.APEX, RecordType.A), TTL, "192.0.2.1"),
            RecordSet.of(new RecordKey("www", RecordType.AAAA), Duration.ofSeconds(600), "2001:db8::10"),
            RecordSet.of(new RecordKey("www", RecordType.TXT), TTL, "not an address"),
            RecordSet.of(new RecordKey("wwwx", RecordType.A), ANOTHER_TTL, "192.0.2.11"),
            RecordSet.of(new RecordKey("xwww", RecordType.A), TTL, "192.0.2.12"),
            RecordSet.of(new RecordKey("www.www", RecordType.A), TTL, "192.0.2.13"),
            RecordSet.of(new RecordKey("alias", RecordType.CNAME), TTL, "www.contract.example."),
            RecordSet.of(
                    new RecordKey("many", RecordType.A),
                    Duration.ofSeconds(7200),
                    "192.0.2.40",
                    "192.0.2.41",
                    "192.0.2.42"));

    final DnsProviderContract contract;

    DnsRules(DnsProviderContract contract) {
        this.contract = contract;
    }

    static RecordSet www(String... addresses) {
        return RecordSet.of(WWW, TTL, addresses);
    }

    /** A record set of several values; of the first of them, where the vendor keeps but one. */
    final RecordSet some(RecordKey key, String... values) {
        return contract.keepsOneAddress() ? RecordSet.of(key, TTL, values[0]) : RecordSet.of(key, TTL, values);
    }

    /** The same of {@code www A}. */
    final RecordSet some(String... addresses) {
        return some(WWW, addresses);
    }

    final boolean isKept(RecordSet set) {
        RecordType type = set.key().type();
        return !contract.keepsOneAddress()
                || set.values().size() == 1 && (type == RecordType.A || type == RecordType.AAAA);
    }

    /** Names and types that a careless comparison takes for {@code www A}, as far as the vendor keeps such. */
    final List<RecordSet> neighbours() {
        return NEIGHBOURS.stream()
                .filter(this::isKept)
                .map(set -> contract.keepsOneAddress() ? new RecordSet(set.key(), TTL, set.values()) : set)
                .toList();
    }

    /** A zone with {@code www} at {@link #ONE}, {@code mail} at {@link #MAIL_ONE} and the neighbours. */
    final Zone usualZone() throws Exception {
        return usualZone(ONE);
    }

    final Zone usualZone(RecordSet www) throws Exception {
        List<RecordSet> all = new ArrayList<>(neighbours());
        all.add(www);
        all.add(MAIL_ONE);
        return contract.opened(all);
    }

    final void apply(DnsProvider provider, RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), contract.timeout());
    }

    static void assertPublished(Zone zone, RecordSet desired) throws Exception {
        assertThat(zone.published(desired.key()))
                .as("what the zone's servers give for " + desired.key())
                .hasValue(desired);
        assertStored(zone, desired);
    }

    /** Every value once, and no other: as records, since a doubled one does not show in an answer. */
    static void assertStored(Zone zone, RecordSet desired) throws Exception {
        assertThat(zone.stored(desired.key()))
                .as("the vendor's own records of " + desired.key())
                .containsExactlyInAnyOrderElementsOf(desired.values());
    }

    static void assertAllPublished(Zone zone, Collection<RecordSet> recordSets) throws Exception {
        for (RecordSet recordSet : recordSets) {
            assertPublished(zone, recordSet);
        }
    }

    static void inject(Zone zone, Fault fault) throws Exception {
        NotTested.unless(zone.inject(fault), "this zone can't make the fault " + fault + " happen");
    }

    static void requireClaimed(DnsProvider provider, DnsCapability capability) {
        NotTested.unlessItApplies(
                provider.capabilities().contains(capability), "the provider does not claim to have " + capability);
    }

    static List<Map<RecordKey, RecordSet>> requireHistory(Zone zone) {
        NotTested.unless(zone.history().isPresent(), "this zone keeps no history of its states");
        return zone.history().orElseThrow();
    }
}
