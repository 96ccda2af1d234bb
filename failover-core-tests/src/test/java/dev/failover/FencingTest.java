package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Ownership;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.notify.Notification;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two watchers of one service that share nothing but the zone. Each has a time of its own: one that stands still is paused. */
class FencingTest {
    private static final Optional<Ownership.Held> HELD = Optional.of(new Ownership.Held(Optional.empty()));
    private static final String SPARE = "192.0.2.44";
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);

    @TempDir
    Path directory;

    private InMemoryDnsProvider zone = zone(Set.of(DnsCapability.values()));
    private final List<Watcher> watchers = new ArrayList<>();

    private static InMemoryDnsProvider zone(Set<DnsCapability> capabilities) {
        return InMemoryDnsProvider.builder("example.org")
                .records(World.record(World.PROD))
                .capabilities(capabilities)
                .build();
    }

    @AfterEach
    void close() {
        watchers.forEach(Watcher::close);
    }

    private Watcher watcher(String name, boolean owning) {
        return watcher(name, owning, World.HOME);
    }

    private Watcher watcher(String name, boolean owning, String home) {
        Watcher watcher = new Watcher(name, owning, home);
        watchers.add(watcher);
        watcher.time.advance(Duration.ofSeconds(5));
        return watcher;
    }

    private final class Watcher {
        final String name;
        final boolean owning;
        final String home;
        final ManualScheduler time = new ManualScheduler();
        final Set<String> down = new HashSet<>();
        final List<Notification> told = new ArrayList<>();
        final List<FailoverEvent> events = new ArrayList<>();
        /** What happens in the world while this watcher's next write is on its way to the vendor. */
        Runnable meanwhile = () -> {};
        /** What the servers that it asks give; empty if what the vendor has published. */
        private final Map<RecordKey, Optional<RecordSet>> stale = new HashMap<>();

        Failover failover;

        Watcher(String name, boolean owning, String home) {
            this.name = name;
            this.owning = owning;
            this.home = home;
            start();
        }

        void start() {
            Service.Builder service = Service.builder("www")
                    .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                    .site(Site.of("prod", World.PROD))
                    .site(Site.of("home", home))
                    .site(Site.of("spare", SPARE))
                    .check((address, timeout) -> down.contains(address.getHostAddress())
                            ? Health.down("connection refused")
                            : Health.up("answered 200"))
                    .thresholds(Thresholds.builder()
                            .interval(Duration.ofSeconds(1))
                            .timeout(Duration.ofMillis(500))
                            .fall(3)
                            .rise(2)
                            .build())
                    .policy(FailoverPolicy.builder()
                            .maxSwitches(50, Duration.ofHours(1))
                            .build())
                    .notify("phone");
            if (owning) {
                service.ownership(name);
            }
            failover = Failover.builder()
                    .stateDirectory(directory.resolve(name))
                    .scheduler(time)
                    .authorities((zoneName, key, timeout) -> new Publication(
                            key,
                            List.of(new Publication.Served(
                                    "ns1", stale.containsKey(key) ? stale.get(key) : zone.published(key)))))
                    .provider("dns", new Line(this))
                    .notifier("phone", (notification, timeout) -> told.add(notification))
                    .service(service.build())
                    .listener(events::add)
                    .build();
            failover.start();
        }

        void serversStandStill() {
            List.of(World.WWW, OWNER).forEach(key -> stale.put(key, zone.published(key)));
        }

        void serversCatchUp() {
            stale.clear();
        }

        void run(Duration duration) {
            time.advance(duration);
        }

        void ask(String site) {
            CompletableFuture<Decision> answer = failover.request(
                            "www", new SwitchRequest(site, "ada", "maintenance", false))
                    .decided();
            time.advance(Duration.ofSeconds(2));
            assertThat(answer).isCompleted();
        }

        Assignment assignment() {
            return failover.status("www").orElseThrow().state().assignment().orElseThrow();
        }

        boolean isUnderWay() {
            return failover.status("www").orElseThrow().state().transition().isPresent();
        }

        List<String> titles() {
            return told.stream().map(Notification::title).toList();
        }

        void close() {
            time.runWhile(failover::close);
        }
    }

    /** A watcher's way to the vendor. */
    private final class Line extends ForwardingDnsProvider {
        private final Watcher watcher;

        Line(Watcher watcher) {
            super(zone);
            this.watcher = watcher;
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            Runnable first = watcher.meanwhile;
            watcher.meanwhile = () -> {};
            first.run();
            super.apply(changes, timeout);
        }
    }

    private String served() {
        return String.join("+", zone.published(World.WWW).map(RecordSet::values).orElse(Set.of("nothing")));
    }

    private Optional<Ownership> owner() {
        return zone.published(OWNER).flatMap(Ownership::read);
    }

    /** Every ownership that there ever was, in order. */
    private List<Ownership> ownerships() {
        List<Ownership> all = new ArrayList<>();
        for (Map<RecordKey, RecordSet> state : zone.history()) {
            Optional.ofNullable(state.get(OWNER))
                    .flatMap(Ownership::read)
                    .filter(next -> all.isEmpty() || !all.get(all.size() - 1).equals(next))
                    .ifPresent(all::add);
        }
        return all;
    }

    private void assertThatNoDecisionWasOverwrittenByAnEarlierOne() {
        assertThat(ownerships())
                .extracting(Ownership::epoch)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void theRecordComesWithTheFirstSwitchAndNotBefore() {
        Watcher one = watcher("one", true);
        assertThat(zone.history()).as("adopted, nothing written").hasSize(1);

        one.down.add(World.PROD);
        one.run(Duration.ofSeconds(10));

        assertThat(served()).isEqualTo(World.HOME);
        assertThat(owner()).contains(new Ownership("www", 2, "one"));
        assertThat(zone.history())
                .as("both at one moment")
                .allSatisfy(state -> assertThat(state.containsKey(OWNER))
                        .isEqualTo(state.get(World.WWW).values().contains(World.HOME)));
        assertThat(one.isUnderWay()).isFalse();
    }

    @Test
    void anotherWatchersSwitchIsFollowedAndTheNextDecisionIsAboveIt() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.down.add(World.PROD);
        one.run(Duration.ofSeconds(10));
        two.run(Duration.ofMinutes(1));

        assertThat(two.assignment().site()).isEqualTo("home");
        assertThat(two.assignment().epoch()).isEqualTo(2);
        assertThat(two.titles()).containsExactly("www: follows another watcher to home");

        two.ask("spare");
        one.run(Duration.ofMinutes(1));

        assertThat(served()).isEqualTo(SPARE);
        assertThat(owner()).contains(new Ownership("www", 3, "two", HELD));
        assertThat(one.failover
                        .status("www")
                        .orElseThrow()
                        .state()
                        .choice()
                        .orElseThrow()
                        .by())
                .isEqualTo("a human at watcher two");
        assertThat(one.assignment().site()).isEqualTo("spare");
        assertThat(one.titles()).contains("www: follows another watcher to spare");
        assertThat(one.titles()).noneMatch(title -> title.contains("somebody else"));
        assertThatNoDecisionWasOverwrittenByAnEarlierOne();
    }

    /** S4: the one that was paused between its decision and its write loses, and is told so once. */
    @Test
    void aWriteThatComesLateLosesAndItsWatcherFollows() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.meanwhile = () -> two.ask("spare");
        one.down.add(World.PROD);
        one.run(Duration.ofMinutes(2));

        assertThat(served()).isEqualTo(SPARE);
        assertThat(one.assignment().site()).isEqualTo("spare");
        assertThat(one.assignment().epoch())
                .as("its own 2 was another decision")
                .isEqualTo(3);
        assertThat(one.isUnderWay()).isFalse();
        assertThat(one.titles())
                .as("that prod is down was told with the failover")
                .containsExactly("www: failover from prod to home", "www: follows another watcher to spare");
        assertThat(one.told.get(1).severity()).isEqualTo(Notification.Severity.WARNING);
        assertThat(one.events).extracting(FailoverEvent::kind).contains(FailoverEvent.Kind.WRITE_FAILED);
        assertThatNoDecisionWasOverwrittenByAnEarlierOne();

        one.close();
        one.start();
        one.run(Duration.ofMinutes(1));
        assertThat(one.assignment().site()).as("after a restart too").isEqualTo("spare");
        assertThat(served()).isEqualTo(SPARE);
    }

    /** S4: the records are back to what the late one believes, its decision is superseded all the same. */
    @Test
    void aLateWriteLosesAlsoWhenTheRecordsAreBackWhereTheyWere() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.meanwhile = () -> thereAndBack(one, two);
        one.down.add(World.PROD);
        one.run(Duration.ofMinutes(2));

        assertThat(served()).isEqualTo(World.PROD);
        assertThat(owner()).contains(new Ownership("www", 3, "two"));
        assertThat(one.assignment().site()).isEqualTo("prod");
        assertThat(one.titles()).contains("www: follows another watcher to prod");
        assertThat(ownerships()).containsExactly(new Ownership("www", 2, "two", HELD), new Ownership("www", 3, "two"));
    }

    /** What the ownership record is for: without it the vendor can't tell that the late write is late. */
    @Test
    void withoutTheRecordTheSameLateWriteWins() {
        Watcher one = watcher("one", false);
        Watcher two = watcher("two", false);
        one.meanwhile = () -> thereAndBack(one, two);
        one.down.add(World.PROD);
        one.run(Duration.ofSeconds(4));

        assertThat(served()).isEqualTo(World.HOME);
    }

    private static void thereAndBack(Watcher one, Watcher two) {
        two.ask("home");
        two.ask("prod");
        one.down.clear();
    }

    /** Where the vendor does not compare by itself, the claim is read again before anything else is written. */
    @ParameterizedTest
    @EnumSource
    void withoutTheVendorsHelpTheClaimIsMadeAndReadBeforeAnythingElse(DnsCapability only) {
        zone = zone(Set.of(only));
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.meanwhile = () -> thereAndBack(one, two);
        one.down.add(World.PROD);
        one.run(Duration.ofMinutes(2));

        assertThat(served()).isEqualTo(World.PROD);
        assertThat(one.assignment().site()).isEqualTo("prod");
        assertThatNoDecisionWasOverwrittenByAnEarlierOne();
        two.ask("home");
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(two.isUnderWay()).isFalse();
    }

    @Test
    void aLostAnswerIsNoOtherWatcher() {
        Watcher one = watcher("one", true);
        zone.failNext(1, new UnavailableException("reset"), Moment.AFTER);
        one.down.add(World.PROD);
        one.run(Duration.ofSeconds(30));

        assertThat(served()).isEqualTo(World.HOME);
        assertThat(one.isUnderWay()).isFalse();
        assertThat(ownerships()).containsExactly(new Ownership("www", 2, "one"));
    }

    @Test
    void aHumansWordIsFencedTooAndOnceHeKnowsItIsAboveBoth() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        two.ask("home");
        one.ask("spare");
        assertThat(served()).as("he did not know of the other decision").isEqualTo(World.HOME);
        assertThat(one.titles()).contains("www: follows another watcher to home");
        one.run(Duration.ofSeconds(5));
        one.ask("spare");
        two.run(Duration.ofMinutes(1));

        assertThat(served()).isEqualTo(SPARE);
        assertThat(two.assignment().site()).isEqualTo("spare");
        assertThatNoDecisionWasOverwrittenByAnEarlierOne();
    }

    /** Who follows knows the other's decision by the vendor's word while the servers lag; that word grows old too. */
    @Test
    void whoWaitsForAnothersDecisionToBePublishedNoticesTheNextOne() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        Watcher three = watcher("three", true);
        one.ask("home");
        three.serversStandStill();
        two.run(Duration.ofMinutes(1));
        two.ask("spare");
        three.run(Duration.ofMinutes(1));
        assertThat(three.assignment().site()).as("by the vendor's word").isEqualTo("spare");

        one.run(Duration.ofMinutes(1));
        one.ask("prod");
        three.serversCatchUp();
        three.run(Duration.ofMinutes(1));
        assertThat(three.assignment().site()).isEqualTo("prod");
    }

    @Test
    void anOwnershipRecordThatWasDeletedIsPutBackAndTold() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.ask("home");
        two.run(Duration.ofMinutes(1));
        zone.remove(OWNER);
        two.run(Duration.ofSeconds(40));

        assertThat(two.titles()).as("it is not two's to put back").endsWith("www: has lost its ownership record");
        assertThat(owner()).isEmpty();
        one.run(Duration.ofSeconds(40));

        assertThat(owner().map(Ownership::toString)).contains("decision 2 of watcher one");
        assertThat(one.titles()).endsWith("www: has lost its ownership record", "www: has its ownership record again");
        two.run(Duration.ofSeconds(40));
        assertThat(two.titles()).endsWith("www: has its ownership record again");
        assertThat(zone.history()).allSatisfy(state -> assertThat(state).containsKey(World.WWW));
    }

    /** One stray clean-up must not turn the product off, and whose record it was may be dead. */
    @Test
    void withoutItsRecordAServiceIsSwitchedAllTheSame() {
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        one.ask("home");
        two.run(Duration.ofMinutes(1));
        zone.remove(OWNER);
        two.run(Duration.ofSeconds(40));
        two.down.add(World.HOME);
        two.run(Duration.ofSeconds(40));

        assertThat(served()).isEqualTo(World.PROD);
        assertThat(owner()).contains(new Ownership("www", 3, "two"));
        assertThat(two.titles()).contains("www: has its ownership record again");
        one.run(Duration.ofSeconds(40));
        assertThat(one.assignment().site()).isEqualTo("prod");
        assertThat(one.titles()).noneMatch(title -> title.contains("somebody else"));
    }

    @Test
    void whileTheVendorDoesNotTakeItBackItIsToldOnce() {
        Watcher one = watcher("one", true);
        one.ask("home");
        zone.remove(OWNER);
        zone.failNext(9, new UnavailableException("503"), Moment.BEFORE);
        one.run(Duration.ofMinutes(10));

        assertThat(owner().map(Ownership::toString)).contains("decision 2 of watcher one");
        assertThat(one.titles())
                .filteredOn(title -> title.contains("ownership"))
                .containsExactly("www: has lost its ownership record", "www: has its ownership record again");
    }

    @Test
    void aWatcherThatIsConfiguredOtherwiseSaysSoAndGoesAlongOnceItCan() {
        Watcher one = watcher("one", true, "198.51.100.99");
        Watcher two = watcher("two", true);
        one.ask("home");
        two.run(Duration.ofMinutes(1));
        assertThat(two.titles()).as("it may be an address that is new").isEmpty();
        two.run(Duration.ofMinutes(3));

        assertThat(two.titles()).containsExactly("www: is watched with two configurations");
        assertThat(two.told.get(0).text())
                .contains(
                        "decision 2 of watcher one is in force, and www A at dns is 198.51.100.99, which no site has");
        one.ask("prod");
        two.run(Duration.ofMinutes(1));
        assertThat(two.assignment().site()).isEqualTo("prod");
        assertThat(two.titles()).contains("www: is no longer held up by two configurations");
    }

    private static Service.Builder owned(String name, String watcher) {
        return Service.builder(name)
                .record("dns", name, RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", World.PROD))
                .check((address, timeout) -> Health.up("fine"))
                .ownership(watcher);
    }

    @Test
    void whatCanNotBeToldApartIsRefused() {
        assertThatThrownBy(() -> owned("www", "two words").build()).hasMessageContaining("ownership: ");
        assertThatThrownBy(() -> owned("www", "one").ownershipName("a..b").build())
                .hasMessageContaining("ownership-name: ");
        assertThat(owned("Shop", "one")
                        .build()
                        .claim()
                        .orElseThrow()
                        .places()
                        .get(0)
                        .key())
                .isEqualTo(new RecordKey("_failover-shop", RecordType.TXT));
        Failover.Builder both = Failover.builder()
                .stateDirectory(directory)
                .provider("dns", zone)
                .service(owned("www", "one").build())
                .service(owned("shop", "one").ownershipName("_failover-www").build());
        assertThatThrownBy(both::validate)
                .hasMessageContaining("services.shop.ownership-name: is that of www too")
                .hasMessageContaining("services.www.ownership-name: is that of shop too");
    }

    /** S3, S4, L3: whatever the order, no earlier decision overwrites a later one, and both end where the zone is. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyInterleavingOfTwoWatchersEndsInOneDecision(int seed) {
        Random random = new Random(seed);
        Watcher one = watcher("one", true);
        Watcher two = watcher("two", true);
        List<String> addresses = List.of(World.PROD, World.HOME, SPARE);
        List<String> sites = List.of("prod", "home", "spare");
        for (int i = 0; i < 40; i++) {
            Watcher actor = random.nextBoolean() ? one : two;
            Watcher other = actor == one ? two : one;
            String address = addresses.get(random.nextInt(3));
            String site = sites.get(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0 -> actor.down.add(address);
                case 1 -> actor.down.remove(address);
                case 2 -> actor.ask(site);
                case 3 -> actor.meanwhile = () -> other.run(Duration.ofSeconds(random.nextInt(60)));
                case 4 -> actor.meanwhile = () -> other.ask(site);
                default -> actor.run(Duration.ofSeconds(random.nextInt(60)));
            }
        }
        watchers.forEach(watcher -> watcher.down.clear());
        for (int i = 0; i < 3; i++) {
            watchers.forEach(watcher -> watcher.run(Duration.ofMinutes(2)));
        }

        assertThatNoDecisionWasOverwrittenByAnEarlierOne();
        assertThat(one.assignment().site()).isEqualTo(two.assignment().site());
        assertThat(served())
                .isEqualTo(addresses.get(sites.indexOf(one.assignment().site())));
        assertThat(zone.history().stream()
                        .map(state -> state.get(World.WWW).values())
                        .filter(values -> values.size() != 1))
                .isEmpty();
        assertThat(watchers).noneMatch(Watcher::isUnderWay);
    }
}
