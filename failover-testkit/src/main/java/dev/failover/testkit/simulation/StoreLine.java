package dev.failover.testkit.simulation;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import java.time.Duration;
import java.util.Optional;

/** A watcher's way to the store that it shares with others. */
final class StoreLine implements Coordinator {
    /** What the store is called in the network. */
    static final String PLACE = "store";

    private final Watcher watcher;
    private final SimulatedStore store;
    private final World world;

    StoreLine(Watcher watcher, SimulatedStore store, World world) {
        this.watcher = watcher;
        this.store = store;
        this.world = world;
    }

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        return work.call(() -> read(timeout, work));
    }

    private Optional<SharedRecord> read(Duration timeout, Machine.Work work) {
        Network.Answer answer = reach(work, timeout);
        if (store.trouble() == Fault.Kind.STORE_STANDS_STILL) {
            throw standsStill(work, timeout);
        }
        Optional<SharedRecord> found = store.record();
        if (store.trouble() == Fault.Kind.STORE_READS_OLD && work.dice.percent(70)) {
            store.checks().readsOld();
            found = store.record(work.dice.between(Duration.ZERO, SimulatedStore.STALE));
        }
        answer.arrive();
        return found;
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        return work.call(() -> write(expected, content, timeout, work));
    }

    private String write(Optional<String> expected, String content, Duration timeout, Machine.Work work) {
        Network.Answer answer = reach(work, timeout);
        store.checks().sends(watcher);
        if (store.trouble() == Fault.Kind.STORE_STANDS_STILL) {
            mayTakeEffect(expected, content, timeout, work);
            throw standsStill(work, timeout);
        }
        if (!store.isAt(expected)) {
            answer.arrive();
            throw new ConflictException("the record is another than expected");
        }
        if (store.trouble() == Fault.Kind.STORE_LOSES_WRITES && work.dice.percent(50)) {
            store.checks().lies();
            String version = store.forgetWrite();
            answer.arrive();
            store.checks().believes(watcher, content, work);
            return version;
        }
        String version = put(content, work);
        if (store.trouble() == Fault.Kind.STORE_WRITES_TWICE && work.dice.percent(50)) {
            world.timeline().in(work.dice.between(Duration.ofMillis(100), Duration.ofSeconds(30)), () -> {
                store.checks().lies();
                store.put(content);
                store.checks().replaced(Optional.of(content));
            });
        }
        answer.arrive();
        return version;
    }

    private String put(String content, Machine.Work work) {
        store.checks().takesEffect(watcher, content, work);
        return store.put(content);
    }

    /** At once, later as long as nobody else wrote, or never. */
    private void mayTakeEffect(Optional<String> expected, String content, Duration timeout, Machine.Work work) {
        Duration delay =
                work.dice.percent(50) ? Duration.ZERO : work.dice.between(Duration.ZERO, timeout.multipliedBy(2));
        if (work.dice.percent(65)) {
            world.timeline().in(delay, () -> {
                if (store.isAt(expected)) {
                    put(content, work);
                }
            });
        }
    }

    private Network.Answer reach(Machine.Work work, Duration timeout) {
        world.checks().liveness.waits(watcher, timeout);
        Network.Answer answer = world.network().send(watcher.name(), PLACE, work, work.dice, timeout);
        if (store.trouble() == Fault.Kind.STORE_DOWN) {
            answer.arrive();
            throw new UnavailableException("503 from the store");
        }
        if (store.trouble() == Fault.Kind.STORE_REFUSES) {
            answer.arrive();
            throw new RejectedException("the store does not know us");
        }
        return answer;
    }

    private static UnavailableException standsStill(Machine.Work work, Duration timeout) {
        work.takes(timeout);
        return new UnavailableException("the store did not answer within " + timeout.toSeconds() + "s");
    }

    @Override
    public String toString() {
        return "the store";
    }
}
