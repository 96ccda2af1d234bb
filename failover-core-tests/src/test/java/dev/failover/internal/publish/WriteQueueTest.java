package dev.failover.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.ForwardingDnsProvider;
import dev.failover.World;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.SharedBatches;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Outcome;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many services have to write to one provider at once: counted in calls. */
class WriteQueueTest {
    private static final int MANY = 1_000;
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(22);

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider zone = zone(true);
    private final Vendor vendor = new Vendor(zone);
    private final WriteQueue queue = new WriteQueue(time, "dns", vendor);
    /** What came of the writes that were heard of, by their names; empty if they were made. */
    private final Map<String, Optional<Exception>> ended = new LinkedHashMap<>();

    private final Set<String> forbidden = new HashSet<>();

    private static InMemoryDnsProvider zone(boolean batches) {
        InMemoryDnsProvider.Builder zone = InMemoryDnsProvider.builder("example.org")
                .records(IntStream.range(0, MANY)
                        .mapToObj(i -> record(name(i), World.PROD))
                        .toList());
        return batches ? zone.build() : zone.capabilities(Set.of()).build();
    }

    private static String name(int service) {
        return "www" + service;
    }

    private static RecordSet record(String name, String address) {
        return RecordSet.of(new RecordKey(name, RecordType.A), TTL, address);
    }

    /** A vendor whose calls are seen. */
    private static final class Vendor extends ForwardingDnsProvider implements SharedBatches {
        private final List<Integer> calls = new ArrayList<>();
        private final Set<String> refused = new HashSet<>();
        private final Set<String> broken = new HashSet<>();
        private int most = Integer.MAX_VALUE;
        private int unanswered;
        private boolean error;

        Vendor(InMemoryDnsProvider zone) {
            super(zone);
        }

        @Override
        public boolean isOneBatch(List<RecordChange> changes) {
            return changes.size() <= most;
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            calls.add(changes.size());
            if (unanswered > 0) {
                unanswered--;
                throw new UnavailableException("no answer");
            }
            if (changes.stream().anyMatch(change -> broken.contains(change.key().name()))) {
                if (error) {
                    throw new NoSuchMethodError("a bug");
                }
                throw new IllegalStateException("a bug");
            }
            if (changes.stream()
                    .anyMatch(change -> refused.contains(change.key().name()))) {
                throw new RejectedException("not allowed to change that");
            }
            super.apply(changes, timeout);
        }
    }

    private class Switch implements WriteQueue.Write {
        private final RecordChange change;

        Switch(RecordChange change) {
            this.change = change;
        }

        @Override
        public List<RecordChange> changes() {
            return List.of(change);
        }

        @Override
        public Optional<Duration> begin() {
            return forbidden.contains(change.key().name()) ? Optional.empty() : Optional.of(LIMIT);
        }

        @Override
        public void alone(Duration timeout) throws InterruptedException {
            new VendorWrite(queue.provider(), time::nanoTime).make(changes(), timeout);
        }

        @Override
        public void ended(Outcome<List<RecordChange>> outcome) {
            ended.put(change.key().name(), outcome.fold(made -> Optional.empty(), Optional::of));
        }
    }

    private Task add(int service) {
        return queue.add(
                new Switch(RecordChange.replace(record(name(service), World.PROD), record(name(service), World.HOME))));
    }

    private void add(int from, int to) {
        for (int service = from; service < to; service++) {
            add(service);
        }
    }

    private long moved() {
        return IntStream.range(0, MANY)
                .filter(i -> zone.published(record(name(i), World.PROD).key())
                        .equals(Optional.of(record(name(i), World.HOME))))
                .count();
    }

    private List<Class<?>> failures() {
        return ended.values().stream()
                .flatMap(Optional::stream)
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    @Test
    void whatComesWhileACallIsUnderWayGoesTogetherInTheNext() {
        add(0, MANY);
        time.runUntilIdle();

        assertThat(vendor.calls).as("the first waits for nobody").containsExactly(1, MANY - 1);
        assertThat(moved()).isEqualTo(MANY);
        assertThat(ended).hasSize(MANY);
        assertThat(failures()).isEmpty();
    }

    @Test
    void asManyGoTogetherAsOneBatchHolds() {
        vendor.most = 300;
        add(0, MANY);
        time.runUntilIdle();

        assertThat(moved()).isEqualTo(MANY);
        assertThat(vendor.calls).allMatch(size -> size <= 300).hasSizeLessThan(8);
    }

    /** S4, S21: what one service believed wrongly hinders no other, and nothing is written over. */
    @Test
    void aConflictOrARefusalIsOnlyThatOfTheServiceThatItIsAbout() {
        zone.put(record(name(400), "192.0.2.99"));
        vendor.refused.add(name(700));
        add(0, MANY);
        time.runUntilIdle();

        assertThat(moved()).isEqualTo(MANY - 2);
        assertThat(ended).hasSize(MANY);
        assertThat(failures()).containsExactly(ConflictException.class, RejectedException.class);
        assertThat(ended.get(name(400))).containsInstanceOf(ConflictException.class);
        assertThat(zone.published(record(name(400), World.PROD).key())).contains(record(name(400), "192.0.2.99"));
        assertThat(vendor.calls).as("by halves").hasSizeLessThan(50);
    }

    @Test
    void twoChangesOfOneRecordAreMadeOneAfterTheOther() {
        add(0);
        add(1);
        add(1);
        time.runUntilIdle();

        assertThat(failures()).isEmpty();
        assertThat(moved()).isEqualTo(2);
    }

    /** A way that lets only small messages through must not keep all of them from moving. */
    @Test
    void afterNoAnswerToSeveralEachGoesByItselfForAMinute() {
        add(0);
        time.runUntilIdle();
        vendor.unanswered = 2;
        add(1, 11);
        time.runUntilIdle();
        assertThat(vendor.calls).as("nothing is repeated").containsExactly(1, 1, 9);
        assertThat(failures()).hasSize(10).containsOnly(UnavailableException.class);

        ended.clear();
        add(1, 11);
        time.runUntilIdle();
        assertThat(vendor.calls.subList(3, vendor.calls.size())).hasSize(10).containsOnly(1);
        assertThat(failures()).isEmpty();

        time.advance(Duration.ofMinutes(1));
        add(11, 21);
        time.runUntilIdle();
        assertThat(vendor.calls).endsWith(1, 9);
    }

    /** S5: asked when its turn has come, not when it was added. */
    @Test
    void aWriteThatMayNotBeginAnyMoreIsLeftOut() {
        add(0, 10);
        forbidden.add(name(5));
        time.runUntilIdle();

        assertThat(vendor.calls).containsExactly(1, 8);
        assertThat(ended).hasSize(9).doesNotContainKey(name(5));
        assertThat(moved()).isEqualTo(9);
    }

    @Test
    void aCancelledWriteIsNotMadeAndHindersNoOther() {
        add(0);
        Task waiting = add(1);
        add(2);
        waiting.cancel();
        time.runUntilIdle();

        assertThat(vendor.calls).containsExactly(1, 1);
        assertThat(ended).containsOnlyKeys(name(0), name(2));
        assertThat(moved()).isEqualTo(2);
    }

    @Test
    void aCallGoesOnForThoseWhoStillWantItAndEndsWithTheLast() {
        time.hang(name -> true);
        Task alone = add(0);
        Task one = add(1);
        Task other = add(2);
        alone.cancel();
        // Both are on their way now, together.
        time.hang(name -> false);
        one.cancel();
        add(3);
        time.runUntilIdle();
        assertThat(vendor.calls).as("one still wants it").isEmpty();

        other.cancel();
        time.runUntilIdle();
        assertThat(ended).containsOnlyKeys(name(3));
    }

    /** L8: who hears nothing is told so when the time is over, and those behind have their turn. */
    @Test
    void aCallThatHangsEndsWithItsTime() {
        time.hang(name -> true);
        add(0);
        add(1);
        time.advance(LIMIT.minusSeconds(1));
        assertThat(ended).isEmpty();
        time.hang(name -> false);
        time.advance(Duration.ofSeconds(1));

        assertThat(ended.get(name(0))).containsInstanceOf(UnavailableException.class);
        assertThat(ended.get(name(1))).isEmpty();
    }

    @Test
    void whereTheVendorDoesNotCompareOrBatchEachWriteIsACallOfItsOwn() {
        InMemoryDnsProvider simple = zone(false);
        WriteQueue separate = new WriteQueue(time, "dns", simple);
        List<Outcome<?>> outcomes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RecordChange change = RecordChange.replace(record(name(i), World.PROD), record(name(i), World.HOME));
            separate.add(new Switch(change) {
                @Override
                public void alone(Duration timeout) throws InterruptedException {
                    simple.apply(changes(), timeout);
                }

                @Override
                public void ended(Outcome<List<RecordChange>> outcome) {
                    outcomes.add(outcome);
                }
            });
        }
        time.runUntilIdle();

        assertThat(outcomes).hasSize(3).allMatch(Outcome.Success.class::isInstance);
        assertThat(simple.calls()).isEqualTo(3);
    }

    /** L8: a bug of one that went with others must not keep them waiting for ever. */
    @Test
    void whoFailsAtHearingOfItsEndKeepsThatFromNoOther() {
        add(0);
        queue.add(new Switch(RecordChange.replace(record(name(1), World.PROD), record(name(1), World.HOME))) {
            @Override
            public void ended(Outcome<List<RecordChange>> outcome) {
                throw new IllegalStateException("a bug");
            }
        });
        add(2, 4);
        assertThatThrownBy(time::runUntilIdle).hasRootCauseMessage("a bug");
        time.runUntilIdle();

        assertThat(vendor.calls).containsExactly(1, 3);
        assertThat(ended).containsOnlyKeys(name(0), name(2), name(3));
    }

    private void addOneThatCanNotBegin(int service) {
        queue.add(
                new Switch(RecordChange.replace(record(name(service), World.PROD), record(name(service), World.HOME))) {
                    @Override
                    public Optional<Duration> begin() {
                        throw new NoSuchMethodError("a bug");
                    }
                });
    }

    /** L1, L8: begin() asks somebody else's code, and whoever hears of no end never tries again. */
    @Test
    void whoFailsAtBeginningKeepsThatFromNoOther() {
        add(0);
        add(1);
        addOneThatCanNotBegin(5);
        add(2);
        time.runUntilIdle();

        assertThat(ended).containsOnlyKeys(name(0), name(1), name(2), name(5));
        assertThat(moved()).isEqualTo(3);
        assertThat(failures()).containsExactly(IllegalStateException.class);
    }

    @Test
    void whoFailsAtBeginningHearsOfItsEndWhereEachIsACallOfItsOwnToo() {
        WriteQueue plain = new WriteQueue(time, "dns", zone(false));
        List<Outcome<?>> outcomes = new ArrayList<>();
        plain.add(new Switch(RecordChange.replace(record(name(0), World.PROD), record(name(0), World.HOME))) {
            @Override
            public Optional<Duration> begin() {
                throw new IllegalStateException("a bug");
            }

            @Override
            public void ended(Outcome<List<RecordChange>> outcome) {
                outcomes.add(outcome);
            }
        });
        time.runUntilIdle();

        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failure.class);
    }

    /** What a bug of the provider makes of one service's change. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBugIsThatOfTheServiceThatMeetsIt(boolean error) {
        vendor.error = error;
        vendor.broken.add(name(2));
        add(0, 4);
        time.runUntilIdle();

        assertThat(failures()).containsExactly(IllegalStateException.class);
        assertThat(moved()).isEqualTo(3);
    }
}
