package dev.failover.agent.drill;

import com.google.common.net.InetAddresses;
import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.FailoverEvent.Decided;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Cause;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Some minutes of a service that is watched by an agent, with a shadow drill beside it, and of what really goes wrong meanwhile: by a
 * seed's numbers, on virtual time. The same minutes are lived through without the drill as well.
 */
final class DrillHistory {
    /** A bug by which an invariant is broken. */
    enum Bug {
        NONE,
        /** What the drill injects outlives it. */
        NEVER_HEALED,
        /** The drill does not see what really happens. */
        BLIND,
        /** The drill's watcher writes to the service's own names. */
        REAL_NAMES
    }

    /** What really happens. */
    private enum Fault {
        PROD_DOWN,
        HOME_DOWN,
        VENDOR_DOWN,
        /** By the agent: a human asked. */
        SWITCHED,
        /** At the vendor: a human did. */
        EDITED,
        /** Somebody ends the drill. */
        STOPPED
    }

    private static final Set<Fault> MOVES = EnumSet.of(Fault.SWITCHED, Fault.EDITED);
    private static final String PROD = "203.0.113.10";
    private static final String HOME = "198.51.100.7";
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey MAIL = new RecordKey("mail", RecordType.A);
    private static final RecordKey OWNERSHIP = new RecordKey("_failover-www", RecordType.TXT);
    private static final String ID = "drill-20260101000000-0a1b";
    private static final Duration ALL = Duration.ofMinutes(10);
    private static final Duration CALL = Duration.ofSeconds(1);
    private static final Thresholds THRESHOLDS = Thresholds.builder()
            .interval(Duration.ofSeconds(2))
            .timeout(Duration.ofMillis(500))
            .fall(3)
            .rise(2)
            .build();
    /** Two watchers of one site agree within so much, and a drill looks at them each tenth of a second. */
    private static final Duration AGREE = THRESHOLDS.detectionBound().plusSeconds(1);

    /** What a human moves shows in the records only, at which a watcher looks each half minute. */
    private static final Duration LOOK = Duration.ofSeconds(32);

    private final Bug bug;
    private final Duration ttl;
    private final Duration drillAt;
    private final List<Happening> happenings = new ArrayList<>();
    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider vendor;
    private final Line line = new Line();
    private final Set<String> down = new HashSet<>();
    /** All that the agent decides, does and tells, and when. */
    private final List<String> course = new ArrayList<>();

    private final List<Switch> switches = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<Exercise> exercise = Optional.empty();
    /** When the drill's failure began; zero before. */
    private Duration begun = Duration.ZERO;

    private record Happening(Fault fault, Duration at, Duration lasting) {}

    /** The agent's own, and within what time a drill must know of it. */
    private record Switch(Duration at, Duration seenWithin) {}

    private DrillHistory(long seed, Bug bug) {
        this.bug = bug;
        SplittableRandom random = new SplittableRandom(seed);
        ttl = Duration.ofSeconds(random.nextInt(5, 15));
        drillAt = Duration.ofMillis(random.nextInt(20_000, 40_000));
        int count = seed % 4 == 0 ? 0 : random.nextInt(1, 3);
        for (int i = 0; i < count; i++) {
            happenings.add(new Happening(
                    random.nextBoolean()
                            ? Fault.PROD_DOWN
                            : List.of(Fault.values()).get(random.nextInt(Fault.values().length)),
                    drillAt.plusMillis(random.nextInt(-5_000, 35_000)),
                    Duration.ofMillis(random.nextInt(500, 60_000))));
        }
        vendor = InMemoryDnsProvider.builder("example.org")
                .records(RecordSet.of(WWW, ttl, PROD), RecordSet.of(MAIL, ttl, "192.0.2.25"))
                .build();
    }

    /** What did not hold, if anything. */
    static Optional<String> run(long seed, Bug bug) throws InterruptedException {
        DrillHistory without = new DrillHistory(seed, bug);
        without.live(false);
        DrillHistory history = new DrillHistory(seed, bug);
        history.live(true);
        history.require(
                history.course.equals(without.course),
                "the agent's course is another one beside a drill: " + history.course + " instead of "
                        + without.course);
        return history.violations.stream().findFirst().map(what -> what + "\n" + history.happenings);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violations.add(what);
        }
    }

    private void live(boolean drill) throws InterruptedException {
        Service real = service();
        try (Closing agent = start(Failover.builder()
                .mode(Mode.ACT)
                .provider("dns", line)
                .service(real)
                .listener(this::hear))) {
            happenings.forEach(each -> time.schedule(each.at(), () -> happen(each, agent.failover())));
            time.advance(drillAt);
            if (drill) {
                drill(real);
            }
            time.advance(ALL.minus(time.elapsed()));
        }
        if (drill) {
            holdStates();
        }
    }

    private Service service() {
        return Service.builder("www")
                .record("dns", "www", RecordType.A, ttl)
                .site(Site.of("prod", PROD))
                .site(Site.of("home", HOME))
                .check((address, timeout) -> health(address))
                .thresholds(THRESHOLDS)
                .ownership("watcher")
                .build();
    }

    private Health health(InetAddress address) {
        return down.contains(address.getHostAddress()) ? Health.down("refused") : Health.up("answered 200");
    }

    private void hear(FailoverEvent event) {
        if (event.kind() != FailoverEvent.Kind.CHECKED) {
            course.add(event.at() + " " + event.kind() + " " + event.text());
        }
        if (event instanceof Decided decided && decided.began().isPresent()) {
            boolean outage = decided.began().get().cause() == Cause.FAILOVER;
            switches.add(new Switch(time.elapsed(), outage ? AGREE : LOOK));
        }
    }

    private void happen(Happening what, Failover agent) {
        switch (what.fault()) {
            case PROD_DOWN -> fails(PROD, what.lasting());
            case HOME_DOWN -> fails(HOME, what.lasting());
            case VENDOR_DOWN -> {
                line.cuts++;
                time.schedule(what.lasting(), () -> line.cuts--);
            }
            case SWITCHED -> {
                CompletableFuture<?> unused = agent.request("www", new SwitchRequest("home", "ada", "works", false))
                        .decided();
            }
            case EDITED -> vendor.put(RecordSet.of(WWW, ttl, HOME));
            case STOPPED -> exercise.ifPresent(running -> running.interrupt("a signal stopped it"));
        }
    }

    private void fails(String site, Duration lasting) {
        down.add(site);
        time.schedule(lasting, () -> down.remove(site));
    }

    private void drill(Service real) throws InterruptedException {
        DrillNames names = DrillNames.of(ID, real);
        DrillZone zone =
                new DrillZone(line, Objects.requireNonNull(names.byProvider().get("dns")));
        List<RecordSet> initial = names.records().stream()
                .map(record -> RecordSet.of(record.key(), ttl, PROD))
                .toList();
        try {
            zone.apply(initial.stream().map(RecordChange::create).toList(), CALL);
        } catch (UnavailableException e) {
            return;
        }
        Rehearsed rehearsed = bug == Bug.REAL_NAMES ? Rehearsed.of(real) : Rehearsed.of(real, names);
        Map<RecordKey, String> zones = new HashMap<>();
        names.records().stream().map(ManagedRecord::key).forEach(key -> zones.put(key, "example.org"));
        Exercise made = new Exercise(
                time,
                real,
                rehearsed,
                new ClientView(vendor.authorities(), time, zones),
                initial,
                "anna",
                told -> begun = begun.isZero() ? time.elapsed() : begun);
        exercise = Optional.of(made);
        Course ended;
        Duration over;
        try (Closing drilled = start(Failover.builder()
                        .mode(Mode.ACT)
                        .provider("dns", bug == Bug.REAL_NAMES ? line : zone)
                        .service(rehearsed.service())
                        .listener(made::hear));
                Closing observer = start(Failover.builder()
                        .mode(Mode.OBSERVE)
                        .provider("dns", vendor)
                        .service(bug == Bug.BLIND ? unseen() : real))) {
            CompletableFuture<Course> running = made.begin(drilled.failover(), observer.failover());
            until(running::isDone);
            ended = running.getNow(Course.blocked("it did not end"));
            over = time.elapsed();
        }
        holdCourse(ended, over);
        if (bug == Bug.NEVER_HEALED) {
            rehearsed.failure().inject();
        }
        holdHealed(rehearsed);
        cleanUp(zone);
    }

    private void until(BooleanSupplier done) {
        time.runUntil(() -> done.getAsBoolean() || time.elapsed().compareTo(ALL) > 0, ALL.plusMinutes(1));
    }

    /** The same service, of which nothing but good is found. */
    private Service unseen() {
        return Service.builder("www")
                .record("dns", "www", RecordType.A, ttl)
                .site(Site.of("prod", PROD))
                .site(Site.of("home", HOME))
                .check((address, timeout) -> Health.up("answered 200"))
                .thresholds(THRESHOLDS)
                .build();
    }

    /** Something real ends it soon, and is no success; without anything real it is one, and has been at the standby. */
    private void holdCourse(Course ended, Duration over) {
        for (Switch made : switches) {
            boolean during = !begun.isZero() && made.at().compareTo(begun) >= 0;
            require(
                    !during || over.compareTo(made.at().plus(made.seenWithin())) <= 0,
                    "a real switch at %s has not ended the drill until %s".formatted(made.at(), over));
        }
        boolean moved = happenings.stream().anyMatch(each -> MOVES.contains(each.fault()));
        require(
                moved || !ended.reason().contains("prod went DOWN"),
                "a failure of the real service counts against the drill: " + ended.reason());
        boolean succeeded = ended.outcome() == DrillOutcome.SUCCEEDED;
        require(!happenings.isEmpty() || succeeded, "nothing happened, but " + ended.reason());
        require(
                !succeeded || vendor.history().stream().anyMatch(state -> isAt(state, HOME)),
                "a drill is a success although its name was never at the standby");
    }

    private static boolean isAt(Map<RecordKey, RecordSet> state, String address) {
        RecordSet drilled = state.get(new RecordKey(ID, RecordType.A));
        return drilled != null && drilled.values().contains(address);
    }

    /** What it injects ends with it: of a site that answers nothing else is found. */
    private void holdHealed(Rehearsed rehearsed) throws InterruptedException {
        Set<String> really = Set.copyOf(down);
        down.clear();
        Health found = rehearsed.failure().check(InetAddresses.forString(PROD), CALL);
        down.addAll(really);
        require(found.status() == Health.Status.UP, "what a drill injects outlives it");
    }

    /** As the next drill would, if the vendor was away. */
    private void cleanUp(DrillZone zone) throws InterruptedException {
        CleanUp cleaned = CleanUp.make(List.of(zone), vendor.authorities(), new ImpatientTime(), CALL);
        if (!cleaned.proven()) {
            until(() -> line.cuts == 0);
            cleaned = CleanUp.make(List.of(zone), vendor.authorities(), new ImpatientTime(), CALL);
        }
        require(cleaned.proven(), "its names are not gone: " + cleaned.left());
    }

    /** S18, in every state that the zone went through; in the last, nothing of the drill is left. */
    private void holdStates() {
        for (Map<RecordKey, RecordSet> state : vendor.history()) {
            require(
                    state.keySet().stream()
                            .allMatch(key -> isReal(key) || key.name().contains(ID)),
                    "names that are neither the service's nor the drill's: " + state.keySet());
            require(
                    RecordSet.of(MAIL, ttl, "192.0.2.25").equals(state.get(MAIL)) && state.containsKey(WWW),
                    "what is not the drill's was changed: " + state);
        }
        List<Map<RecordKey, RecordSet>> states = vendor.history();
        Set<RecordKey> left = states.get(states.size() - 1).keySet();
        require(left.stream().allMatch(DrillHistory::isReal), "a drill leaves " + left);
    }

    private static boolean isReal(RecordKey key) {
        return Set.of(WWW, MAIL, OWNERSHIP).contains(key);
    }

    private Closing start(Failover.Builder builder) {
        Failover failover = builder.stateStore(StateStore.inMemory())
                .authorities(vendor.authorities())
                .scheduler(time)
                .build();
        failover.start();
        return new Closing(failover);
    }

    /** Closing waits for the event thread, which is ours. */
    private final class Closing implements AutoCloseable {
        private final Failover failover;

        private Closing(Failover failover) {
            this.failover = failover;
        }

        Failover failover() {
            return failover;
        }

        @Override
        public void close() {
            time.runWhile(failover::close);
        }
    }

    /** The vendor's API, which is away now and then for all. */
    private final class Line implements DnsProvider, RecordRemover {
        private int cuts;

        private InMemoryDnsProvider reach() {
            if (cuts > 0) {
                throw new UnavailableException("the vendor is away");
            }
            return vendor;
        }

        @Override
        public String zone() {
            return vendor.zone();
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            return reach().find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            reach().apply(changes, timeout);
        }

        @Override
        public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
            reach().remove(recordSets, timeout);
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return vendor.capabilities();
        }
    }
}
