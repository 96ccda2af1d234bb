package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.Phases;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop dies before and after every effect it has, one after another, and is started again from its journal. */
class CrashTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .build();
    private final MortalLife life = new MortalLife();
    private final List<FailoverEvent> events = new ArrayList<>();
    private boolean primaryDown;

    private ServiceLoop start() {
        Scheduler scheduler = life.begin();
        Map<String, DnsProvider> providers = Map.of("dns", life.provider(zone));
        LoopContext context = new LoopContext(
                Mode.ACT,
                scheduler,
                life.journal(),
                zone.authorities(),
                null,
                providers,
                Map.of(),
                null,
                List.of(events::add),
                Advice.NONE,
                null,
                Duration.ofSeconds(1),
                new Phases(),
                LoopContext.queues(scheduler, providers));
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

    @Test
    void aSwitchHasSomeEffectsToDieAt() {
        start();
        life.live(LONG_ENOUGH);
        primaryDown = true;
        life.live(LONG_ENOUGH);

        assertThat(life.state().assignment()).map(Assignment::site).contains("home");
        assertThat(life.effects())
                .as("adopted, switched, the write, written, published")
                .isGreaterThanOrEqualTo(10);
    }

    /** S1, S3, S17, L3, L4: whatever it died at, the next one ends where the decision said, by one more epoch at most. */
    @ParameterizedTest(name = "dead at effect {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void whereverItDiesTheNextOneFinishesAndUndoesNothing(int moment) {
        life.dieAt(moment);
        start();
        if (!life.live(LONG_ENOUGH)) {
            start();
            life.live(LONG_ENOUGH);
        }
        primaryDown = true;
        if (!life.live(LONG_ENOUGH)) {
            start();
            life.live(LONG_ENOUGH);
        }

        assertThat(life.state().assignment()).map(Assignment::site).contains("home");
        assertThat(life.state().epoch()).isEqualTo(2);
        assertThat(life.state().transition()).isEmpty();
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.HOME));
        assertThat(zone.history())
                .allSatisfy(state -> assertThat(state.get(World.WWW).values())
                        .containsAnyOf(World.PROD, World.HOME)
                        .hasSize(1));
        assertThat(life.entries()).extracting(entry -> entry.state().epoch()).isSorted();
    }

    /** S17: without a durable intent there is no effect. */
    @Test
    void aJournalThatCannotBeWrittenMeansNoEffectAndOneLoudWord() {
        start();
        life.live(LONG_ENOUGH);
        life.fillDisk(true);
        primaryDown = true;
        life.live(LONG_ENOUGH);

        assertThat(zone.history()).as("never written to").hasSize(1);
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.PROD));
        assertThat(events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.NOT_JOURNALLED)
                .singleElement()
                .extracting(FailoverEvent::text)
                .isEqualTo("no space left on device");

        life.fillDisk(false);
        life.live(LONG_ENOUGH);
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.HOME));
    }

    /** L7: full, freed and full again are two troubles. */
    @Test
    void aJournalThatCannotBeWrittenAgainIsToldAgain() {
        start();
        life.live(LONG_ENOUGH);
        life.fillDisk(true);
        primaryDown = true;
        life.live(LONG_ENOUGH);
        life.fillDisk(false);
        life.live(LONG_ENOUGH);
        assertThat(zone.published(World.WWW)).map(RecordSet::values).contains(java.util.Set.of(World.HOME));
        life.fillDisk(true);
        primaryDown = false;
        life.live(Duration.ofMinutes(30));

        assertThat(events)
                .extracting(FailoverEvent::kind)
                .filteredOn(FailoverEvent.Kind.NOT_JOURNALLED::equals)
                .hasSize(2);
    }
}
