package dev.failover.testkit.simulation;

import dev.failover.Mode;
import dev.failover.decision.Assignment;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.internal.time.EventQueue;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything there is in one simulation, and the hand that makes it fail. */
final class World {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** Until a mix at the vendors has come to the eyes of a watcher that looks at servers every 30 s, and been told. */
    static final Duration MIX_SLACK = Duration.ofSeconds(90);

    /** For how long a human's word may be used. */
    static final Duration APPROVED = Duration.ofMinutes(2);

    private static final Duration TICK = Duration.ofSeconds(20);
    private static final String STRANGER = "192.0.2.99";
    private static final String STRANGER_V6 = "2001:db8:99::99";

    private final SimulationPlan plan;
    private final EventQueue timeline = new EventQueue();
    private final Network network = new Network();
    private final List<SimulatedSite> sites = new ArrayList<>();
    private final List<Zone> zones = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Resolver> resolvers = new ArrayList<>();
    private final Map<Watcher, Long> pauseEnds = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Checks checks;
    private final Optional<SimulatedStore> store;
    private final Optional<SimulatedSwitch> traffic;
    private final List<Informant> informants;

    /** @param informants who is asked what it knows of a failure */
    World(SimulationPlan plan, List<Informant> informants) {
        this.plan = plan;
        this.informants = informants;
        this.checks = new Checks(this);
        this.store = plan.coordination().map(shared -> new SimulatedStore(this, shared));
        for (int i = 0; i < plan.sites(); i++) {
            sites.add(new SimulatedSite("site-" + i, i, i >= plan.sites() - plan.dynamicSites()));
        }
        traffic = plan.hasTrafficSwitch() ? Optional.of(new SimulatedSwitch(this)) : Optional.empty();
        Dice dice = Dice.of(plan.seed(), "world");
        for (int i = 0; i < plan.zones().size(); i++) {
            zones.add(zone(i, dice));
        }
        for (Zone zone : zones) {
            for (RecordKey key : zone.managed) {
                resolvers.add(new Resolver(timeline, zone, key, Dice.of(plan.seed(), "resolver " + zone.name + key)));
            }
        }
        for (int i = 0; i < plan.watchers(); i++) {
            watchers.add(new Watcher(i, Mode.ACT, plan.skews().get(i), this));
        }
        if (plan.dryRun()) {
            watchers.add(new Watcher(plan.watchers(), Mode.OBSERVE, plan.skews().get(plan.watchers()), this));
        }
    }

    private Zone zone(int index, Dice dice) {
        List<RecordKey> managed = plan.recordTypes().stream()
                .map(type -> new RecordKey("www", type))
                .toList();
        List<RecordSet> content = new ArrayList<>();
        content.add(RecordSet.of(Zone.MAIL, Duration.ofHours(1), "192.0.2.25"));
        managed.forEach(key -> content.add(recordSet(key, sites.get(0))));
        List<Duration> lags = new ArrayList<>();
        Duration most = dice.percent(50) ? Duration.ofMillis(50) : Duration.ofSeconds(20);
        for (int i = 0; i < plan.servers(); i++) {
            lags.add(dice.between(Duration.ZERO, most));
        }
        Zone zone = new Zone(index, plan.zones().get(index), managed, content, lags, timeline, checks.publishing);
        zone.writeOnly = plan.isWriteOnly(index);
        return zone;
    }

    private RecordSet recordSet(RecordKey key, SimulatedSite site) {
        return RecordSet.of(key, plan.ttl(), site.address(key.type()));
    }

    SimulationPlan plan() {
        return plan;
    }

    EventQueue timeline() {
        return timeline;
    }

    Network network() {
        return network;
    }

    List<SimulatedSite> sites() {
        return sites;
    }

    SimulatedSite site(String name) {
        return sites.stream().filter(site -> site.name.equals(name)).findFirst().orElseThrow();
    }

    List<Zone> zones() {
        return zones;
    }

    Zone zone(String name) {
        return zones.stream().filter(zone -> zone.name.equals(name)).findFirst().orElseThrow();
    }

    List<Watcher> watchers() {
        return watchers;
    }

    List<Resolver> resolvers() {
        return resolvers;
    }

    /** What the watchers share; empty if each decides alone. */
    Optional<SimulatedStore> store() {
        return store;
    }

    /** What is held against watchers that share it; empty if each decides alone. */
    Optional<CoordinationChecks> coordination() {
        return store.filter(each -> plan.coordination().orElseThrow().isShared())
                .map(SimulatedStore::checks);
    }

    Checks checks() {
        return checks;
    }

    List<String> notes() {
        return notes;
    }

    void note(String text) {
        notes.add("+%s %s".formatted(Durations.format(Duration.ofNanos(timeline.now())), text));
    }

    long lastPauseEnd(Watcher watcher) {
        return pauseEnds.getOrDefault(watcher, 0L);
    }

    /** Who is asked what it knows of a failure. */
    List<Informant> informants() {
        return informants;
    }

    /** What directs traffic beside the zones; empty if nothing does. */
    Optional<SimulatedSwitch> traffic() {
        return traffic;
    }

    /**
     * Whether every vendor has this site, published or not, every server of every zone gives it, and a traffic switch sends there.
     */
    boolean isServed(SimulatedSite site) {
        boolean sent = traffic.map(SimulatedSwitch::where)
                .filter(where -> !where.equals(site.name))
                .isEmpty();
        return sent
                && zones.stream().allMatch(zone -> zone.managed.stream().allMatch(key -> zone.isEverywhere(key, site)));
    }

    /** What the zones' vendors and servers have, and where a traffic switch sends, as a text. */
    String served() {
        StringBuilder text =
                new StringBuilder(traffic.map(SimulatedSwitch::where).orElse(""));
        for (Zone zone : zones) {
            zone.managed.forEach(key -> {
                text.append(zone.stored(key).map(RecordSet::values).orElseThrow());
                zone.servers.forEach(server ->
                        text.append(server.give(key).map(RecordSet::values).orElseThrow()));
            });
        }
        return text.toString();
    }

    Duration slowestServer() {
        return zones.stream()
                .map(Zone::slowestServer)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    boolean isViolated() {
        return checks.violations.first().isPresent();
    }

    Duration elapsed() {
        return Duration.ofNanos(timeline.now());
    }

    void begin() {
        for (Watcher watcher : watchers) {
            timeline.in(Duration.ofMillis(370L * watcher.index), watcher::start);
        }
        timeline.in(TICK, this::tick);
        for (Fault fault : plan.faults()) {
            if (fault.at().compareTo(plan.faultsEnd()) < 0) {
                timeline.in(fault.at(), () -> begin(fault));
            }
        }
    }

    private void tick() {
        resolvers.forEach(Resolver::ask);
        checks.liveness.tick();
        checks.publishing.mixed(timeline.now());
        timeline.in(TICK, this::tick);
    }

    /** Lets time pass, unless something is violated. */
    void run(Duration duration) {
        runUntil(timeline.now() + duration.toNanos());
    }

    void runUntil(long end) {
        Runnable action = timeline.next(end);
        while (action != null && !isViolated()) {
            action.run();
            action = isViolated() ? null : timeline.next(end);
        }
    }

    /** Everything is put right. */
    void calm() {
        note("all is put right");
        network.heal();
        sites.forEach(SimulatedSite::heal);
        sites.forEach(
                site -> site.certificateExpiry = site.certificateExpiry.map(expiry -> START.plus(Duration.ofDays(60))));
        zones.forEach(zone -> zone.trouble = null);
        store.ifPresent(each -> each.trouble(null));
        for (Watcher watcher : watchers) {
            watcher.disarm();
            watcher.healDisk();
            watcher.rise();
            for (int i = 0; i < Watcher.CHANNELS; i++) {
                watcher.trouble(i, null);
            }
        }
    }

    private void begin(Fault fault) {
        note("FAULT " + fault);
        Watcher watcher = watchers.get(fault.watcher());
        Runnable undo = begin(fault, watcher);
        Duration left = plan.faultsEnd().minus(fault.at());
        Duration lasting = fault.lasting().compareTo(left) < 0 ? fault.lasting() : left;
        timeline.in(lasting, undo);
    }

    /** @return what puts it right */
    private Runnable begin(Fault fault, Watcher watcher) {
        return switch (fault.kind()) {
            case SITE_DOWN,
                    SITE_FLAPS,
                    CERTIFICATE_EXPIRES,
                    ADDRESS_CHANGES,
                    ADDRESS_UNKNOWN,
                    ADDRESS_PRIVATE,
                    MIRROR_STOPS,
                    REPLICA_UNREADABLE -> siteFails(fault, sites.get(fault.target()));
            case ALL_SITES_DOWN -> {
                sites.forEach(site -> site.fail(timeline.now()));
                yield () -> sites.forEach(SimulatedSite::recover);
            }
            case LINK_TO_SITE -> link(watcher, sites.get(fault.target()).name, fault);
            case LINK_TO_VENDOR -> link(watcher, zones.get(fault.target()).name, fault);
            case LINK_TO_SERVERS -> link(watcher, "servers of " + zones.get(fault.target()).name, fault);
            case ISOLATED -> {
                // Now from all, now from all but a site that is near: that one alone is no witness (S7).
                String spared = fault.detail() % 2 == 0 ? "nothing" : sites.get(fault.detail() / 2 % sites.size()).name;
                network.isolate(watcher.name(), spared);
                yield () -> {
                    network.heal(watcher.name(), "*");
                    network.heal(watcher.name(), spared);
                };
            }
            case VENDOR_DOWN,
                    VENDOR_THROTTLES,
                    VENDOR_REFUSES,
                    VENDOR_LOSES_ANSWERS,
                    VENDOR_REPORTS_FAILURE,
                    VENDOR_HANGS,
                    VENDOR_IS_LATE,
                    VENDOR_STOPS_HALF_WAY,
                    VENDOR_READS_OLD,
                    SERVER_STALE,
                    SERVER_SILENT,
                    FOREIGN_WRITE,
                    OWNERSHIP_LOST -> zoneFails(fault, zones.get(fault.target()));
            case HUMAN_PAUSES, HUMAN_RESUMES, HUMAN_APPROVES, HUMAN_SWITCHES, HUMAN_FORCES -> humanActs(fault, watcher);
            case LINK_TO_STORE -> link(watcher, StoreLine.PLACE, fault);
            case STORE_DOWN,
                    STORE_REFUSES,
                    STORE_STANDS_STILL,
                    STORE_READS_OLD,
                    STORE_LOSES_WRITES,
                    STORE_WRITES_TWICE,
                    STORE_TIME_RESET,
                    STORE_GOES_BACK,
                    STORE_EMPTIED -> store.map(each -> storeFails(fault, each)).orElse(() -> {});
            default -> watcherFails(fault, watcher);
        };
    }

    private Runnable siteFails(Fault fault, SimulatedSite site) {
        switch (fault.kind()) {
            case SITE_DOWN -> {
                site.fail(timeline.now());
                return site::recover;
            }
            case SITE_FLAPS -> {
                return flap(site, Duration.ofSeconds(3 + 5L * (fault.detail() % 8)));
            }
            case CERTIFICATE_EXPIRES -> {
                site.certificateExpiry =
                        java.util.Optional.of(START.plus(elapsed()).plus(Duration.ofMinutes(30)));
                return () -> site.certificateExpiry = java.util.Optional.of(START.plus(Duration.ofDays(60)));
            }
            case ADDRESS_CHANGES -> {
                if (site.dynamic) {
                    site.move();
                }
                return () -> {};
            }
            case ADDRESS_UNKNOWN -> {
                site.lookUpsFail++;
                return () -> site.lookUpsFail--;
            }
            case MIRROR_STOPS -> {
                site.stopMirror(elapsed());
                return site::startMirror;
            }
            case REPLICA_UNREADABLE -> {
                site.replicaHides++;
                return () -> site.replicaHides--;
            }
            default -> {
                site.lookUpsLie++;
                return () -> site.lookUpsLie--;
            }
        }
    }

    private Runnable flap(SimulatedSite site, Duration period) {
        boolean[] state = {true, false}; // goes on, is down
        Runnable turn = new Runnable() {
            @Override
            public void run() {
                if (state[0]) {
                    state[1] = !state[1];
                    if (state[1]) {
                        site.fail(timeline.now());
                    } else {
                        site.recover();
                    }
                    timeline.in(period, this);
                }
            }
        };
        turn.run();
        return () -> {
            state[0] = false;
            if (state[1]) {
                site.recover();
            }
        };
    }

    private Runnable link(Watcher watcher, String to, Fault fault) {
        network.set(watcher.name(), to, fault.link());
        return () -> network.heal(watcher.name(), to);
    }

    private Runnable zoneFails(Fault fault, Zone zone) {
        Zone.Server server = zone.servers.get(fault.detail() % zone.servers.size());
        switch (fault.kind()) {
            case SERVER_STALE -> {
                server.stale++;
                return () -> {
                    server.stale--;
                    server.catchUp();
                };
            }
            case SERVER_SILENT -> {
                server.silent++;
                return () -> server.silent--;
            }
            case FOREIGN_WRITE -> {
                foreignWrite(zone, fault.detail());
                return () -> {};
            }
            case OWNERSHIP_LOST -> {
                checks.authorship.foreignRemoved(zone, Checks.OWNERSHIP);
                zone.remove(Checks.OWNERSHIP);
                zone.publish();
                return () -> {};
            }
            case VENDOR_READS_OLD -> {
                zone.readsOld = Duration.ofSeconds(2 + 6L * (fault.detail() % 4));
                return () -> zone.readsOld = Duration.ZERO;
            }
            default -> {
                zone.trouble = fault.kind();
                return () -> zone.trouble = zone.trouble == fault.kind() ? null : zone.trouble;
            }
        }
    }

    private Runnable storeFails(Fault fault, SimulatedStore shared) {
        switch (fault.kind()) {
            case STORE_TIME_RESET -> shared.resetTime(1 + fault.detail());
            case STORE_GOES_BACK -> shared.goBack(Duration.ofSeconds(2 + 4L * fault.detail()));
            case STORE_EMPTIED -> shared.empty();
            default -> {
                shared.trouble(fault.kind());
                return () -> shared.trouble(shared.trouble() == fault.kind() ? null : shared.trouble());
            }
        }
        return () -> {};
    }

    /** A human at the vendor's web page: to a stranger, or to some site. */
    private void foreignWrite(Zone zone, int detail) {
        List<RecordSet> recordSets = zone.managed.stream()
                .map(key -> detail % 2 == 0
                        ? RecordSet.of(key, plan.ttl(), key.type() == RecordType.A ? STRANGER : STRANGER_V6)
                        : recordSet(key, sites.get(detail % sites.size())))
                .toList();
        checks.authorship.foreignWrote(zone, recordSets);
        zone.store(recordSets);
        zone.publish();
    }

    private Runnable watcherFails(Fault fault, Watcher watcher) {
        Duration left = plan.faultsEnd().minus(fault.at());
        Duration down = fault.lasting().compareTo(left) < 0 ? fault.lasting() : left;
        switch (fault.kind()) {
            case CHECKS_UNKNOWN -> {
                watcher.blindChecks(fault.target(), true);
                return () -> watcher.blindChecks(fault.target(), false);
            }
            case DISK_FULL -> {
                watcher.fillDisk();
                return watcher::healDisk;
            }
            case DISK_BROKEN -> {
                watcher.breakDisk();
                return watcher::healDisk;
            }
            case DISK_SLOW -> {
                watcher.slowDisk(true);
                return () -> watcher.slowDisk(false);
            }
            case KILL -> watcher.kill(down);
            case POWER_CUT -> watcher.cutPower(down, Dice.of(plan.seed(), "power", timeline.now()));
            case CRASH_AT -> watcher.arm(fault.crashPoint(), 1 + fault.detail() % 3, down);
            case PROCESS_PAUSED, MACHINE_SUSPENDED -> {
                if (watcher.isRunning()) {
                    Machine machine = watcher.machine();
                    if (fault.kind() == Fault.Kind.PROCESS_PAUSED) {
                        machine.pause();
                    } else {
                        machine.suspend();
                    }
                    return () -> {
                        pauseEnds.put(watcher, timeline.now());
                        machine.goOn();
                    };
                }
            }
            case CLOCK_JUMPS -> watcher.stepClock(Duration.ofSeconds(fault.detail()));
            default -> {
                watcher.trouble(fault.target(), fault.kind());
                return () -> {
                    if (watcher.channelTrouble(fault.target()) == fault.kind()) {
                        watcher.trouble(fault.target(), null);
                    }
                };
            }
        }
        return () -> {};
    }

    private Runnable humanActs(Fault fault, Watcher watcher) {
        switch (fault.kind()) {
            case HUMAN_PAUSES -> {
                watcher.pauseService();
                return watcher::resumeService;
            }
            case HUMAN_APPROVES -> watcher.approve(sites.get(fault.target()).name, APPROVED);
            case HUMAN_RESUMES -> watcher.resumeService();
            default -> watcher.request(sites.get(fault.target()).name, fault.kind() == Fault.Kind.HUMAN_FORCES);
        }
        return () -> {};
    }

    String describeAssignment(Watcher watcher) {
        return watcher.state().assignment().map(Assignment::site).orElse("nowhere");
    }
}
