package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link DnsProvider#zone}, {@link DnsProvider#find} and {@link DnsProvider#capabilities} promise. */
abstract class DnsFindRules extends DnsRules {
    DnsFindRules(DnsProviderContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("zone() is the zone's name in lower case, without final dot")
    void zoneName() throws Exception {
        assertThat(contract.provider(usualZone()).zone())
                .isEqualTo(contract.zone().toLowerCase(Locale.ROOT))
                .doesNotEndWith(".");
    }

    @Test
    @DisplayName("capabilities() are constant")
    void constantCapabilities() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        assertThat(provider.capabilities())
                .isEqualTo(provider.capabilities())
                .isEqualTo(contract.provider(zone).capabilities());
    }

    @Test
    @DisplayName("the record set of exactly this name and type, with all its values and its TTL")
    void exactlyThis() throws Exception {
        DnsProvider provider = contract.provider(usualZone());
        assertThat(provider.find(WWW, contract.timeout())).hasValue(ONE);
        for (RecordSet neighbour : neighbours()) {
            assertThat(provider.find(neighbour.key(), contract.timeout()))
                    .as(neighbour.key().toString())
                    .hasValue(neighbour);
        }
    }

    @Test
    @DisplayName("a record set among hundreds, wherever a vendor's list has it, and all of its many values")
    void amongMany() throws Exception {
        RecordSet wide = some(
                new RecordKey("wide", RecordType.A),
                IntStream.range(1, 31).mapToObj(i -> "198.51.100." + i).toArray(String[]::new));
        List<RecordSet> all = new ArrayList<>(IntStream.range(0, 250)
                .mapToObj(i -> RecordSet.of(
                        new RecordKey(String.format(Locale.ROOT, "host%03d", i), RecordType.A),
                        TTL,
                        "192.0.2." + (i + 1)))
                .toList());
        all.add(wide);
        all.add(ONE);
        Zone zone = contract.opened(all);
        DnsProvider provider = contract.provider(zone);
        for (RecordSet one : List.of(all.get(0), all.get(124), all.get(249), wide, ONE)) {
            assertThat(provider.find(one.key(), contract.timeout()))
                    .as(one.key().toString())
                    .hasValue(one);
        }
        apply(provider, RecordChange.replace(ONE, TWO));
        assertPublished(zone, TWO);
        assertPublished(zone, wide);
    }

    @Test
    @DisplayName("nothing under a name that is merely similar to others")
    void noSimilarName() throws Exception {
        DnsProvider provider = contract.provider(usualZone());
        for (String name : List.of("ww", "w_w", "___", "wwww", "www.www.www", "w", "*", "*.www", "ali", "any")) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                RecordKey key = new RecordKey(name, type);
                assertThat(provider.find(key, contract.timeout()))
                        .as(key.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    @DisplayName("nothing of a type that this name does not have, an alias's target not included")
    void noOtherType() throws Exception {
        DnsProvider provider = contract.provider(usualZone());
        for (RecordKey key : List.of(
                new RecordKey("www", RecordType.CNAME),
                new RecordKey("wwwx", RecordType.AAAA),
                new RecordKey("many", RecordType.TXT),
                new RecordKey("alias", RecordType.A),
                new RecordKey(RecordKey.APEX, RecordType.AAAA))) {
            assertThat(provider.find(key, contract.timeout()))
                    .as(key.toString())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("the apex under @, and nothing there when only other names exist")
    void apex() throws Exception {
        RecordKey apex = new RecordKey(RecordKey.APEX, RecordType.A);
        assertThat(contract.provider(contract.opened(List.of(ONE))).find(apex, contract.timeout()))
                .isEmpty();
        assertThat(contract.provider(usualZone()).find(apex, contract.timeout()))
                .map(RecordSet::values)
                .hasValue(java.util.Set.of("192.0.2.1"));
    }

    @Test
    @DisplayName("a wildcard under its own name only")
    void wildcard() throws Exception {
        RecordSet wildcard = RecordSet.of(new RecordKey("*", RecordType.A), TTL, "192.0.2.99");
        DnsProvider provider = contract.provider(contract.opened(List.of(wildcard)));
        assertThat(provider.find(WWW, contract.timeout())).isEmpty();
        assertThat(provider.find(wildcard.key(), contract.timeout())).hasValue(wildcard);
    }
}
