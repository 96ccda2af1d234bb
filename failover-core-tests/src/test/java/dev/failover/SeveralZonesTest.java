package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Assignment;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Ownership;
import dev.failover.decision.Placement;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.Phases;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One service over two zones at two vendors, an apex and a name, A and AAAA: all of it moves, whatever happens on the way. */
class SeveralZonesTest {
    private static final String PROD_SIX = "2001:db8::10";
    private static final String HOME_SIX = "2001:db8::7";
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final List<RecordKey> KEYS = List.of(
            new RecordKey("@", RecordType.A),
            new RecordKey("@", RecordType.AAAA),
            new RecordKey("www", RecordType.A),
            new RecordKey("www", RecordType.AAAA));
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);

    private final Map<String, InMemoryDnsProvider> zones = new LinkedHashMap<>();
    private final MortalLife life = new MortalLife();
    private final List<FailoverEvent> events = new ArrayList<>();
    private boolean primaryDown;

    SeveralZonesTest() {
        zones.put("one", zone("example.org"));
        zones.put("two", zone("example.net"));
    }

    private static InMemoryDnsProvider zone(String name) {
        return InMemoryDnsProvider.builder(name)
                .records(KEYS.stream()
                        .map(key -> RecordSet.of(key, TTL, address(key, "prod")))
                        .toList())
                .build();
    }

    private static String address(RecordKey key, String site) {
        if (key.type() == RecordType.A) {
            return site.equals("prod") ? World.PROD : World.HOME;
        }
        return site.equals("prod") ? PROD_SIX : HOME_SIX;
    }

    private void start() {
        Map<String, DnsProvider> providers = new LinkedHashMap<>();
        zones.forEach((name, zone) -> providers.put(name, life.provider(zone)));
        Scheduler scheduler = life.begin();
        LoopContext context = new LoopContext(
                Mode.ACT,
                scheduler,
                life.journal(),
                (zoneName, key, timeout) -> new Publication(
                        key,
                        List.of(new Publication.Served(
                                "ns." + zoneName,
                                zones.values().stream()
                                        .filter(zone -> zone.zone().equals(zoneName))
                                        .findFirst()
                                        .orElseThrow()
                                        .published(key)))),
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
        Service.Builder service = Service.builder("www")
                .site(Site.builder("prod").address(World.PROD).address(PROD_SIX).build())
                .site(Site.builder("home").address(World.HOME).address(HOME_SIX).build())
                .check((address, timeout) -> primaryDown
                                && Set.of(World.PROD, "2001:db8:0:0:0:0:0:10").contains(address.getHostAddress())
                        ? Health.down("dead")
                        : Health.up("fine"))
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofMillis(500))
                        .fall(3)
                        .rise(1)
                        .build())
                .policy(FailoverPolicy.builder().mixLimit(Duration.ofMinutes(1)).build())
                .ownership("one");
        zones.keySet().forEach(zone -> KEYS.forEach(key -> service.record(zone, key.name(), key.type(), TTL)));
        new ServiceLoop(service.build(), context).start();
    }

    private void assertThatEachZonePointedToOneSiteAtEveryMoment() {
        zones.values()
                .forEach(zone -> assertThat(zone.history())
                        .allSatisfy(state -> assertThat(KEYS.stream()
                                        .map(key -> state.get(key)
                                                .values()
                                                .equals(Set.of(RecordSet.of(key, TTL, address(key, "prod"))
                                                        .values()
                                                        .iterator()
                                                        .next())))
                                        .distinct())
                                .as("S13: all four at one site")
                                .hasSize(1)));
    }

    private void assertThatAllIsAt(String site) {
        assertThat(life.state().assignment()).map(Assignment::site).contains(site);
        assertThat(life.state().transition()).isEmpty();
        zones.values().forEach(zone -> {
            KEYS.forEach(key -> assertThat(zone.published(key)).contains(RecordSet.of(key, TTL, address(key, site))));
            assertThat(zone.published(OWNER).flatMap(Ownership::read))
                    .contains(new Ownership("www", life.state().epoch(), "one"));
        });
    }

    @Test
    void allOfItMovesByOneWriteForEachZone() {
        start();
        life.live(Duration.ofMinutes(1));
        primaryDown = true;
        life.live(Duration.ofMinutes(1));

        assertThatAllIsAt("home");
        assertThat(events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.WRITTEN)
                .hasSize(2);
        assertThat(life.state().placements()).hasSize(10);
        assertThatEachZonePointedToOneSiteAtEveryMoment();
    }

    /** S1, S13, S17, L3: between the two vendors, and everywhere else. */
    @ParameterizedTest(name = "dead at effect {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void whereverItDiesTheNextOneRollsForward(int moment) {
        life.dieAt(moment);
        start();
        if (!life.live(Duration.ofMinutes(1))) {
            start();
            life.live(Duration.ofMinutes(1));
        }
        primaryDown = true;
        if (!life.live(Duration.ofMinutes(1))) {
            start();
            life.live(Duration.ofMinutes(1));
        }

        assertThatAllIsAt("home");
        assertThat(life.state().epoch()).isEqualTo(2);
        assertThatEachZonePointedToOneSiteAtEveryMoment();
    }

    @Test
    void aVendorThatRefusesHalfWayIsAskedAgainAndTheOtherHalfStays() {
        start();
        life.live(Duration.ofMinutes(1));
        zones.get("two").failNext(4, new RejectedException("this credential is not valid"), Moment.BEFORE);
        primaryDown = true;
        life.live(Duration.ofSeconds(20));

        assertThat(zones.get("one").published(KEYS.get(0))).contains(RecordSet.of(KEYS.get(0), TTL, World.HOME));
        assertThat(zones.get("two").published(KEYS.get(0))).contains(RecordSet.of(KEYS.get(0), TTL, World.PROD));
        assertThat(life.state().transition()).as("under way, and known to be").isPresent();
        assertThat(progress()).as("one vendor is done, as journalled").containsExactly("one");

        life.live(Duration.ofMinutes(5));
        assertThatAllIsAt("home");
    }

    private List<String> progress() {
        return life.state().written().stream().sorted().toList();
    }

    /** S13: and it is told when it is over. */
    @Test
    void aMixThatLastsIsToldAndSoIsItsEnd() {
        start();
        life.live(Duration.ofMinutes(1));
        zones.get("two").failNext(1000, new UnavailableException("timeout"), Moment.BEFORE);
        primaryDown = true;
        life.live(Duration.ofSeconds(55));
        assertThat(life.state().conditions()).doesNotContainKey("mixed");
        life.live(Duration.ofSeconds(20));
        assertThat(life.state().conditions()).containsKey("mixed");

        zones.get("two").heal();
        life.live(Duration.ofMinutes(3));
        assertThatAllIsAt("home");
        assertThat(life.state().conditions()).doesNotContainKey("mixed");
        assertThat(events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.CLEARED)
                .extracting(FailoverEvent::text)
                .contains("mixed");
    }

    @Test
    void aRestartKnowsWhichVendorsAreDone() {
        start();
        life.live(Duration.ofMinutes(1));
        zones.get("two").failNext(1000, new UnavailableException("timeout"), Moment.BEFORE);
        primaryDown = true;
        life.live(Duration.ofSeconds(20));
        long callsBefore = zones.get("one").calls();
        List<Placement> placements = life.state().placements();
        start();
        life.live(Duration.ofSeconds(20));

        assertThat(progress()).containsExactly("one");
        assertThat(zones.get("one").calls() - callsBefore)
                .as("the one that is done is read once more at the start, and not written again")
                .isEqualTo(5);
        assertThat(life.state().placements()).isEqualTo(placements);
    }
}
