package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.ServiceState;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lives of a loop, one after another: each effect is counted before and after it, and a life ends where it was told to. */
final class MortalLife {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final StateStore journal = new Memory();
    private final StateStore.Lines notifications = StateStore.inMemory().notifications();
    private ServiceState state = ServiceState.INITIAL;
    private ManualScheduler time = new ManualScheduler();
    private int effects;
    private int dieAt = Integer.MAX_VALUE;
    private boolean dead;
    private boolean diskFull;

    /** Death, as far as the loop can tell: nothing after it happens. */
    private static final class Dead extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void mayDie() {
        if (++effects == dieAt) {
            dead = true;
            time.close();
            throw new Dead();
        }
    }

    /** A journal that outlives the loop. */
    private final class Memory implements StateStore {
        @Override
        public ServiceState load(String service) {
            return state;
        }

        @Override
        public JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event) {
            assertThat(expected).isEqualTo(state);
            if (diskFull) {
                throw new UnavailableException("no space left on device");
            }
            mayDie();
            state = next;
            JournalEntry entry = new JournalEntry(entries.size() + 1, service, event, next);
            entries.add(entry);
            mayDie();
            return entry;
        }

        @Override
        public List<JournalEntry> history(int limit) {
            return entries;
        }

        @Override
        public Lines notifications() {
            return notifications;
        }

        @Override
        public void close() {}
    }

    /** A zone, seen through calls that may be the last thing the loop does. */
    private final class Mortal extends ForwardingDnsProvider {
        Mortal(DnsProvider zone) {
            super(zone);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            mayDie();
            super.apply(changes, timeout);
            mayDie();
        }
    }

    /** The effect, counted from 1, before or after which it dies, once. */
    void dieAt(int effect) {
        dieAt = effect;
    }

    int effects() {
        return effects;
    }

    void fillDisk(boolean full) {
        diskFull = full;
    }

    /** What is in the journal. */
    ServiceState state() {
        return state;
    }

    List<JournalEntry> entries() {
        return entries;
    }

    StateStore journal() {
        return journal;
    }

    DnsProvider provider(DnsProvider zone) {
        return new Mortal(zone);
    }

    /** Another life begins; time goes on where the last one ended. */
    ManualScheduler begin() {
        dead = false;
        time = new ManualScheduler(time.instant());
        return time;
    }

    /** @return whether it lived to the end */
    boolean live(Duration duration) {
        try {
            time.advance(duration);
        } catch (AssertionError e) {
            assertThat(dead).as("nothing but death ends it: %s", e).isTrue();
        }
        return !dead;
    }
}
