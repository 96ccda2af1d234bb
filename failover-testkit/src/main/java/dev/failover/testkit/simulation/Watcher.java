package dev.failover.testkit.simulation;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.component.ComponentException;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A machine with a disk and a clock, on which one watcher lives, dies and is started again. */
final class Watcher {
    /** What of a site's addresses a watcher verified, and when. */
    record Verified(InetAddress address, long at) {}

    static final String SERVICE = "www";
    static final int CHANNELS = 2;
    /** Who forces what others would not do. */
    static final String FORCING = "grace";

    private static final Path DIRECTORY = Path.of("/state");
    private static final Path JOURNAL = DIRECTORY.resolve("journal.log");
    private static final Path OUTBOX = DIRECTORY.resolve("outbox.log");
    private static final Duration BETWEEN_STARTS = Duration.ofSeconds(10);
    private static final Duration SLOWEST_SYNC = Duration.ofSeconds(3);

    final int index;
    final Mode mode;
    private final World world;
    private final SimulationPlan plan;
    private final MemoryDisk disk;
    private final MemoryDisk evidence = new MemoryDisk(new NoWatch());
    private final Map<String, Votes> votes = new HashMap<>();
    private final Map<String, Long> saidDown = new HashMap<>();
    private final Map<InetAddress, Verified> verified = new HashMap<>();
    private final Map<String, Publication> looks = new HashMap<>();
    private final Set<String> toldIds = new LinkedHashSet<>();
    private final Fault.@Nullable Kind[] channels = new Fault.@Nullable Kind[CHANNELS];
    private Duration wallClockShift;
    private @Nullable Machine machine;
    private @Nullable Failover failover;
    private long startedAt;
    private int starts;
    private long sequence;
    private ServiceState durableState = ServiceState.INITIAL;
    private long durableStateAt = -1;
    private boolean journalChanged;
    private boolean diskTroubled;
    private long reachedStart = -1;
    private @Nullable CrashPoint armed;
    private int armedFor;
    private Duration armedDown = Duration.ZERO;
    private boolean downWanted;
    private final int[] checksUnknown;
    private int disksSlow;
    private long syncs;

    Watcher(int index, Mode mode, Duration skew, World world) {
        this.index = index;
        this.mode = mode;
        this.world = world;
        this.plan = world.plan();
        this.wallClockShift = skew;
        this.checksUnknown = new int[plan.sites() + 1];
        this.disk = new MemoryDisk(new DiskWatch());
    }

    String name() {
        return "watcher " + index;
    }

    // The process.

    void start() {
        if (isAlive() || downWanted) {
            return;
        }
        starts++;
        startedAt = world.timeline().now();
        forget();
        verified.clear();
        looks.clear();
        reachedStart = -1;
        Machine started = new Machine(
                world.timeline(),
                plan.seed(),
                name() + " start " + starts,
                () -> wallClockShift,
                this::afterStep,
                bug -> world.checks().violations.escaped(this, bug));
        machine = started;
        try {
            Optional<EvidenceDesk> desk = desk(started);
            failover = build(started, desk);
            failover.start();
            desk.ifPresent(EvidenceDesk::begin);
            world.checks().started(this, failover);
            sequence = failover.history(1).stream()
                    .mapToLong(JournalEntry::sequence)
                    .max()
                    .orElse(0);
        } catch (ComponentException e) {
            started.kill();
            world.note(name() + " can't start: " + e.getMessage());
            world.timeline().in(BETWEEN_STARTS, this::start);
        } catch (Machine.Killed death) {
            world.timeline().in(BETWEEN_STARTS, this::start);
        }
    }

    private Optional<EvidenceDesk> desk(Machine time) {
        return mode == Mode.OBSERVE || world.informants().isEmpty()
                ? Optional.empty()
                : Optional.of(new EvidenceDesk(this, time, evidence, world));
    }

    private Failover build(Machine time, Optional<EvidenceDesk> desk) {
        Senses senses = new Senses(this, world);
        Failover.Builder builder = Failover.builder()
                .stateStore(
                        mode == Mode.OBSERVE
                                ? StateStore.inMemory()
                                : FileStateStore.open(StateDirectory.imitated(DIRECTORY, disk)))
                .scheduler(time)
                .mode(mode)
                .authorities(senses::look);
        desk.ifPresent(builder::listener);
        Service.Builder service = Service.builder(SERVICE)
                .check(senses::check)
                .thresholds(plan.thresholds())
                .policy(plan.policy(index));
        if (plan.fenced()) {
            service.ownership(CoordinationPlan.nameOf(voice()));
        }
        world.store()
                .ifPresent(store -> builder.coordination(
                        plan.coordination().orElseThrow().terms(voice(), new StoreLine(this, store, world))));
        for (Zone zone : world.zones()) {
            SimulatedVendor vendor = new SimulatedVendor(this, zone, world);
            builder.provider(
                    zone.name, zone.writeOnly ? new SimulatedUpdates(this, zone, world, vendor, senses::look) : vendor);
            for (RecordKey key : zone.managed) {
                service.record(zone.name, key.name(), key.type(), plan.ttl());
            }
        }
        world.traffic().ifPresent(traffic -> {
            builder.trafficSwitch(SimulatedSwitch.NAME, traffic.of(this));
            service.trafficSwitch(SimulatedSwitch.NAME);
        });
        for (SimulatedSite site : world.sites()) {
            Site.Builder built = Site.builder(site.name);
            for (RecordType type : plan.recordTypes()) {
                if (site.dynamic) {
                    built.address(senses.addressOf(site, type));
                } else {
                    built.address(addressOf(site, type).getHostAddress());
                }
            }
            if (site.index == 0) {
                plan.coordination().flatMap(CoordinationPlan::primaryDomain).ifPresent(built::domain);
            }
            if (plan.policy().replicaMaxAge().isPresent()) {
                built.replicaAge(senses.replicaOf(site));
            }
            service.site(built.build());
        }
        String[] names = new String[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            int channel = i;
            names[i] = "channel-" + i;
            builder.notifier(names[i], (notification, timeout) -> senses.send(channel, notification, timeout));
        }
        return builder.service(service.notify(names).build()).build();
    }

    /** As which watcher it was configured: one that only looks on shares the configuration of one that acts. */
    private int voice() {
        return mode == Mode.OBSERVE && plan.coordination().isPresent() ? 0 : index;
    }

    private InetAddress addressOf(SimulatedSite site, RecordType type) {
        return plan.differs(index) ? site.otherAddress(type) : site.address(type);
    }

    boolean isAlive() {
        return machine != null && !machine.isDead();
    }

    boolean isRunning() {
        return isAlive() && !machine().isPaused();
    }

    /** For how long the process has run. */
    Duration age() {
        return Duration.ofNanos(world.timeline().now() - startedAt);
    }

    Machine machine() {
        Machine present = machine;
        if (present == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return present;
    }

    Optional<Failover> failover() {
        return isAlive() ? Optional.ofNullable(failover) : Optional.empty();
    }

    Optional<ServiceStatus> status() {
        return failover().flatMap(running -> running.status(SERVICE));
    }

    /** The state as the process knows it; of a process not started yet, the initial one. */
    ServiceState state() {
        return status().map(ServiceStatus::state).orElse(ServiceState.INITIAL);
    }

    void kill(Duration downFor) {
        if (machine != null) {
            if (!machine.isBusy()) {
                observeJournal();
            }
            machine.kill();
        }
        downWanted = true;
        world.timeline().in(downFor, this::rise);
    }

    void cutPower(Duration downFor, Dice dice) {
        kill(downFor);
        disk.cutPower(dice);
        evidence.cutPower(
                Dice.of(plan.seed(), name() + " evidence", world.timeline().now()));
    }

    /** Is started, unless it runs. */
    void rise() {
        downWanted = false;
        start();
    }

    void arm(CrashPoint point, int times, Duration downFor) {
        armed = point;
        armedFor = times;
        armedDown = downFor;
    }

    void disarm() {
        armed = null;
    }

    /** Dies here if that was planned. */
    void mayDie(CrashPoint point) {
        if (dies(point)) {
            throw new Machine.Killed();
        }
    }

    boolean dies(CrashPoint point) {
        if (!isAlive()) {
            return true;
        }
        if (point == armed && --armedFor <= 0) {
            armed = null;
            world.note(name() + " dies " + point);
            kill(armedDown);
            return true;
        }
        return false;
    }

    void stepClock(Duration by) {
        wallClockShift = wallClockShift.plus(by);
    }

    Instant now() {
        return machine().instant();
    }

    // Its disk.

    private final class DiskWatch implements MemoryDisk.Watch {
        @Override
        public void before(Path file, CrashPoint point) {
            if (machine != null && machine.isDead()) {
                throw new Machine.Killed();
            }
            if (file.equals(JOURNAL)) {
                mayDie(point);
            } else if (file.equals(OUTBOX) && point == CrashPoint.BEFORE_JOURNAL) {
                mayDie(CrashPoint.BEFORE_OUTBOX);
            }
            if (mode == Mode.OBSERVE) {
                world.checks().publishing.dryRunWrote(Watcher.this, file.toString());
            }
        }

        @Override
        public void syncing(Runnable done) {
            Machine running = machine;
            if (disksSlow == 0 || running == null) {
                done.run();
                return;
            }
            Duration takes = Dice.of(plan.seed(), name() + " disk", syncs++).between(Duration.ZERO, SLOWEST_SYNC);
            world.timeline().at(running.waitFor(takes), done);
        }

        @Override
        public void synced(Path file, byte[] content) {
            if (file.equals(JOURNAL)) {
                journalChanged = true;
                mayDie(CrashPoint.AFTER_JOURNAL);
                if (armed == CrashPoint.AFTER_DECISION && isDecision(content)) {
                    mayDie(CrashPoint.AFTER_DECISION);
                }
            } else if (file.equals(OUTBOX)) {
                mayDie(CrashPoint.AFTER_OUTBOX);
            }
        }
    }

    /** Whether the last entry of a journal begins a switch. */
    private static boolean isDecision(byte[] journal) {
        String text = new String(journal, StandardCharsets.UTF_8).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1).contains("\"switched\"");
    }

    private static final class NoWatch implements MemoryDisk.Watch {
        @Override
        public void before(Path file, CrashPoint within) {}

        @Override
        public void syncing(Runnable done) {
            done.run();
        }

        @Override
        public void synced(Path file, byte[] content) {}
    }

    void fillDisk() {
        diskTroubled = true;
        disk.fill();
    }

    void breakDisk() {
        diskTroubled = true;
        disk.breakDown();
    }

    void slowDisk(boolean slow) {
        disksSlow += slow ? 1 : -1;
    }

    void healDisk() {
        disk.heal();
    }

    /** Whether its disk ever failed. */
    boolean hadDiskTrouble() {
        return diskTroubled;
    }

    /** What a process would find that is started after a power cut now. */
    ServiceState durableState() {
        if (durableStateAt != disk.durableChanges()) {
            durableState = readDurableState();
            durableStateAt = disk.durableChanges();
        }
        return durableState;
    }

    private ServiceState readDurableState() {
        try (StateDirectory directory = StateDirectory.imitated(DIRECTORY, disk.afterPowerCut(new NoWatch()));
                FileStateStore store = FileStateStore.open(directory)) {
            return store.load(SERVICE);
        }
    }

    String durableOutbox() {
        try {
            return new String(disk.afterPowerCut(new NoWatch()).read(OUTBOX), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<PendingNotification> pendingNotifications() {
        try (StateDirectory directory = StateDirectory.imitated(DIRECTORY, disk.afterPowerCut(new NoWatch()))) {
            return Outbox.pending(directory.log("outbox").entries());
        }
    }

    // What it learns and tells.

    private void afterStep() {
        observeJournal();
    }

    private void observeJournal() {
        if (journalChanged && isAlive() && failover != null) {
            journalChanged = false;
            for (JournalEntry entry : failover.history(20)) {
                if (entry.sequence() > sequence) {
                    sequence = entry.sequence();
                    world.checks().journalled(this, entry);
                }
            }
        }
    }

    /** Its checks of a site, or of all by the number after the last one, can't tell, or can again. */
    void blindChecks(int site, boolean blind) {
        checksUnknown[site] += blind ? 1 : -1;
    }

    boolean areChecksBlind(SimulatedSite site) {
        return checksUnknown[site.index] + checksUnknown[plan.sites()] > 0;
    }

    /** It follows another watcher, and begins anew with its checks. */
    void forget() {
        votes.keySet()
                .forEach(site ->
                        saidDown.put(site, saidDown(site, world.timeline().now())));
        votes.clear();
    }

    /** When it began to decide what it is just found to have decided: nanoseconds since the beginning. */
    long decidingSince() {
        return machine().actingSince();
    }

    /** What a look that has ended gave it. */
    void looked(Zone zone, Publication publication) {
        looks.put(zone.name + publication.key(), publication);
    }

    Optional<Publication> latestLook(Zone zone, RecordKey key) {
        return Optional.ofNullable(looks.get(zone.name + key));
    }

    Votes votes(String site) {
        return votes.computeIfAbsent(site, name -> new Votes(plan.thresholds(), startedAt));
    }

    void heard(SimulatedSite site, long startedAt, Health health) {
        saidDown.put(site.name, saidDown(site.name, world.timeline().now()));
        votes(site.name).add(startedAt, health, world.timeline().now());
    }

    /** When its checks had a site for DOWN last, until then: nanoseconds since the beginning; far below zero if never. */
    long saidDown(String site, long at) {
        return Math.max(saidDown.getOrDefault(site, Votes.NEVER), votes(site).downUntil(at));
    }

    void verified(SimulatedSite site, InetAddress address) {
        verified.put(address, new Verified(address, world.timeline().now()));
    }

    Optional<Verified> verified(InetAddress address) {
        return Optional.ofNullable(verified.get(address));
    }

    /** Some server answered a look that was begun then. */
    void reached(long start) {
        reachedStart = Math.max(reachedStart, start);
    }

    /** The start of the latest look that some server answered; negative if none did: nanoseconds since the beginning. */
    long reachedStart() {
        return reachedStart;
    }

    void trouble(int channel, Fault.@Nullable Kind kind) {
        channels[channel] = kind;
    }

    Fault.@Nullable Kind channelTrouble(int channel) {
        return channels[channel];
    }

    void told(Notification notification) {
        if (toldIds.add(notification.id())) {
            world.note("%s told: %s".formatted(name(), notification.title()));
        }
    }

    /** The ids of all that humans were told. */
    Set<String> toldIds() {
        return toldIds;
    }

    // A human at its keyboard.

    void pauseService() {
        ask(running -> running.pause(SERVICE, "ada", "maintenance"));
    }

    void resumeService() {
        ask(running -> running.resume(SERVICE, "ada", "done"));
    }

    void approve(String site, Duration lasting) {
        ask(running -> running.approve(SERVICE, site, "ada", "the runbook says so", lasting));
    }

    void request(String site, boolean force) {
        ask(running -> running.request(
                        SERVICE, new SwitchRequest(site, force ? FORCING : "ada", "drill of the day", force))
                .decided());
    }

    /** What comes of it shows in the world, answered or not: this process may be killed before it answers. */
    private void ask(Function<Failover, CompletableFuture<?>> command) {
        failover().ifPresent(running -> {
            CompletableFuture<?> unused = command.apply(running);
        });
    }

    List<JournalEntry> history() {
        return failover().map(running -> running.history(1000)).orElseGet(ArrayList::new);
    }
}
