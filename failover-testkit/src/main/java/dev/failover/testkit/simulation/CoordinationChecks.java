package dev.failover.testkit.simulation;

import dev.failover.Mode;
import dev.failover.coordination.Coordination.Voter;
import dev.failover.decision.Assignment;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must hold among watchers that share a store, by the store's own log and by what each watcher's checks truly were. What a
 * store that lied can't be asked any more is not asked of it: then the ownership record alone keeps two writers apart, which {@link
 * Checks} holds.
 */
final class CoordinationChecks {
    /** A lease as it stands in a record. */
    private record Lease(String holder, long sequence, Duration duration) {
        private static final Pattern WRITTEN =
                Pattern.compile("\"lease\":\\{\"holder\":\"([^\"]*)\",\"sequence\":(\\d+),\"duration\":\"([^\"]+)\"");

        static Lease in(String content) {
            Matcher found = WRITTEN.matcher(content);
            if (!found.find()) {
                throw new IllegalStateException("no lease in " + content);
            }
            return new Lease(found.group(1), Long.parseLong(found.group(2)), Duration.parse(found.group(3)));
        }

        boolean isFree() {
            return holder.isEmpty() && duration.isZero();
        }
    }

    /** What a watcher may believe: its renewal took effect, or it was told so. */
    private record Held(long sent, Duration duration) {}

    private final World world;
    private final CoordinationPlan plan;
    private final Map<String, Held> held = new HashMap<>();
    private @Nullable Lease lease;
    /** Since when the lease in the record is as it is; from the sending of what made it so. */
    private long leaseSince;

    private boolean lied;
    private boolean forced;
    private boolean readOld;

    CoordinationChecks(World world, CoordinationPlan plan) {
        this.world = world;
        this.plan = plan;
    }

    // The store.

    void lies() {
        lied = true;
    }

    void readsOld() {
        readOld = true;
    }

    /** Whether the lease alone keeps two writers apart: no lie was told, and no human went past it. */
    boolean keepsApart() {
        return !lied && !forced;
    }

    /** The record is another than the one that was written last. */
    void replaced(Optional<String> content) {
        lease = content.map(Lease::in).orElse(null);
        leaseSince = world.timeline().now();
    }

    /** A write of the record is sent. */
    void sends(Watcher watcher) {
        require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but writes to the store");
    }

    /** A write of the record takes effect. */
    void takesEffect(Watcher watcher, String content, Machine.Work work) {
        Lease next = Lease.in(content);
        if (!next.equals(lease)) {
            taken(watcher, next, work);
            believes(watcher, content, work);
            lease = next;
            leaseSince = work.startedAt();
        }
    }

    /** L2: nobody takes what another one may still rely on. */
    private void taken(Watcher watcher, Lease next, Machine.Work work) {
        Lease before = lease;
        String me = CoordinationPlan.nameOf(watcher.index);
        boolean mine = before != null && before.holder().equals(me);
        if (mine || before != null && before.isFree() || !next.holder().equals(me)) {
            return;
        }
        Duration duration = before == null ? plan.times().lease() : before.duration();
        Duration required = plan.times().untilTakeover(duration, comparesAndSets());
        Duration waited = Duration.ofNanos(work.startedAt() - leaseSince);
        require(
                lied || waited.compareTo(required) >= 0,
                "S5",
                "%s takes the lease of %s after %s; %s must pass"
                        .formatted(
                                watcher.name(),
                                before == null ? "nobody" : before.holder(),
                                Durations.format(waited),
                                Durations.format(required)));
    }

    /** A watcher is told that its write took effect, or may see that it did. */
    void believes(Watcher watcher, String content, Machine.Work work) {
        Lease next = Lease.in(content);
        String me = CoordinationPlan.nameOf(watcher.index);
        if (next.equals(lease)) {
            return;
        }
        if (next.holder().equals(me)) {
            held.merge(
                    me,
                    new Held(work.startedAt(), next.duration()),
                    (one, other) -> one.sent() > other.sent() ? one : other);
        } else {
            held.remove(me);
        }
    }

    /** Who holds the lease in truth, and for how long still; empty if nobody. */
    Optional<String> holder() {
        return Optional.ofNullable(lease)
                .filter(each -> !each.holder().isEmpty())
                .map(Lease::holder)
                .filter(name -> !left(name, world.timeline().now()).isZero());
    }

    // What watchers do.

    /** S5: a call to a vendor is made. What a human forced needs no lease. */
    void writes(Watcher watcher, String zone, Duration timeout, Machine.Work work) {
        if (watcher.state().assignment().filter(CoordinationChecks::isForced).isPresent()) {
            forced = true;
            return;
        }
        Duration left = left(CoordinationPlan.nameOf(watcher.index), work.startedAt());
        Duration needed = timeout.plus(CoordinationPlan.Times.MARGIN);
        require(
                left.compareTo(needed) > 0,
                "S5",
                "%s begins a write to %s that may take %s, with %s of its lease left"
                        .formatted(watcher.name(), zone, Durations.format(timeout), Durations.format(left)));
    }

    /** S5: a watcher decides by itself, which it may only if it could write at once. */
    void decides(Watcher watcher, String site) {
        Duration left = left(CoordinationPlan.nameOf(watcher.index), watcher.decidingSince());
        Duration needed = plan.times().longestWrite().plus(CoordinationPlan.Times.MARGIN);
        require(
                left.compareTo(needed) > 0,
                "S5",
                "%s decides by itself on %s, with %s of its lease left"
                        .formatted(watcher.name(), site, Durations.format(left)));
    }

    private static boolean isForced(Assignment assignment) {
        return assignment.by().equals(Watcher.FORCING);
    }

    private Duration left(String watcher, long at) {
        Held mine = held.get(watcher);
        if (mine == null) {
            return Duration.ZERO;
        }
        Duration left = mine.duration().minusNanos(at - mine.sent());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * S8: a site is left. In as many failure domains as the quorum asks for, its own not counted, a configured voter's checks truly
     * had it for DOWN within the time that a vote counts.
     */
    void leaves(Watcher watcher, String site) {
        List<Voter> voters = plan.voters(watcher.index);
        long decided = watcher.decidingSince();
        Duration counts = plan.times()
                .voteValid()
                .plus(plan.times().timeout().multipliedBy(3))
                .plusSeconds(1)
                .plus(lied ? SimulatedStore.KEPT : readOld ? SimulatedStore.STALE : Duration.ZERO);
        Optional<String> near = world.site(site).index == 0 ? plan.primaryDomain() : Optional.empty();
        Set<String> down = new TreeSet<>();
        for (Watcher each : world.watchers()) {
            String name = CoordinationPlan.nameOf(each.index);
            Duration within = each == watcher ? Duration.ZERO : counts;
            if (each.mode == Mode.ACT && each.saidDown(site, decided) >= decided - within.toNanos()) {
                voters.stream()
                        .filter(voter -> voter.name().equals(name))
                        .map(Voter::domain)
                        .filter(domain -> !near.equals(Optional.of(domain)))
                        .forEach(down::add);
            }
        }
        int quorum = plan.quorum(watcher.index);
        require(
                down.size() >= quorum,
                "S8",
                "%s leaves %s, which in the domains %s only was DOWN within %s; %s must say so"
                        .formatted(watcher.name(), site, down, Durations.format(counts), quorum));
    }

    /** L2: until somebody holds the lease, also if every watcher has just stepped aside for another. */
    Duration untilHeld() {
        CoordinationPlan.Times times = plan.times();
        return times.untilTakeover(times.lease(), comparesAndSets())
                .plus(times.poll())
                .plus(times.timeout().multipliedBy(3))
                .plus(times.lease().multipliedBy(2));
    }

    private boolean comparesAndSets() {
        return world.zones().stream().noneMatch(zone -> zone.staged);
    }

    private void require(boolean holds, String invariant, String what) {
        if (!holds) {
            world.checks().violations.add(invariant, what);
        }
    }
}
