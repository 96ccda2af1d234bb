package dev.failover.testkit.simulation;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SharedBatches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A watcher's way to the vendor of a zone. */
final class SimulatedVendor implements DnsProvider, SharedBatches {
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final Watcher watcher;
    private final Zone zone;
    private final World world;

    SimulatedVendor(Watcher watcher, Zone zone, World world) {
        this.watcher = watcher;
        this.zone = zone;
        this.world = world;
    }

    @Override
    public String zone() {
        return zone.name;
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return zone.staged ? Set.of() : Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET);
    }

    @Override
    public boolean isOneBatch(List<RecordChange> changes) {
        return !zone.staged;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        return work.call(() -> find(key, timeout, work));
    }

    private Optional<RecordSet> find(RecordKey key, Duration timeout, Machine.Work work) {
        world.checks().liveness.waits(watcher, timeout);
        watcher.mayDie(CrashPoint.BEFORE_READ);
        Network.Answer answer = send(work, key.toString(), timeout);
        Optional<RecordSet> found = zone.stored(key, zone.readsOld);
        watcher.mayDie(CrashPoint.AFTER_READ);
        answer.arrive();
        return found;
    }

    /** Gets through to a vendor that is willing to answer. */
    Network.Answer send(Machine.Work work, String what, Duration timeout) {
        Dice dice = Dice.of(work.startedAt(), zone.name + watcher.name() + what);
        Network.Answer answer = world.network().send(watcher.name(), zone.name, work, dice, timeout);
        if (zone.trouble == null) {
            return answer;
        }
        switch (zone.trouble) {
            case VENDOR_DOWN -> {
                answer.arrive();
                throw new UnavailableException("503 from the vendor of " + zone.name);
            }
            case VENDOR_THROTTLES -> {
                answer.arrive();
                throw new UnavailableException(
                        "429 from the vendor of " + zone.name,
                        null,
                        dice.between(Duration.ofSeconds(1), Duration.ofSeconds(60)));
            }
            case VENDOR_REFUSES -> {
                answer.arrive();
                throw new RejectedException("the key of " + zone.name + " has expired");
            }
            default -> {
                return answer;
            }
        }
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        Object unused = work.call(() -> {
            apply(changes, timeout, work);
            return changes;
        });
    }

    private void apply(List<RecordChange> changes, Duration timeout, Machine.Work work) {
        world.checks().liveness.waits(watcher, timeout);
        world.checks().publishing.writes(watcher, zone, changes, work);
        world.coordination().ifPresent(shared -> shared.writes(watcher, zone.name, timeout, work));
        watcher.mayDie(CrashPoint.BEFORE_WRITE);
        Network.Answer answer = send(work, "write", timeout);
        Dice dice = work.dice;
        Duration end = carryOut(changes, work, timeout);
        if (zone.trouble == Fault.Kind.VENDOR_HANGS) {
            work.neverReplies();
        }
        watcher.mayDie(CrashPoint.AFTER_WRITE);
        work.takes(end);
        if (zone.trouble == Fault.Kind.VENDOR_LOSES_ANSWERS || zone.trouble == Fault.Kind.VENDOR_IS_LATE) {
            work.takes(timeout.minus(end));
            throw new UnavailableException("no answer from the vendor of " + zone.name);
        }
        answer.arrive();
        if (zone.trouble == Fault.Kind.VENDOR_REPORTS_FAILURE
                || zone.trouble == Fault.Kind.VENDOR_STOPS_HALF_WAY && zone.staged && dice.percent(70)) {
            throw new UnavailableException("500 from the vendor of " + zone.name);
        }
    }

    /** @return how long it takes */
    private Duration carryOut(List<RecordChange> changes, Machine.Work work, Duration timeout) {
        if (zone.trouble == Fault.Kind.VENDOR_HANGS && work.dice.percent(50)) {
            return Duration.ZERO;
        }
        refuse(changes);
        if (zone.staged) {
            return stage(changes, work);
        }
        if (zone.trouble == Fault.Kind.VENDOR_IS_LATE) {
            world.timeline().in(timeout.plus(work.dice.between(Duration.ZERO, timeout)), () -> {
                if (zone.conflict(changes).isEmpty()) {
                    take(changes);
                }
            });
        } else {
            take(changes);
        }
        return AT_ONCE;
    }

    private void refuse(List<RecordChange> changes) {
        zone.conflict(changes).ifPresent(change -> {
            throw new ConflictException(
                    "%s has %s, not %s".formatted(zone.name, zone.stored(change.key()), change.expected()));
        });
    }

    private void take(List<RecordChange> changes) {
        List<RecordSet> desired = changes.stream().map(RecordChange::desired).toList();
        world.checks().authorship.overwrites(watcher, zone, desired);
        zone.store(desired);
        zone.publish();
        world.note(watcher.name() + " put " + desired + " in place in " + zone.name);
    }

    /** One change after the other, then the word to publish; each is a call of its own, and none is made once nobody waits. */
    private Duration stage(List<RecordChange> changes, Machine.Work work) {
        boolean late = zone.trouble == Fault.Kind.VENDOR_IS_LATE;
        boolean half = zone.trouble == Fault.Kind.VENDOR_STOPS_HALF_WAY;
        int steps = half ? work.dice.below(changes.size() + 1) : changes.size() + 1;
        Duration due = Duration.ZERO;
        for (int i = 0; i < steps; i++) {
            due = due.plus(work.dice.between(Duration.ofMillis(50), Duration.ofMillis(late ? 30_000 : 400)));
            Optional<RecordSet> desired =
                    i < changes.size() ? Optional.of(changes.get(i).desired()) : Optional.empty();
            boolean first = i == 0;
            world.timeline().in(due, () -> {
                if (work.isAbandoned() || !first && watcher.dies(CrashPoint.BETWEEN_STAGES)) {
                    return;
                }
                world.checks().authorship.goesOn(watcher, zone, work);
                desired.ifPresentOrElse(this::stage, zone::publish);
            });
        }
        return due.compareTo(Duration.ofSeconds(15)) < 0 ? due : Duration.ofSeconds(15);
    }

    private void stage(RecordSet desired) {
        if (zone.stored(desired.key()).filter(desired::sameValues).isEmpty()) {
            world.checks().authorship.overwrites(watcher, zone, List.of(desired));
            zone.store(List.of(desired));
            world.note(watcher.name() + " staged " + desired + " in " + zone.name);
        }
    }
}
