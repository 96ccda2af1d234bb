package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover.RequestedSwitch;
import dev.failover.component.ConflictException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordinator;
import dev.failover.decision.Condition;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.notify.Notification;
import dev.failover.testkit.CoordinatorLine;
import dev.failover.testkit.InMemoryCoordinator;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three watchers that share a store and a zone. Each has a time of its own: one that stands still is paused. */
@Timeout(120)
@DisplayName("Several watchers with a store")
class CoordinatedWatchersTest {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(45);

    @TempDir
    Path directory;

    private final InMemoryCoordinator store = new InMemoryCoordinator();
    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .build();
    private final Map<String, Watcher> watchers = new LinkedHashMap<>();
    private final List<String> writers = new ArrayList<>();
    private FailoverPolicy policy = FailoverPolicy.defaults();
    private Duration toStoreAndBack = Duration.ZERO;
    private final List<List<RecordChange>> sentToVendor = new ArrayList<>();
    private final Map<RecordKey, Optional<RecordSet>> vendorsPast = new HashMap<>();
    private final Map<RecordKey, RecordSet> serversPast = new HashMap<>();
    private boolean vendorIsLate;
    private long calls;

    @AfterEach
    void close() {
        watchers.values().forEach(Watcher::close);
    }

    private static Coordination.Builder terms(String watcher, Coordinator coordinator) {
        return Coordination.builder()
                .coordinator(coordinator)
                .watcher(watcher)
                .voter("a", "gra")
                .voter("b", "home")
                .voter("c", "vps");
    }

    private Watcher watcher(String name) {
        Watcher watcher = new Watcher(name);
        watchers.put(name, watcher);
        return watcher;
    }

    private Watcher of(String name) {
        return java.util.Objects.requireNonNull(watchers.get(name));
    }

    private void three() {
        List.of("a", "b", "c").forEach(this::watcher);
        // As nobody knows whether somebody held the lease of a record that is gone.
        run(LEASE.plusSeconds(10));
        assertThat(holders()).hasSize(1);
    }

    private void run(Duration duration) {
        for (long i = duration.dividedBy(STEP); i > 0; i--) {
            advance(STEP);
        }
    }

    private void advance(Duration step) {
        watchers.values().stream().filter(watcher -> !watcher.stopped).forEach(watcher -> watcher.time.advance(step));
    }

    /** By steps of a millisecond. */
    private Duration until(BooleanSupplier condition) {
        Duration passed = Duration.ZERO;
        while (!condition.getAsBoolean()) {
            assertThat(passed).isLessThan(Duration.ofSeconds(10));
            advance(Duration.ofMillis(1));
            passed = passed.plusMillis(1);
        }
        return passed;
    }

    private List<String> holders() {
        return watchers.values().stream()
                .filter(watcher ->
                        !watcher.stopped && watcher.coordinated().lease().allowsWrite())
                .map(watcher -> watcher.name)
                .toList();
    }

    private Watcher holder() {
        return of(holders().get(0));
    }

    private Watcher another() {
        return watchers.values().stream()
                .filter(watcher -> !watcher.name.equals(holders().get(0)))
                .findFirst()
                .orElseThrow();
    }

    private String served() {
        return zone.published(World.record(World.PROD).key())
                .map(set -> set.values().iterator().next())
                .orElse("nothing");
    }

    private void down(String address, String... seenBy) {
        for (String name : seenBy) {
            of(name).down.add(address);
        }
    }

    @Test
    @DisplayName("leave a site once enough domains say that it is down, and one of them writes, once")
    void agreed() {
        three();
        writers.clear();
        down(World.PROD, "b", "c");
        run(Duration.ofSeconds(6));
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(Set.copyOf(writers)).hasSize(1);
        run(Duration.ofSeconds(10));
        assertThat(watchers.values()).allSatisfy(watcher -> {
            assertThat(watcher.status().state().assignment().orElseThrow().site())
                    .isEqualTo("home");
            assertThat(watcher.status().state().epoch()).isEqualTo(2);
        });
        assertThat(holder().told)
                .anySatisfy(told -> assertThat(told.text())
                        .contains("2 of 3 failure domains say that prod is DOWN")
                        .contains("a in gra: abstains, it stands with prod, and is no witness")
                        .contains("b in home: DOWN, connection refused")
                        .contains("c in vps: DOWN, connection refused"));
    }

    @Test
    @DisplayName(
            "stay where one alone sees an outage, be it the holder: its own cable moves nothing, and after a while it says so")
    void oneCable() {
        three();
        writers.clear();
        down(World.PROD, "b");
        run(Duration.ofMinutes(2));
        assertThat(served()).isEqualTo(World.PROD);
        assertThat(writers).isEmpty();
        assertThat(of("b").status().state().conditions()).containsKey(id(Condition.Kind.OUTVOTED));
        of("b").down.clear();
        run(Duration.ofSeconds(10));
        assertThat(of("b").status().state().conditions()).isEmpty();
    }

    @Test
    @DisplayName("don't believe who stands with the site, whatever it says")
    void noWitness() {
        three();
        down(World.PROD, "a", "b");
        run(Duration.ofMinutes(1));
        assertThat(served()).isEqualTo(World.PROD);
        down(World.PROD, "c");
        run(Duration.ofSeconds(6));
        assertThat(served()).isEqualTo(World.HOME);
    }

    @Test
    @DisplayName("leave a site that the holder itself still reaches, if the others don't")
    void holderIsOutvoted() {
        three();
        List<String> others = new ArrayList<>(List.of("a", "b", "c"));
        others.remove("a");
        down(World.PROD, others.toArray(String[]::new));
        run(Duration.ofSeconds(6));
        assertThat(served()).isEqualTo(World.HOME);
    }

    @Test
    @DisplayName("switch within two round trips, a short pause and another round trip of the verdict that was missing")
    void votingTakesLittle() {
        policy = FailoverPolicy.builder().maxSwitches(50, Duration.ofHours(1)).build();
        toStoreAndBack = Duration.ofMillis(20);
        three();
        List<Duration> added = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            String second = round % 2 == 0 ? "b" : "c";
            down(World.PROD, second.equals("b") ? "c" : "b");
            run(Duration.ofSeconds(4));
            advance(Duration.ofMillis(13 * round));
            down(World.PROD, second);
            until(() -> of(second).saysDown());
            added.add(until(() -> served().equals(World.HOME)));
            watchers.values().forEach(watcher -> watcher.down.clear());
            run(Duration.ofSeconds(3));
            holder().ask("prod", false);
            run(Duration.ofSeconds(3));
            assertThat(served()).isEqualTo(World.PROD);
        }
        assertThat(added)
                .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(Duration.ofMillis(20 + 20 + 50 + 20)));
    }

    @Test
    @DisplayName("ask the store no more often than else, once an outage has lasted for a minute")
    void hurryEnds() {
        three();
        for (String site : List.of(World.PROD, World.HOME)) {
            down(site, "a", "b", "c");
        }
        run(Duration.ofSeconds(30));
        long hurried = calls(Duration.ofSeconds(20));
        run(Duration.ofSeconds(40));
        assertThat(hurried).as("of three watchers").isGreaterThan(3 * 20 * 5);
        assertThat(calls(Duration.ofSeconds(20))).isLessThanOrEqualTo(3 * 20 * 2);
    }

    private long calls(Duration during) {
        calls = 0;
        run(during);
        return calls;
    }

    @Test
    @DisplayName("go on without a holder that died, once its lease is over, and not before")
    void takeover() {
        three();
        Watcher dead = holder();
        Watcher witness = another();
        dead.stopped = true;
        List<String> living = watchers.keySet().stream()
                .filter(name -> !name.equals(dead.name))
                .toList();
        down(World.PROD, living.toArray(String[]::new));
        run(LEASE.minusSeconds(12));
        assertThat(holders()).isEmpty();
        assertThat(served()).isEqualTo(World.PROD);
        run(Duration.ofSeconds(15));
        assertThat(holders()).hasSize(1).doesNotContain(dead.name);
        if (living.contains("a")) {
            assertThat(served()).as("only one witness is left").isEqualTo(World.PROD);
        } else {
            assertThat(served()).isEqualTo(World.HOME);
        }
        assertThat(witness.coordinated().about("prod").votes())
                .filteredOn(vote -> vote.watcher().equals(dead.name) && !dead.name.equals("a"))
                .allSatisfy(vote -> assertThat(vote.why()).contains("its latest vote is"));
        dead.stopped = false;
    }

    @Test
    @DisplayName("a holder that stood still for longer than its lease writes nothing when it wakes")
    void woken() {
        three();
        Watcher asleep = holder();
        asleep.stopped = true;
        run(LEASE.plusSeconds(10));
        assertThat(holders()).hasSize(1).doesNotContain(asleep.name);
        writers.clear();
        asleep.stopped = false;
        asleep.down.add(World.PROD);
        run(Duration.ofSeconds(20));
        assertThat(holders()).hasSize(1).doesNotContain(asleep.name);
        assertThat(writers).isEmpty();
    }

    @Test
    @DisplayName("a holder that is stopped in order gives the lease back, and the next takes it at once")
    void stoppedInOrder() {
        three();
        Watcher first = holder();
        first.close();
        first.stopped = true;
        run(Duration.ofSeconds(4));
        assertThat(holders()).hasSize(1).doesNotContain(first.name);
    }

    @Test
    @DisplayName("a holder that can't reach the vendor lets another one write")
    void cutFromVendor() {
        three();
        Watcher first = holder();
        first.cutFromVendor = true;
        down(World.PROD, "b", "c");
        run(Duration.ofSeconds(30));
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(writers.get(writers.size() - 1)).isNotEqualTo(first.name);
    }

    @Test
    @DisplayName(
            "a holder that alone does not reach the site to go to lets another switch, and keeps the lease until then")
    void holderInTheWay() {
        three();
        Watcher first = holder();
        down(World.HOME, first.name);
        run(Duration.ofSeconds(30));
        assertThat(holders()).containsExactly(first.name);
        writers.clear();
        down(World.PROD, "a", "b", "c");
        run(Duration.ofSeconds(6));
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(writers).isNotEmpty().doesNotContain(first.name);
    }

    /** L3: nothing of it shows in DNS, so only the store can tell that it was begun. */
    @Test
    @DisplayName("who has begun a switch and lost the lease gets it back to end that, from whoever has nothing to do")
    void begunWithoutTheLease() {
        three();
        Watcher first = holder();
        first.cutFromVendor = true;
        assertThat(first.ask("home", false).step().kind()).isEqualTo(Step.Kind.SWITCH);
        run(LEASE.plusSeconds(10));
        assertThat(holders()).hasSize(1).doesNotContain(first.name);
        assertThat(first.status().state().transition()).isPresent();

        first.cutFromVendor = false;
        run(LEASE.multipliedBy(3));
        assertThat(served()).isEqualTo(World.HOME);
        assertAllSettledAt("home", 2);
    }

    @Test
    @DisplayName(
            "who has taken a switch back that nobody could see gets the lease to say so in DNS, unless it is paused")
    void takenBackWithoutTheLease() {
        three();
        Watcher first = holder();
        watchers.values().forEach(watcher -> watcher.cutFromVendor = true);
        down(World.PROD, "b", "c");
        until(() -> first.status().state().epoch() == 2);
        watchers.values().forEach(watcher -> watcher.down.clear());
        until(() -> first.status().state().epoch() == 3);
        run(Duration.ofSeconds(15));
        first.failover.pause("www", "anna", "holiday");
        watchers.values().forEach(watcher -> watcher.cutFromVendor = false);
        writers.clear();
        run(LEASE.multipliedBy(3));
        assertThat(holders()).as("it would do nothing with it").hasSize(1).doesNotContain(first.name);

        first.failover.resume("www", "anna", "back");
        run(LEASE.multipliedBy(3));
        assertThat(writers).containsOnly(first.name);
        assertThat(served()).isEqualTo(World.PROD);
        assertAllSettledAt("prod", 3);
    }

    /** L3: those who follow leave it to the one that decided. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "who stood still after its switch gets the lease to put back an ownership record that was lost meanwhile")
    void lostMeanwhile(boolean published) {
        three();
        Watcher first = holder();
        if (!published) {
            serversPast.put(World.record(World.PROD).key(), World.record(World.PROD));
        }
        down(World.PROD, "b", "c");
        until(() -> served().equals(World.HOME));
        first.stopped = true;
        serversPast.clear();
        run(LEASE.plusSeconds(10));
        assertThat(holders()).hasSize(1).doesNotContain(first.name);

        assertThat(first.status().state().transition().isEmpty()).isEqualTo(published);
        RecordKey ownership = new RecordKey("_failover-www", RecordType.TXT);
        zone.remove(ownership);
        first.stopped = false;
        run(LEASE.multipliedBy(3));
        assertThat(zone.published(ownership)).isPresent();
        assertAllSettledAt("home", 2);
    }

    private void assertAllSettledAt(String site, long epoch) {
        assertThat(watchers.values()).allSatisfy(watcher -> {
            assertThat(watcher.status().state().assignment().orElseThrow().site())
                    .isEqualTo(site);
            assertThat(watcher.status().state().epoch()).isEqualTo(epoch);
            assertThat(watcher.status().state().transition()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "who has lost the lease learns that the vendor did at last what it was sent, be it asked too early or not")
    void vendorIsLate(boolean andAnswersWhatItHad) throws InterruptedException {
        policy = FailoverPolicy.builder().maxSwitches(50, Duration.ofHours(1)).build();
        three();
        Watcher first = holder();
        // What these sent may still be on its way, for all that it knows.
        for (String site : List.of("home", "prod")) {
            first.ask(site, false);
            run(Duration.ofSeconds(5));
        }
        vendorIsLate = true;
        down(World.PROD, "b", "c");
        run(Duration.ofSeconds(10));
        assertThat(holders()).doesNotContain(first.name);
        assertThat(first.status().state().transition()).isPresent();

        vendorIsLate = false;
        if (andAnswersWhatItHad) {
            for (RecordKey key : List.of(World.WWW, new RecordKey("_failover-www", RecordType.TXT))) {
                vendorsPast.put(key, zone.stored(key));
            }
        }
        vendorDoesWhatItWasSent();
        run(Duration.ofSeconds(5));
        vendorsPast.clear();
        run(Duration.ofMinutes(1));
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(holders()).hasSize(1).doesNotContain(first.name);
        assertThat(watchers.values()).allSatisfy(watcher -> {
            assertThat(watcher.status().state().assignment().orElseThrow().site())
                    .isEqualTo("home");
            assertThat(watcher.status().state().transition()).isEmpty();
        });
        assertThat(first.titles()).contains("www: is at home (failover)");
    }

    /** Whatever comes second is refused, as it expects what was there before the first. */
    private void vendorDoesWhatItWasSent() throws InterruptedException {
        for (List<RecordChange> changes : sentToVendor) {
            try {
                zone.apply(changes, Duration.ofSeconds(1));
            } catch (ConflictException e) {
                assertThat(changes).isNotEqualTo(sentToVendor.get(0));
            }
        }
    }

    @Test
    @DisplayName("freeze without the store, say so, and go on by themselves when it is back")
    void storeGone() {
        three();
        writers.clear();
        watchers.values().forEach(watcher -> watcher.cutFromStore = true);
        run(LEASE.plusSeconds(5));
        down(World.PROD, "a", "b", "c");
        run(Duration.ofMinutes(2));
        assertThat(served()).isEqualTo(World.PROD);
        assertThat(writers).isEmpty();
        assertThat(watchers.values()).allSatisfy(watcher -> {
            assertThat(watcher.status().state().conditions()).containsKey(id(Condition.Kind.STORE_UNREACHABLE));
            assertThat(watcher.status().decision().unmet())
                    .extracting(Gate::kind)
                    .contains(Gate.Kind.LEASE, Gate.Kind.VOTES);
            assertThat(watcher.told)
                    .anySatisfy(told ->
                            assertThat(told.title()).isEqualTo("www: the store that the watchers share can't be used"));
        });
        watchers.values().forEach(watcher -> watcher.cutFromStore = false);
        run(Duration.ofSeconds(70));
        assertThat(served()).isEqualTo(World.HOME);
        assertThat(watchers.values())
                .allSatisfy(watcher -> assertThat(watcher.status().state().conditions())
                        .doesNotContainKey(id(Condition.Kind.STORE_UNREACHABLE)));
    }

    @Test
    @DisplayName(
            "a human is referred to the holder; by force, with name and reason, any watcher switches, also without the store")
    void human() {
        three();
        Decision refused = another().ask("home", false);
        assertThat(refused.step().kind()).isEqualTo(Step.Kind.REFUSE);
        assertThat(refused.reason()).contains("the lease is " + holder().name + "'s");
        assertThat(holder().ask("home", false).step().kind()).isEqualTo(Step.Kind.SWITCH);
        run(Duration.ofSeconds(10));
        assertThat(served()).isEqualTo(World.HOME);
        watchers.values().forEach(watcher -> watcher.cutFromStore = true);
        run(LEASE.plusSeconds(5));
        assertThat(of("b").ask("prod", false).step().kind()).isEqualTo(Step.Kind.REFUSE);
        assertThat(of("b").ask("prod", true).step().kind()).isEqualTo(Step.Kind.SWITCH);
        run(Duration.ofSeconds(10));
        assertThat(served()).isEqualTo(World.PROD);
        assertThat(of("b").status().state().assignment().orElseThrow().reason()).contains("forced past");
    }

    @Test
    @DisplayName("whoever is cut off from the store writes no longer than its lease, though the vendor is near")
    void holderCutFromStore() {
        three();
        Watcher cut = holder();
        cut.cutFromStore = true;
        run(LEASE.plusSeconds(5));
        writers.clear();
        down(World.PROD, "a", "b", "c");
        run(Duration.ofSeconds(10));
        assertThat(writers).doesNotContain(cut.name);
    }

    @Test
    @DisplayName("say once that no site is ready, and again if the one that said so is gone")
    void noSiteIsReady() {
        three();
        String title = "www: is down, and no site is ready";
        for (String site : List.of(World.PROD, World.HOME)) {
            down(site, "a", "b", "c");
        }
        run(Duration.ofSeconds(40));
        assertThat(served()).isEqualTo(World.PROD);
        Watcher first = holder();
        assertThat(watchers.values())
                .allSatisfy(watcher ->
                        assertThat(watcher.titles()).filteredOn(title::equals).hasSize(watcher == first ? 1 : 0));

        first.close();
        first.stopped = true;
        run(Duration.ofSeconds(10));
        assertThat(holder().titles()).contains(title);
        assertThat(watchers.values())
                .noneSatisfy(watcher ->
                        assertThat(watcher.titles()).contains("www: is no longer down without a site that is ready"));
    }

    @Test
    @DisplayName("need an ownership record under their own name, and sites that can be left")
    void validated() {
        Failover.Builder builder = Failover.builder()
                .stateDirectory(directory.resolve("x"))
                .provider("dns", zone)
                .coordination(Coordination.builder()
                        .coordinator(store)
                        .watcher("a")
                        .voter("a", "gra")
                        .voter("b", "home")
                        .build())
                .service(Service.builder("www")
                        .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                        .site(Site.builder("prod")
                                .address(World.PROD)
                                .domain("gra")
                                .build())
                        .site(Site.of("home", World.HOME))
                        .check((address, timeout) -> Health.up("up"))
                        .build());
        assertThatThrownBy(builder::validate)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("services.www.ownership: must be on, under the name of this watcher, a")
                .hasMessageContaining("services.www.sites.0.domain: prod could never be left");
    }

    private static String id(Condition.Kind kind) {
        return new Condition(kind, "", "").id();
    }

    /** A watcher, its machine's time, and its lines to the store, the vendor and the sites. */
    private final class Watcher {
        final String name;
        final ManualScheduler time = new ManualScheduler();
        final Set<String> down = new HashSet<>();
        final List<Notification> told = new ArrayList<>();
        final Failover failover;
        boolean cutFromStore;
        boolean cutFromVendor;
        boolean stopped;

        Watcher(String name) {
            this.name = name;
            failover = Failover.builder()
                    .stateDirectory(directory.resolve(name))
                    .scheduler(time)
                    .authorities((server, key, timeout) -> new Publication(
                            key,
                            List.of(new Publication.Served(
                                    "ns1",
                                    Optional.ofNullable(serversPast.get(key)).or(() -> zone.published(key))))))
                    .provider("dns", new Vendor(this))
                    .notifier("phone", (notification, timeout) -> told.add(notification))
                    .coordination(terms(name, new CoordinatorLine(store, this::onTheWay))
                            .build())
                    .service(service(name))
                    .build();
            failover.start();
        }

        private Service service(String owner) {
            return Service.builder("www")
                    .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                    .site(Site.builder("prod").address(World.PROD).domain("gra").build())
                    .site(Site.builder("home").address(World.HOME).build())
                    .check((address, timeout) -> down.contains(address.getHostAddress())
                            ? Health.down("connection refused")
                            : Health.up("answered 200"))
                    .thresholds(Thresholds.builder()
                            .interval(Duration.ofSeconds(1))
                            .timeout(Duration.ofMillis(500))
                            .fall(3)
                            .rise(2)
                            .build())
                    .policy(policy)
                    .ownership(owner)
                    .notify("phone")
                    .build();
        }

        List<String> titles() {
            return told.stream().map(Notification::title).toList();
        }

        ServiceStatus status() {
            return failover.status("www").orElseThrow();
        }

        private void onTheWay() {
            calls++;
            if (cutFromStore) {
                throw new UnavailableException("no route to the store");
            }
            time.spend(toStoreAndBack);
        }

        boolean saysDown() {
            return status().sites().stream()
                    .anyMatch(site -> site.site().equals("prod") && site.verdict() == Verdict.DOWN);
        }

        Coordinated coordinated() {
            return status().coordinated().orElseThrow();
        }

        Decision ask(String site, boolean force) {
            RequestedSwitch requested =
                    failover.request("www", new SwitchRequest(site, "anna", "because I say so", force));
            time.runUntilIdle();
            return requested.decided().join();
        }

        void close() {
            if (!stopped) {
                // Its time stands still meanwhile: the lease is its own to give back, however slow this machine.
                time.runWhile(failover::close);
            }
        }
    }

    private final class Vendor extends ForwardingDnsProvider {
        private final Watcher watcher;

        Vendor(Watcher watcher) {
            super(zone);
            this.watcher = watcher;
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            mayFail();
            return vendorsPast.containsKey(key) ? vendorsPast.get(key) : super.find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            mayFail();
            writers.add(watcher.name);
            if (vendorIsLate) {
                sentToVendor.add(changes);
                throw new UnavailableException("no answer from the vendor");
            }
            super.apply(changes, timeout);
        }

        private void mayFail() {
            if (watcher.cutFromVendor) {
                throw new UnavailableException("no route to the vendor");
            }
        }
    }
}
