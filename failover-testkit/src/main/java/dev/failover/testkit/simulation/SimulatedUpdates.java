package dev.failover.testkit.simulation;

import dev.failover.component.Finding;
import dev.failover.component.UnavailableException;
import dev.failover.dns.Authorities;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.WriteOnlyDnsProvider;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A watcher's way to the vendor of a zone that takes addresses, and blocks whoever tells it the same again and again. */
final class SimulatedUpdates extends WriteOnlyDnsProvider {
    /** Longer than servers lag by themselves, and than most that keeps them from catching up. */
    private static final Duration LAG = Duration.ofMinutes(5);

    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private record Answered(RecordSet recordSet, long at) {}

    private final Watcher watcher;
    private final Zone zone;
    private final World world;
    private final SimulatedVendor vendor;
    private final Map<RecordKey, Answered> answered = new HashMap<>();

    SimulatedUpdates(Watcher watcher, Zone zone, World world, SimulatedVendor vendor, Authorities servers) {
        super("world " + world.plan().seed(), zone.name, servers, LAG, timeOf(watcher.machine()));
        this.watcher = watcher;
        this.zone = zone;
        this.world = world;
        this.vendor = vendor;
    }

    private static TimeSource timeOf(Machine machine) {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return machine.nanoTime();
            }

            @Override
            public Instant instant() {
                return machine.instant();
            }

            @Override
            public void sleep(Duration duration) {
                throw new IllegalStateException("waits for " + duration);
            }
        };
    }

    @Override
    protected void send(List<RecordSet> desired, Look there, Deadline deadline) {
        Machine.Work work = watcher.machine().work();
        Object unused = work.call(() -> {
            for (RecordSet each : desired) {
                update(each, deadline.remaining(), work);
            }
            return desired;
        });
    }

    private void update(RecordSet desired, Duration timeout, Machine.Work work) {
        world.checks().liveness.waits(watcher, timeout);
        world.checks().publishing.writes(watcher, zone, List.of(RecordChange.create(desired)), work);
        requireNews(desired);
        watcher.mayDie(CrashPoint.BEFORE_WRITE);
        Network.Answer answer = vendor.send(work, "write", timeout);
        Fault.Kind trouble = zone.trouble;
        if (trouble == Fault.Kind.VENDOR_IS_LATE) {
            world.timeline().in(timeout.plus(work.dice.between(Duration.ZERO, timeout)), () -> take(desired));
        } else if (trouble != Fault.Kind.VENDOR_HANGS || work.dice.percent(50)) {
            take(desired);
        }
        if (trouble == Fault.Kind.VENDOR_HANGS) {
            work.neverReplies();
        }
        watcher.mayDie(CrashPoint.AFTER_WRITE);
        work.takes(AT_ONCE);
        if (trouble == Fault.Kind.VENDOR_LOSES_ANSWERS || trouble == Fault.Kind.VENDOR_IS_LATE) {
            throw new UnavailableException("no answer from the vendor of " + zone.name);
        }
        answer.arrive();
        if (trouble == Fault.Kind.VENDOR_REPORTS_FAILURE || trouble == Fault.Kind.VENDOR_STOPS_HALF_WAY) {
            throw new UnavailableException("911 from the vendor of " + zone.name);
        }
        answered.put(desired.key(), new Answered(desired, world.timeline().now()));
        took(desired);
    }

    /** S17: what it has by its own word, and has been told a moment ago, is not told again. */
    private void requireNews(RecordSet desired) {
        Answered before = answered.remove(desired.key());
        boolean again = before != null
                && before.recordSet().sameValues(desired)
                && world.timeline().now() - before.at() < LAG.toNanos()
                && zone.stored(desired.key()).filter(desired::sameValues).isPresent();
        world.checks()
                .violations
                .require(!again, "S17", "%s tells %s of %s twice".formatted(watcher.name(), zone.name, desired));
    }

    private void take(RecordSet desired) {
        world.checks().authorship.overwrites(watcher, zone, List.of(desired));
        zone.store(List.of(desired));
        zone.publish();
        world.note(watcher.name() + " told " + zone.name + " of " + desired);
    }

    @Override
    public List<Finding> inspect(Duration timeout) {
        return List.of();
    }

    @Override
    public String toString() {
        return "the vendor of " + zone.name;
    }
}
