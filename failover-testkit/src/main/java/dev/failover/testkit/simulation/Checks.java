package dev.failover.testkit.simulation;

import com.google.common.net.InetAddresses;
import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.decision.StateClass;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold at every step: each method is told of one thing that happens, and finds the violation in it if there is one. */
final class Checks implements Zone.Watch {
    /** What a call may be given at most: nothing waits for longer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    /** From reading to writing, where a vendor does not compare: the length of one call. */
    private static final Duration EXPOSURE = Duration.ofSeconds(25);

    private static final String SOMEBODY = "somebody else";
    private static final String FOREIGN_RECORDS = new Condition(Condition.Kind.FOREIGN_RECORDS, "", "").id();

    static final RecordKey OWNERSHIP = new RecordKey("_failover-www", RecordType.TXT);

    /** What one watcher decided so far. */
    private static final class Account {
        private ServiceState state = ServiceState.INITIAL;
        private long sequence;
        private long pausedAt = Long.MAX_VALUE;
        /** Since the latest acknowledgement: by its own clock, and by that of the world. */
        private final List<Instant> automatic = new ArrayList<>();

        private final List<Long> automaticTrue = new ArrayList<>();
        private long switchedAt = Long.MIN_VALUE / 2;
        /** Until when a human's word may be used, by site. */
        private final Map<String, Long> approved = new HashMap<>();

        /** When the latest decision was made, by whomever. */
        private long decidedAt;

        private final Map<Long, String> sites = new HashMap<>();
        /** The standby that a human chose, as long as nothing else is published. */
        private @Nullable String chosen;

        private final Set<String> toBeTold = new TreeSet<>();
    }

    private record Written(String by, long at) {}

    private final World world;
    private final SimulationPlan plan;
    private final Map<Watcher, Account> records = new HashMap<>();
    private final Map<Place, Written> written = new HashMap<>();
    /** Who ever put which value where; nobody, if somebody took it away. */
    private final Map<Place, Map<Optional<Set<String>>, Set<String>>> authors = new HashMap<>();
    /** Whose write of an epoch took effect, by zone. */
    private final Map<String, String> claims = new HashMap<>();
    /** Decisions of humans whose numbers are known to all watchers. */
    private final Map<Long, Assignment> fencedChoices = new HashMap<>();

    private @Nullable Violation violation;
    private long mixedSince = -1;

    Checks(World world) {
        this.world = world;
        this.plan = world.plan();
    }

    Optional<Violation> violation() {
        return Optional.ofNullable(violation);
    }

    void violated(String invariant, String what) {
        if (violation == null) {
            violation =
                    new Violation(invariant, Duration.ofNanos(world.timeline().now()), what);
            world.note("VIOLATED " + invariant + ": " + what);
        }
    }

    private void require(boolean holds, String invariant, String what) {
        if (!holds) {
            violated(invariant, what);
        }
    }

    private Account of(Watcher watcher) {
        return records.computeIfAbsent(watcher, key -> new Account());
    }

    void escaped(Watcher watcher, Throwable bug) {
        StackTraceElement[] trace = bug.getStackTrace();
        violated("BUG", watcher.name() + " threw " + bug + (trace.length > 0 ? " at " + trace[0] : ""));
    }

    void waits(Watcher watcher, Duration timeout) {
        require(
                !timeout.isNegative() && !timeout.isZero() && timeout.compareTo(LONGEST_CALL) <= 0,
                "L8",
                watcher.name() + " makes a call that may take " + timeout);
    }

    void dryRunWrote(Watcher watcher, String file) {
        violated("S18", watcher.name() + " only looks on, but writes " + file);
    }

    // Zones.

    @Override
    public void changed(Zone zone, String where, Map<RecordKey, RecordSet> state) {
        for (RecordKey key : zone.managed) {
            RecordSet recordSet = state.get(key);
            require(
                    recordSet != null && !recordSet.values().isEmpty(),
                    "S1",
                    "%s of %s has no %s".formatted(where, zone.name, key));
        }
        boolean onlyOurs = state.containsKey(Zone.MAIL)
                && state.keySet().stream()
                        .allMatch(key -> key.equals(Zone.MAIL) || zone.managed.contains(key) || isOwnership(key));
        require(onlyOurs, "S21", where + " has other records than before: " + state);
        if (!zone.staged) {
            require(
                    sitesIn(zone, state).size() <= 1,
                    "S13",
                    "%s of %s points to two sites: %s".formatted(where, zone.name, state));
        }
    }

    private boolean isOwnership(RecordKey key) {
        return plan.fenced() && key.equals(OWNERSHIP);
    }

    /** The sites that the managed records point to; what points to none of them does not count. */
    private Set<String> sitesIn(Zone zone, Map<RecordKey, RecordSet> state) {
        Set<String> sites = new TreeSet<>();
        for (RecordKey key : zone.managed) {
            RecordSet recordSet = state.get(key);
            if (recordSet != null) {
                recordSet.values().forEach(value -> siteOf(value).ifPresent(site -> sites.add(site.name)));
            }
        }
        return sites;
    }

    private Optional<SimulatedSite> siteOf(String address) {
        return world.sites().stream().filter(site -> site.wasAt(address)).findFirst();
    }

    /** A call that is to change a zone is made. */
    void writes(Watcher watcher, Zone zone, List<RecordChange> changes, Machine.Work work) {
        require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but writes to " + zone.name);
        Account account = of(watcher);
        boolean automatic =
                account.state.assignment().map(Assignment::isAutomatic).orElse(true)
                        || account.state.transition().isEmpty();
        require(
                !automatic || account.pausedAt >= work.startedAt(),
                "S16",
                watcher.name() + " writes to " + zone.name + " although it is paused");
        ServiceState durable = watcher.durableState();
        for (RecordChange change : changes) {
            require(
                    zone.managed.contains(change.key()) || isOwnership(change.key()),
                    "S21",
                    watcher.name() + " writes " + change.key() + ", which it was not given");
            Placement placement = new Placement(new Place(zone.name, change.key()), change.desired());
            require(
                    durable.placements().stream().anyMatch(placement::sameValues),
                    "S17",
                    watcher.name() + " writes " + change.desired() + " without having journalled that");
            if (!isOwnership(change.key())) {
                change.desired().values().forEach(value -> requireVerified(watcher, value, work));
            }
        }
    }

    private void requireVerified(Watcher watcher, String value, Machine.Work work) {
        Optional<SimulatedSite> site = siteOf(value);
        if (site.isEmpty()) {
            violated("S2", watcher.name() + " writes " + value + ", which is no site's address");
            return;
        }
        if (site.get().dynamic) {
            InetAddress address = InetAddresses.forString(value);
            Optional<Watcher.Verified> verified = watcher.verified(address);
            Duration age = Duration.ofNanos(
                    work.startedAt() - verified.map(Watcher.Verified::at).orElse(Long.MIN_VALUE / 2));
            require(
                    age.compareTo(plan.policy().addressMaxAge()) <= 0,
                    "S2",
                    "%s writes %s, which it verified %s ago".formatted(watcher.name(), value, Durations.format(age)));
        }
    }

    /** What is in a zone is about to be replaced. */
    void overwrites(Watcher watcher, Zone zone, List<RecordSet> desired) {
        long now = world.timeline().now();
        for (RecordSet recordSet : desired) {
            Place place = new Place(zone.name, recordSet.key());
            Optional<RecordSet> before = zone.stored(recordSet.key());
            Written last = written.get(place);
            boolean exposed = zone.staged && last != null && now - last.at() < EXPOSURE.toNanos();
            if (before.isPresent()
                    && !before.get().sameValues(recordSet)
                    && last != null
                    && !last.by().equals(watcher.name())
                    && !exposed) {
                Placement old = new Placement(place, before.get());
                ServiceState durable = watcher.durableState();
                require(
                        Stream.concat(durable.placements().stream(), durable.outstanding().stream())
                                .anyMatch(old::sameValues),
                        "S4",
                        "%s overwrites %s, which %s put there".formatted(watcher.name(), before.get(), last.by()));
            }
            written.put(place, new Written(watcher.name(), now));
            wrote(watcher.name(), place, Optional.of(recordSet.values()));
            if (!zone.staged) {
                Ownership.read(recordSet).ifPresent(ownership -> claims(watcher, zone, ownership, before));
            }
        }
    }

    /** One more step of a call that changes a zone step by step. */
    void goesOn(Watcher watcher, Zone zone, Machine.Work work) {
        Account account = of(watcher);
        require(
                work.startedAt() >= account.decidedAt,
                "S4",
                "%s goes on with a call to %s that it made before it decided epoch %s"
                        .formatted(watcher.name(), zone.name, account.state.epoch()));
    }

    /** Fencing gives this much of S3 without a shared store: in a zone, a number is one watcher's decision only. */
    private void claims(Watcher watcher, Zone zone, Ownership ownership, Optional<RecordSet> before) {
        before.flatMap(Ownership::read)
                .ifPresent(last -> require(
                        last.epoch() < ownership.epoch()
                                || last.epoch() == ownership.epoch()
                                        && last.watcher().equals(ownership.watcher()),
                        "S3",
                        "%s writes epoch %s in %s over epoch %s of %s"
                                .formatted(
                                        watcher.name(), ownership.epoch(), zone.name, last.epoch(), last.watcher())));
        String known = claims.putIfAbsent(zone.name + "/" + ownership.epoch(), ownership.watcher());
        require(
                known == null || known.equals(ownership.watcher()),
                "S3",
                "%s writes epoch %s of %s in %s, which was %s's"
                        .formatted(watcher.name(), ownership.epoch(), ownership.watcher(), zone.name, known));
    }

    void foreignWrote(Zone zone, List<RecordSet> recordSets) {
        recordSets.forEach(recordSet -> {
            Place place = new Place(zone.name, recordSet.key());
            written.put(place, new Written(SOMEBODY, world.timeline().now()));
            wrote(SOMEBODY, place, Optional.of(recordSet.values()));
        });
    }

    void foreignRemoved(Zone zone, RecordKey key) {
        Place place = new Place(zone.name, key);
        written.remove(place);
        wrote(SOMEBODY, place, Optional.empty());
        if (key.equals(OWNERSHIP)) {
            // Whoever did not see that number in time can't know of it any more: without a shared store it may be used
            // again.
            claims.keySet().removeIf(number -> number.startsWith(zone.name + "/"));
        }
    }

    private void wrote(String who, Place place, Optional<Set<String>> values) {
        authors.computeIfAbsent(place, key -> new HashMap<>())
                .computeIfAbsent(values, key -> new HashSet<>())
                .add(who);
    }

    /** S24: somewhere in the zones there must be, or have been a moment ago, what somebody else put there. */
    private void requireSomebodyElse(Watcher watcher, String what) {
        for (Zone zone : world.zones()) {
            for (RecordKey key : zone.keys()) {
                Map<Optional<Set<String>>, Set<String>> here =
                        authors.getOrDefault(new Place(zone.name, key), Map.of());
                boolean others = zone.lately(key).stream()
                        .flatMap(values -> here.getOrDefault(values, Set.of()).stream())
                        .anyMatch(author -> !author.equals(watcher.name()));
                if (others) {
                    return;
                }
            }
        }
        violated("S24", watcher.name() + " " + what + ", but nobody else has put anything anywhere");
    }

    // Decisions.

    /** A process begins with what it found on its disk. */
    void started(Watcher watcher, Failover failover) {
        if (watcher.mode == Mode.OBSERVE) {
            return;
        }
        Account account = of(watcher);
        List<JournalEntry> latest = failover.history(1);
        long found = latest.stream().mapToLong(JournalEntry::sequence).max().orElse(0);
        require(
                found >= account.sequence,
                "S17",
                "%s begins with entry %s, after it acknowledged entry %s"
                        .formatted(watcher.name(), found, account.sequence));
        for (JournalEntry entry : latest) {
            if (entry.sequence() > account.sequence) {
                journalled(watcher, entry, false);
            }
        }
    }

    void journalled(Watcher watcher, JournalEntry entry) {
        journalled(watcher, entry, true);
    }

    /** @param now whether what it was decided from is what is known now; else it came to light after a crash */
    private void journalled(Watcher watcher, JournalEntry entry, boolean now) {
        Account account = of(watcher);
        ServiceState before = account.state;
        ServiceState next = entry.state();
        world.note("%s journalled %s: %s"
                .formatted(
                        watcher.name(),
                        entry.event().kind().toString(),
                        entry.event().text()));
        require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but journals");
        account.sequence = entry.sequence();
        account.state = next;
        if (next.pause().isEmpty()) {
            account.pausedAt = Long.MAX_VALUE;
        } else if (before.pause().isEmpty()) {
            account.pausedAt = world.timeline().now();
        }
        epochs(watcher, account, before, next);
        if (next.epoch() > before.epoch()) {
            account.decidedAt = watcher.decidingSince();
        }
        if (entry.event().kind() == JournalEvent.Kind.APPROVED) {
            account.approved.put(
                    next.approval().orElseThrow().site(), world.timeline().now() + World.APPROVED.toNanos());
        }
        foreign(watcher, before, next);
        if (next.epoch() > before.epoch()
                && next.transition().isPresent()
                && next.assignment().isPresent()) {
            switched(watcher, account, before, next, now ? Optional.of(entry) : Optional.empty());
        }
        next.assignment().ifPresent(assignment -> choices(account, before, next, assignment));
        if (before.transition().isPresent()
                && next.epoch() > before.epoch()
                && next.transition().isEmpty()) {
            watcher.forget();
        }
        if (before.latch().isPresent() && next.latch().isEmpty()) {
            account.automatic.clear();
            account.automaticTrue.clear();
        }
        if (before.transition().isPresent() && next.transition().isEmpty() && next.epoch() == before.epoch()) {
            account.toBeTold.add("www/%s/published".formatted(next.epoch()));
            if (now) {
                requirePublished(watcher, next);
            }
        }
        next.conditions()
                .forEach((id, since) -> account.toBeTold.add("www/%s/%s/raised".formatted(id, since.toEpochMilli())));
    }

    /** S22: what a human chose, here or at a watcher that this one follows, until something else is in place. */
    private void choices(Account account, ServiceState before, ServiceState next, Assignment assignment) {
        String primary = world.sites().get(0).name;
        boolean decided = next.epoch() > before.epoch();
        if (decided && !assignment.isAutomatic()) {
            account.chosen = assignment.site().equals(primary) ? null : assignment.site();
            if (plan.fenced()) {
                fencedChoices.put(assignment.epoch(), assignment);
            }
        } else if (decided && assignment.cause() == Cause.ADOPTION) {
            Assignment followed = fencedChoices.get(assignment.epoch());
            boolean theirs = followed != null
                    && followed.site().equals(assignment.site())
                    && !assignment.site().equals(primary);
            account.chosen = theirs ? assignment.site() : null;
        } else if (next.transition().isEmpty() && !assignment.site().equals(account.chosen)) {
            account.chosen = null;
        }
    }

    /** What is taken for somebody else's has to be. */
    private void foreign(Watcher watcher, ServiceState before, ServiceState next) {
        String condition = FOREIGN_RECORDS;
        boolean known = before.assignment().isPresent();
        if (known
                && next.conditions().containsKey(condition)
                && !before.conditions().containsKey(condition)) {
            requireSomebodyElse(watcher, "says that somebody else changed the records");
        }
        next.assignment()
                .filter(made -> known && made.epoch() > before.epoch())
                .filter(made -> made.cause() == Cause.ADOPTION || made.cause() == Cause.RESTORATION)
                .ifPresent(made -> requireSomebodyElse(
                        watcher, "answers somebody else's change of the records by an " + made.cause()));
    }

    /** L3: every server that answered its latest look gave what was decided, and the vendor has it. */
    private void requirePublished(Watcher watcher, ServiceState state) {
        SimulatedSite site = world.site(state.assignment().orElseThrow().site());
        for (Zone zone : world.zones()) {
            for (RecordKey key : zone.managed) {
                boolean seen = watcher.latestLook(zone, key).stream()
                        .flatMap(look -> look.served().stream())
                        .allMatch(values ->
                                values.isPresent() && values.get().stream().allMatch(site::wasAt));
                require(
                        seen,
                        "L3",
                        "%s holds epoch %s for published, but was given %s at %s"
                                .formatted(watcher.name(), state.epoch(), watcher.latestLook(zone, key), zone.name));
            }
        }
    }

    private void epochs(Watcher watcher, Account account, ServiceState before, ServiceState next) {
        require(
                next.epoch() >= before.epoch(),
                "S3",
                "%s went back from epoch %s to %s".formatted(watcher.name(), before.epoch(), next.epoch()));
        next.assignment().ifPresent(assignment -> {
            String known = account.sites.putIfAbsent(assignment.epoch(), assignment.site());
            require(
                    known == null || known.equals(assignment.site()),
                    "S3",
                    "%s uses epoch %s for %s and for %s"
                            .formatted(watcher.name(), assignment.epoch(), known, assignment.site()));
        });
    }

    private void switched(
            Watcher watcher, Account account, ServiceState before, ServiceState next, Optional<JournalEntry> entry) {
        Assignment made = next.assignment().orElseThrow();
        account.toBeTold.add("www/%s/decided".formatted(made.epoch()));
        if (entry.isEmpty()) {
            return;
        }
        String text = entry.get().event().text();
        String from = before.assignment().map(Assignment::site).orElse("");
        if (made.isAutomatic()) {
            require(before.pause().isEmpty(), "S16", watcher.name() + " decides to switch although it is paused");
            require(
                    before.latch().isEmpty() || made.cause() == Cause.RETRACTION || made.cause() == Cause.RESTORATION,
                    "S14",
                    watcher.name() + " switches although it is latched");
            requireReady(watcher, made.site());
            if (made.cause() != Cause.RETRACTION && made.cause() != Cause.RESTORATION) {
                requireFew(watcher, account, made);
                requireAllowed(watcher, account, before, made);
            }
        } else {
            boolean ready = isReady(watcher, made.site()).isEmpty();
            boolean named = text.contains(made.by());
            boolean reasoned = ready || text.contains("drill of the day");
            require(named && reasoned, "S9", "a human's override of the gates is not journalled with name and reason");
        }
        account.switchedAt = world.timeline().now();
        if (made.cause() != Cause.RESTORATION) {
            account.approved.clear();
        }
        switch (made.cause()) {
            case FAILOVER -> left(watcher, from);
            case FAILBACK -> returned(watcher, account, made);
            default -> {}
        }
    }

    private void left(Watcher watcher, String from) {
        Votes votes = watcher.votes(from);
        Verdict verdict = votes.unexpired(watcher.decidingSince());
        Health.Status latest = votes.latest(watcher.decidingSince());
        require(
                verdict == Verdict.DOWN && latest != Health.Status.UP,
                "S8",
                "%s leaves %s, which by its unexpired checks is %s, the latest of which was %s"
                        .formatted(watcher.name(), from, verdict, latest));
        require(
                votes.firstFailing() < 0 || watcher.reachedStart() >= votes.firstFailing(),
                "S7",
                watcher.name() + " leaves " + from + " although it has reached nothing since that failed");
    }

    private void requireReady(Watcher watcher, String site) {
        isReady(watcher, site)
                .ifPresent(why -> violated("S9", "%s enters %s, %s".formatted(watcher.name(), site, why)));
    }

    private Optional<String> isReady(Watcher watcher, String site) {
        Votes votes = watcher.votes(site);
        long decided = watcher.decidingSince();
        if (votes.verdict() != Verdict.UP || votes.latest(decided) == Health.Status.DOWN) {
            return Optional.of("which by its checks is %s, the latest of which was %s"
                    .formatted(votes.verdict(), votes.latest(decided)));
        }
        long dead = decided - world.site(site).servedLast(decided);
        if (dead > votes.longestGap().toNanos()) {
            return Optional.of("which has been dead for " + Durations.format(Duration.ofNanos(dead)));
        }
        Duration now = Duration.ofNanos(world.timeline().now());
        Duration age = now.minus(world.site(site).replicated(now));
        if (plan.policy().replicaMaxAge().filter(max -> age.compareTo(max) > 0).isPresent()) {
            return Optional.of("whose replica is " + Durations.format(age) + " old");
        }
        return votes.certificateExpiry()
                .filter(expiry ->
                        expiry.isBefore(watcher.now().plus(plan.policy().certificateValidFor())))
                .map(expiry -> "whose certificate expires at " + expiry);
    }

    private void requireFew(Watcher watcher, Account account, Assignment made) {
        account.automatic.add(made.since());
        account.automaticTrue.add(world.timeline().now());
        Duration window = plan.policy().maxSwitchesPer();
        long truly = automaticSwitches(watcher, window);
        // Of what was decided before its process a watcher knows no more than the wall clock tells.
        long shown = account.automatic.stream()
                .filter(at -> at.isAfter(made.since().minus(window)))
                .count();
        long within = jumps(watcher) ? Math.min(truly, shown) : truly;
        require(
                within <= plan.policy().maxSwitches(),
                "S14",
                "%s makes %s automatic switches within %s".formatted(watcher.name(), within, Durations.format(window)));
    }

    /** A human's word where one is needed, time since the last switch, and nobody else at work. */
    private void requireAllowed(Watcher watcher, Account account, ServiceState before, Assignment made) {
        long now = watcher.decidingSince();
        if (plan.policy().stateClass() == StateClass.QUORUM || plan.policy().stateClass() == StateClass.STATEFUL) {
            require(
                    account.approved.getOrDefault(made.site(), -1L) >= now
                            || jumps(watcher) && !account.approved.isEmpty(),
                    "S15",
                    "%s switches to %s, of which no human approved".formatted(watcher.name(), made.site()));
        }
        Duration since = Duration.ofNanos(now - account.switchedAt);
        require(
                since.compareTo(plan.policy().coolDown()) >= 0 || jumps(watcher),
                "S14",
                "%s switches %s after the switch before".formatted(watcher.name(), Durations.format(since)));
        require(
                world.zones().stream().noneMatch(zone -> isForeign(zone, before)),
                "S4",
                watcher.name() + " switches although somebody else is at work, as it has told");
    }

    /** Whether what is in a zone is somebody else's, which humans were told. */
    private boolean isForeign(Zone zone, ServiceState before) {
        return before.conditions().containsKey(FOREIGN_RECORDS)
                && zone.managed.stream().anyMatch(key -> {
                    Place place = new Place(zone.name, key);
                    Written last = written.get(place);
                    return last != null
                            && last.by().equals(SOMEBODY)
                            && before.placements().stream()
                                    .filter(placement -> placement.place().equals(place))
                                    .noneMatch(placement -> zone.stored(key)
                                            .filter(placement.recordSet()::sameValues)
                                            .isPresent());
                });
    }

    private boolean jumps(Watcher watcher) {
        return plan.faults().stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.CLOCK_JUMPS && fault.watcher() == watcher.index);
    }

    /** How long ago a watcher decided to switch. */
    Duration sinceSwitch(Watcher watcher) {
        return Duration.ofNanos(world.timeline().now() - of(watcher).switchedAt);
    }

    /** How many switches a watcher has made by itself within so much time that truly passed, whatever its wall clock shows. */
    long automaticSwitches(Watcher watcher, Duration window) {
        return of(watcher).automaticTrue.stream()
                .filter(at -> world.timeline().now() - at < window.toNanos())
                .count();
    }

    private void returned(Watcher watcher, Account account, Assignment made) {
        if (made.isAutomatic()) {
            require(
                    account.chosen == null,
                    "S22",
                    "%s returns by itself from %s, which a human chose".formatted(watcher.name(), account.chosen));
            Votes primary = watcher.votes(made.site());
            Duration up = primary.observed(watcher.decidingSince());
            require(
                    plan.policy(watcher.index).automaticFailback(),
                    "S15",
                    watcher.name() + " returns by itself, which was not configured");
            require(
                    up.compareTo(plan.policy().failbackAfter()) >= 0,
                    "S15",
                    "%s returns to %s, which has been seen UP for %s only"
                            .formatted(watcher.name(), made.site(), Durations.format(up)));
        }
    }

    // Notifications.

    void tells(Watcher watcher, Notification notification) {
        require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but tells");
        if (!watcher.hadDiskTrouble()) {
            require(
                    watcher.durableOutbox().contains('"' + notification.id() + '"'),
                    "S17",
                    watcher.name() + " tells " + notification.id() + " without having written that down");
        }
    }

    /** What was decided and has not been told to anybody. */
    Set<String> untold(Watcher watcher) {
        Set<String> untold = new TreeSet<>(of(watcher).toBeTold);
        untold.removeAll(watcher.toldIds());
        return untold;
    }

    /** Every now and then. */
    void tick() {
        long now = world.timeline().now();
        for (Watcher watcher : world.watchers()) {
            boolean steady = watcher.isRunning() && now - world.lastPauseEnd(watcher) > LONGEST_CALL.toNanos() * 2;
            if (steady && now - watcher.machine().oldestWork() > LONGEST_CALL.toNanos() * 2) {
                violated("L8", watcher.name() + " has waited for more than a minute for something");
            }
        }
        mixed(now);
    }

    /** A mix across zones, or within one whose vendor stages, that goes on without a word. */
    private void mixed(long now) {
        Set<String> sites = new HashSet<>();
        for (Zone zone : world.zones()) {
            Map<RecordKey, RecordSet> state = new HashMap<>();
            zone.managed.forEach(key -> zone.stored(key).ifPresent(recordSet -> state.put(key, recordSet)));
            sites.addAll(sitesIn(zone, state));
        }
        Watcher watcher = world.watchers().get(0);
        boolean quiet = watcher.isRunning()
                && watcher.state().conditions().isEmpty()
                && watcher.state().pause().isEmpty();
        if (sites.size() <= 1 || !quiet || plan.watchers() > 1 || watcher.hadDiskTrouble()) {
            mixedSince = -1;
        } else if (mixedSince < 0) {
            mixedSince = now;
        } else if (now - mixedSince
                > plan.policy().mixLimit().plus(World.MIX_SLACK).toNanos()) {
            violated(
                    "S13",
                    "records have pointed to " + sites + " for " + Durations.format(Duration.ofNanos(now - mixedSince))
                            + ", and nobody was told");
        }
    }
}
