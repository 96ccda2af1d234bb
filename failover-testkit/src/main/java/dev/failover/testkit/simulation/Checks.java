package dev.failover.testkit.simulation;

import com.google.common.net.InetAddresses;
import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEntry;
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

    private static final RecordKey OWNERSHIP = new RecordKey("_failover-www", RecordType.TXT);

    /** What one watcher decided so far. */
    private static final class Account {
        private ServiceState state = ServiceState.INITIAL;
        private long sequence;
        private long pausedAt = Long.MAX_VALUE;
        /** Since the latest acknowledgement: by its own clock, and by that of the world. */
        private final List<Instant> automatic = new ArrayList<>();

        private final List<Long> automaticTrue = new ArrayList<>();
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
            Ownership.read(recordSet).ifPresent(ownership -> claims(watcher, zone, ownership));
        }
    }

    /** Fencing gives this much of S3 without a shared store: in a zone, a number is one watcher's decision only. */
    private void claims(Watcher watcher, Zone zone, Ownership ownership) {
        String known = claims.putIfAbsent(zone.name + "/" + ownership.epoch(), ownership.watcher());
        require(
                known == null || known.equals(ownership.watcher()),
                "S3",
                "%s writes epoch %s of %s in %s, which was %s's"
                        .formatted(watcher.name(), ownership.epoch(), ownership.watcher(), zone.name, known));
    }

    void foreignWrote(Zone zone, List<RecordSet> recordSets) {
        recordSets.forEach(recordSet -> written.put(
                new Place(zone.name, recordSet.key()),
                new Written("somebody else", world.timeline().now())));
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
                .formatted(watcher.name(), entry.event().kind(), entry.event().text()));
        require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but journals");
        account.sequence = entry.sequence();
        account.state = next;
        if (next.pause().isEmpty()) {
            account.pausedAt = Long.MAX_VALUE;
        } else if (before.pause().isEmpty()) {
            account.pausedAt = world.timeline().now();
        }
        epochs(watcher, account, before, next);
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
            }
        } else {
            boolean ready = isReady(watcher, made.site()).isEmpty();
            boolean named = text.contains(made.by());
            boolean reasoned = ready || text.contains("drill of the day");
            require(named && reasoned, "S9", "a human's override of the gates is not journalled with name and reason");
        }
        switch (made.cause()) {
            case FAILOVER -> left(watcher, from);
            case FAILBACK -> returned(watcher, account, made);
            default -> {}
        }
    }

    private void left(Watcher watcher, String from) {
        Votes votes = watcher.votes(from);
        require(
                votes.verdict() == Verdict.DOWN,
                "S8",
                "%s leaves %s, which by its checks is %s".formatted(watcher.name(), from, votes.verdict()));
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
        if (votes.verdict() != Verdict.UP) {
            return Optional.of("which by its checks is " + votes.verdict());
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
        boolean jumps = plan.faults().stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.CLOCK_JUMPS && fault.watcher() == watcher.index);
        Duration window = plan.policy().maxSwitchesPer();
        long truly = account.automaticTrue.stream()
                .filter(at -> world.timeline().now() - at < window.toNanos())
                .count();
        // Of what was decided before its process a watcher knows no more than the wall clock tells.
        long shown = account.automatic.stream()
                .filter(at -> at.isAfter(made.since().minus(window)))
                .count();
        long within = jumps ? Math.min(truly, shown) : truly;
        require(
                within <= plan.policy().maxSwitches(),
                "S14",
                "%s makes %s automatic switches within %s".formatted(watcher.name(), within, Durations.format(window)));
    }

    private void returned(Watcher watcher, Account account, Assignment made) {
        if (made.isAutomatic()) {
            require(
                    account.chosen == null,
                    "S22",
                    "%s returns by itself from %s, which a human chose".formatted(watcher.name(), account.chosen));
            Votes primary = watcher.votes(made.site());
            Duration up = Duration.ofNanos(world.timeline().now() - primary.since());
            require(
                    plan.policy().automaticFailback(),
                    "S15",
                    watcher.name() + " returns by itself, which was not configured");
            require(
                    up.compareTo(plan.policy().failbackAfter()) >= 0,
                    "S15",
                    "%s returns to %s, which has been UP for %s only"
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
