package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.BackgroundCall.Ended;
import dev.failover.testkit.DnsProviderContract.Fault;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link DnsProvider} promises when it is not alone. */
abstract class DnsRaceRules extends DnsRules {
    private static final int ROUNDS = 5;
    private static final int THREADS = 4;
    private static final RecordKey CLAIM = new RecordKey("_claim", RecordType.TXT);

    DnsRaceRules(DnsProviderContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("it is thread-safe: calls from several threads all take effect")
    void threads() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        List<BackgroundCall<RecordSet>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            RecordKey key = new RecordKey("thread" + i, RecordType.A);
            RecordSet first = RecordSet.of(key, TTL, "192.0.2." + (100 + i));
            RecordSet second = some(key, "198.51.100." + (100 + i), "203.0.113." + (100 + i));
            calls.add(BackgroundCall.start(() -> {
                apply(provider, RecordChange.create(first));
                apply(provider, RecordChange.replace(first, second));
                return provider.find(key, contract.timeout()).orElseThrow();
            }));
        }
        for (BackgroundCall<RecordSet> call : calls) {
            Ended<RecordSet> ended = call.await(contract.timeout().multipliedBy(3));
            assertThat(ended.thrown()).isNull();
            assertThat(ended.value()).isNotNull();
            assertPublished(zone, java.util.Objects.requireNonNull(ended.value()));
        }
        assertAllPublished(zone, neighbours());
    }

    @Test
    @DisplayName("calls that change one record set are made one after another: nothing doubled, nothing mixed")
    void oneAfterAnother() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        for (int round = 0; round < ROUNDS; round++) {
            RecordSet before = zone.published(WWW).orElseThrow();
            RecordSet left = some("198.51.100." + (2 * round + 1), "198.51.100.200");
            RecordSet right = some("203.0.113." + (2 * round + 2), "203.0.113.200");
            List<Ended<Void>> ended = race(
                    provider, List.of(RecordChange.replace(before, left)),
                    provider, List.of(RecordChange.replace(before, right)));
            assertNothingButConflicts(ended);
            RecordSet after = zone.published(WWW).orElseThrow();
            assertThat(after).isIn(left, right);
            assertStored(zone, after);
        }
    }

    @Test
    @DisplayName("COMPARE_AND_SET, if claimed: of two writers that expect the same, exactly one succeeds")
    void compareAndSet() throws Exception {
        Zone zone = usualZone();
        DnsProvider one = contract.provider(zone);
        DnsProvider other = contract.provider(zone);
        requireClaimed(one, DnsCapability.COMPARE_AND_SET);
        for (int round = 0; round < ROUNDS; round++) {
            RecordSet before = zone.published(WWW).orElseThrow();
            RecordSet left = www("198.51.100." + (round + 1));
            RecordSet right = www("203.0.113." + (round + 1));
            List<Ended<Void>> ended = race(
                    one, List.of(RecordChange.replace(before, left)),
                    other, List.of(RecordChange.replace(before, right)));
            assertNothingButConflicts(ended);
            assertThat(ended.stream().filter(end -> end.thrown() == null))
                    .as("writers that succeeded")
                    .hasSize(1);
            assertPublished(zone, ended.get(0).thrown() == null ? left : right);
        }
    }

    @Test
    @DisplayName("COMPARE_AND_SET, if claimed: what somebody else changed after it was read is a conflict, and stays")
    void changedMeanwhile() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        requireClaimed(provider, DnsCapability.COMPARE_AND_SET);
        inject(zone, Fault.CHANGE_BEFORE_NEXT_WRITE);
        Ended<Void> ended = applying(provider, List.of(RecordChange.replace(ONE, TWO)), new CyclicBarrier(1))
                .await(contract.timeout().multipliedBy(2));
        assertThat(ended.thrown())
                .as("somebody made %s of what was to be replaced", DnsProviderContract.INTRUDER)
                .isInstanceOf(ConflictException.class);
        assertThat(zone.stored(WWW))
                .as("the vendor's own records of " + WWW)
                .containsExactlyElementsOf(DnsProviderContract.INTRUDER.values());
    }

    @Test
    @DisplayName(
            "COMPARE_AND_SET_TEXT, if claimed: of two writers that expect the same text, or none, exactly one succeeds")
    void compareAndSetText() throws Exception {
        Zone zone = usualZone();
        DnsProvider one = contract.provider(zone);
        DnsProvider other = contract.provider(zone);
        requireClaimed(one, DnsCapability.COMPARE_AND_SET_TEXT);
        Optional<RecordSet> before = Optional.empty();
        for (int round = 0; round < ROUNDS; round++) {
            RecordSet left = RecordSet.of(CLAIM, TTL, "left " + round);
            RecordSet right = RecordSet.of(CLAIM, TTL, "right " + round);
            List<Ended<Void>> ended =
                    race(one, List.of(new RecordChange(before, left)), other, List.of(new RecordChange(before, right)));
            assertNothingButConflicts(ended);
            assertThat(ended.stream().filter(end -> end.thrown() == null))
                    .as("writers that succeeded")
                    .hasSize(1);
            RecordSet winner = ended.get(0).thrown() == null ? left : right;
            assertPublished(zone, winner);
            before = Optional.of(winner);
        }
    }

    @Test
    @DisplayName("ATOMIC_BATCH, if claimed: sixty changes of one call take effect together, also if its answer is lost")
    void largeBatch() throws Exception {
        List<RecordSet> before = hosts("192.0.2.");
        List<RecordSet> after = hosts("198.51.100.");
        Zone zone = contract.opened(before);
        DnsProvider provider = contract.provider(zone);
        requireClaimed(provider, DnsCapability.ATOMIC_BATCH);
        NotTested.unless(
                zone.history().isPresent() || zone.inject(Fault.LOSE_NEXT_ANSWER),
                "this zone keeps no history of its states, and can't lose an answer");
        List<RecordChange> changes = IntStream.range(0, before.size())
                .mapToObj(i -> RecordChange.replace(before.get(i), after.get(i)))
                .toList();
        try {
            provider.apply(changes, contract.timeout());
        } catch (UnavailableException e) {
            // Its answer is lost, that is all: what it did is looked at.
        }
        Set<String> networks = new TreeSet<>();
        for (RecordSet host : after) {
            networks.add(network(zone.published(host.key()).orElseThrow()));
        }
        assertThat(networks).as("networks that the hosts are in afterwards").hasSize(1);
        for (Map<RecordKey, RecordSet> state : zone.history().orElse(List.of())) {
            assertThat(state.values().stream()
                            .filter(recordSet -> recordSet.key().name().startsWith("host"))
                            .map(DnsRaceRules::network)
                            .distinct())
                    .as("networks that the hosts are in at one moment")
                    .hasSize(1);
        }
    }

    private static List<RecordSet> hosts(String network) {
        return IntStream.range(1, 61)
                .mapToObj(i -> RecordSet.of(new RecordKey("host" + i, RecordType.A), TTL, network + i))
                .toList();
    }

    @Test
    @DisplayName("ATOMIC_BATCH, if claimed: the changes of one call take effect together, never mixed with another's")
    void atomicBatch() throws Exception {
        Zone zone = usualZone();
        DnsProvider one = contract.provider(zone);
        DnsProvider other = contract.provider(zone);
        requireClaimed(one, DnsCapability.ATOMIC_BATCH);
        for (int round = 0; round < ROUNDS; round++) {
            RecordSet www = zone.published(WWW).orElseThrow();
            RecordSet mail = zone.published(MAIL).orElseThrow();
            List<Ended<Void>> ended =
                    race(one, pair(www, mail, round, "198.51.100."), other, pair(www, mail, round, "203.0.113."));
            assertNothingButConflicts(ended);
            assertSameSite(
                    zone.published(WWW).orElseThrow(), zone.published(MAIL).orElseThrow());
        }
        if (zone.history().isPresent()) {
            for (Map<RecordKey, RecordSet> state : requireHistory(zone)) {
                assertSameSite(
                        java.util.Objects.requireNonNull(state.get(WWW)),
                        java.util.Objects.requireNonNull(state.get(MAIL)));
            }
        }
    }

    private static List<RecordChange> pair(RecordSet www, RecordSet mail, int round, String network) {
        return List.of(
                RecordChange.replace(www, www(network + (round + 1))),
                RecordChange.replace(mail, RecordSet.of(MAIL, TTL, network + (round + 101))));
    }

    private static void assertSameSite(RecordSet www, RecordSet mail) {
        assertThat(network(www))
                .as("%s and %s were written by one call", www, mail)
                .isEqualTo(network(mail));
    }

    private static String network(RecordSet recordSet) {
        String address = recordSet.values().iterator().next();
        return address.substring(0, address.lastIndexOf('.'));
    }

    @Test
    @DisplayName(
            "whoever looks while changes are made never sees a record set empty, absent or with a value nobody wrote")
    void lookedAt() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        Set<String> written = Set.of("192.0.2.10", "198.51.100.20", "198.51.100.21", "203.0.113.30");
        RecordSet wide = some("198.51.100.20", "198.51.100.21");
        try (Onlooker onlooker = Onlooker.start(() -> {
            assertThat(zone.published(WWW).map(RecordSet::values)).isPresent();
            assertThat(zone.stored(WWW)).isNotEmpty().isSubsetOf(written);
        })) {
            for (int round = 0; round < ROUNDS; round++) {
                apply(provider, RecordChange.replace(ONE, wide));
                apply(provider, RecordChange.replace(wide, THREE));
                apply(provider, RecordChange.replace(THREE, ONE));
            }
            onlooker.stop(contract.timeout());
        }
    }

    private List<Ended<Void>> race(
            DnsProvider one, List<RecordChange> changes, DnsProvider other, List<RecordChange> otherChanges)
            throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(2);
        BackgroundCall<Void> left = applying(one, changes, start);
        BackgroundCall<Void> right = applying(other, otherChanges, start);
        Duration limit = contract.timeout().multipliedBy(2);
        return List.of(left.await(limit), right.await(limit));
    }

    private BackgroundCall<Void> applying(DnsProvider provider, List<RecordChange> changes, CyclicBarrier start) {
        return BackgroundCall.start(() -> {
            start.await();
            provider.apply(changes, contract.timeout());
            return null;
        });
    }

    private static void assertNothingButConflicts(List<Ended<Void>> ended) {
        for (Ended<Void> end : ended) {
            if (end.thrown() != null) {
                assertThat(end.thrown()).isInstanceOf(ConflictException.class);
            }
        }
    }
}
