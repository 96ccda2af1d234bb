package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.Assignment;
import dev.failover.decision.ServiceState;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop dies before and after every effect it has, one after another, and is started again from its journal. */
class CrashTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .build();
    private final Memory memory = new Memory();
    private boolean primaryDown;
    private int effects;
    private int dieAt = Integer.MAX_VALUE;
    private boolean diskFull;
    private boolean dead;
    private final List<FailoverEvent> events = new ArrayList<>();
    private ManualScheduler time = new ManualScheduler();

    /** Death, as far as the loop can tell: nothing after it happens. */
    private static final class Dead extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void effect(Runnable effect) {
        mayDie();
        effect.run();
        mayDie();
    }

    private void mayDie() {
        if (++effects == dieAt) {
            dead = true;
            time.close();
            throw new Dead();
        }
    }

    /** A journal that outlives the loop. */
    private final class Memory implements StateStore {
        private ServiceState state = ServiceState.INITIAL;
        private final List<JournalEntry> entries = new ArrayList<>();

        @Override
        public ServiceState load(String service) {
            return state;
        }

        @Override
        public JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event) {
            assertThat(expected).isEqualTo(state);
            if (diskFull) {
                throw new UnavailableException("no space left on device");
            }
            effect(() -> {
                state = next;
                entries.add(new JournalEntry(entries.size() + 1, service, event, next));
            });
            return entries.get(entries.size() - 1);
        }

        @Override
        public List<JournalEntry> history(int limit) {
            return entries;
        }

        @Override
        public void close() {}
    }

    /** The zone, seen through calls that may be the last thing the loop does. */
    private final class Mortal implements DnsProvider {
        @Override
        public String zone() {
            return zone.zone();
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            return zone.find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) {
            effect(() -> {
                try {
                    zone.apply(changes, timeout);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private ServiceLoop start() {
        time = new ManualScheduler();
        dead = false;
        LoopContext context = new LoopContext(
                Mode.ACT,
                time,
                memory,
                (name, key, timeout) ->
                        new Publication(key, List.of(new Publication.Served("ns1", zone.published(key)))),
                null,
                Map.of("dns", new Mortal()),
                null,
                List.of(events::add));
        Service service = Service.builder("www")
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", World.PROD))
                .site(Site.of("home", World.HOME))
                .check((address, timeout) ->
                        primaryDown && address.getHostAddress().equals(World.PROD)
                                ? Health.down("dead")
                                : Health.up("fine"))
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofMillis(500))
                        .fall(3)
                        .rise(1)
                        .build())
                .build();
        ServiceLoop loop = new ServiceLoop(service, context);
        loop.start();
        return loop;
    }

    /** @return whether it lived to the end */
    private boolean live(Duration duration) {
        try {
            time.advance(duration);
        } catch (AssertionError e) {
            assertThat(dead).as("nothing but death ends it: %s", e).isTrue();
        }
        return !dead;
    }

    @Test
    void aSwitchHasSomeEffectsToDieAt() {
        start();
        live(LONG_ENOUGH);
        primaryDown = true;
        live(LONG_ENOUGH);

        assertThat(memory.state.assignment()).map(Assignment::site).contains("home");
        assertThat(effects)
                .as("adopted, switched, intending, the write, written, published")
                .isGreaterThanOrEqualTo(12);
    }

    /** S1, S3, S17, L3, L4: whatever it died at, the next one ends where the decision said, by one more epoch at most. */
    @ParameterizedTest(name = "dead at effect {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void whereverItDiesTheNextOneFinishesAndUndoesNothing(int moment) {
        dieAt = moment;
        start();
        if (!live(LONG_ENOUGH)) {
            start();
            live(LONG_ENOUGH);
        }
        primaryDown = true;
        if (!live(LONG_ENOUGH)) {
            start();
            live(LONG_ENOUGH);
        }

        assertThat(memory.state.assignment()).map(Assignment::site).contains("home");
        assertThat(memory.state.epoch()).isEqualTo(2);
        assertThat(memory.state.transition()).isEmpty();
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.HOME));
        assertThat(zone.history())
                .allSatisfy(state -> assertThat(state.get(World.WWW).values())
                        .containsAnyOf(World.PROD, World.HOME)
                        .hasSize(1));
        assertThat(memory.entries).extracting(entry -> entry.state().epoch()).isSorted();
    }

    /** S17: without a durable intent there is no effect. */
    @Test
    void aJournalThatCannotBeWrittenMeansNoEffectAndOneLoudWord() {
        start();
        live(LONG_ENOUGH);
        diskFull = true;
        primaryDown = true;
        live(LONG_ENOUGH);

        assertThat(zone.history()).as("never written to").hasSize(1);
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.PROD));
        assertThat(events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.NOT_JOURNALLED)
                .singleElement()
                .extracting(FailoverEvent::text)
                .isEqualTo("no space left on device");

        diskFull = false;
        live(LONG_ENOUGH);
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.HOME));
    }
}
