package dev.failover.internal.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.SharedRecord;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.testkit.InMemoryCoordinator;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who takes part in what several decide is told of")
class ServiceCoordinationTest {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RENEW = Duration.ofSeconds(10);

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryCoordinator store = new InMemoryCoordinator();
    private final AtomicInteger told = new AtomicInteger();
    private final ServiceCoordination onlooker = coordination("onlooker", false, told::incrementAndGet);

    private ServiceCoordination coordination(String name, boolean takesPart, Runnable changed) {
        Coordination terms = Coordination.builder()
                .coordinator(store)
                .watcher(name)
                .voter(name, "here")
                .voter("another", "there")
                .poll(POLL)
                .renew(RENEW)
                .build();
        return new ServiceCoordination(time, terms, "www", true, takesPart, new Steady(), changed);
    }

    @BeforeEach
    void begin() throws InterruptedException {
        write(Optional.empty());
        onlooker.start();
        time.advance(POLL);
        told.set(0);
    }

    @AfterEach
    void close() {
        onlooker.close();
    }

    /** Whatever it says: only the version counts. */
    private void write(Optional<String> expected) throws InterruptedException {
        String content = new Bulletin(new Bulletin.Lease("", 1, Duration.ofDays(1)), Map.of()).write();
        store.write("www", expected, content, POLL);
    }

    private void writeAgain() throws InterruptedException {
        write(Optional.ofNullable(store.records().get("www")).map(SharedRecord::version));
    }

    @Test
    @DisplayName(
            "each record that it has not seen, and never of the same one again: a thousand services are decided on")
    void anUnchangedRecordIsNoNews() throws InterruptedException {
        time.advance(POLL.multipliedBy(30));
        assertThat(told).as("of a record that stands still").hasValue(0);
        writeAgain();
        time.advance(POLL);
        assertThat(told).hasValue(1);
        time.advance(POLL.multipliedBy(30));
        assertThat(told).hasValue(1);
    }

    @Test
    @DisplayName("each look at a store that fails, and that it answers again")
    void trouble() {
        store.failAlways(new UnavailableException("down"));
        time.advance(POLL.multipliedBy(5));
        assertThat(told).hasValue(5);
        store.heal();
        time.advance(POLL.multipliedBy(30));
        assertThat(told).hasValue(6);
    }

    @Test
    @DisplayName("that the record is not there, each time: nothing else would tell that somebody has removed it")
    void absence() {
        store.remove("www");
        time.advance(POLL.multipliedBy(5));
        assertThat(told).hasValue(5);
    }

    @Test
    @DisplayName("what it has written itself, once")
    void itsOwn() {
        AtomicInteger toldOther = new AtomicInteger();
        try (ServiceCoordination another = coordination("voter", true, toldOther::incrementAndGet)) {
            another.start();
            time.advance(POLL);
            toldOther.set(0);
            long before = store.writes();
            time.advance(RENEW.multipliedBy(3));
            assertThat(store.writes()).as("votes").isEqualTo(before + 3);
            assertThat(toldOther).hasValue(3);
        }
    }

    /** Sees nothing change, and may not hold the lease. */
    private static final class Steady implements ServiceCoordination.Watcher {
        @Override
        public Map<String, Word> words() {
            return Map.of("prod", new Word(Says.UP, Duration.ofMinutes(1), "up"));
        }

        @Override
        public boolean isWilling() {
            return false;
        }

        @Override
        public boolean isIdle() {
            return true;
        }

        @Override
        public boolean isInDoubt() {
            return false;
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public Fingerprint configuration() {
            return Fingerprint.of(Map.of());
        }
    }
}
