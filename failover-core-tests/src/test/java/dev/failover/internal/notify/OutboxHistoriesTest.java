package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.storage.DurableLog;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.RecordingNotifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxHistoriesTest {
    private static final int HISTORIES = 30;
    private static final int STEPS = 60;
    private static final List<String> NAMES = List.of("phone", "mail", "sms");

    @TempDir
    Path directory;

    /** One random life of an outbox, with the plug pulled between any two of its actions. */
    private final class History {
        final Random random;
        final boolean refusals;
        final StateDirectory state;
        final Map<String, Notifier> notifiers = new LinkedHashMap<>();
        final Map<String, RecordingNotifier> fakes = new LinkedHashMap<>();
        final Set<String> posted = new LinkedHashSet<>();
        ManualScheduler scheduler = new ManualScheduler(Instant.parse("2026-11-21T10:00:00Z"));
        DurableLog log;
        Outbox outbox;
        int crashes;

        History(int seed, boolean refusals) {
            this.random = new Random(seed);
            this.refusals = refusals;
            state = StateDirectory.open(directory.resolve("seed-" + refusals + seed));
            for (String name : NAMES) {
                RecordingNotifier fake = new RecordingNotifier();
                fakes.put(name, fake);
                notifiers.put(name, fake);
            }
            log = state.log("outbox");
            outbox = new Outbox(scheduler, log, notifiers);
            outbox.start();
        }

        void live() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> break_(fakes.get(NAMES.get(random.nextInt(NAMES.size()))));
                    case 1 -> fakes.get(NAMES.get(random.nextInt(NAMES.size()))).heal();
                    case 2 -> crash();
                    case 3 -> scheduler.advance(Duration.ofSeconds(random.nextInt(7200)));
                    default -> post();
                }
                for (int i = random.nextInt(12); i > 0; i--) {
                    scheduler.step();
                }
            }
        }

        private void break_(RecordingNotifier fake) {
            int percent = random.nextInt(101);
            boolean refusing = refusals && random.nextBoolean();
            fake.failAlways(notification -> {
                if (random.nextInt(100) >= percent) {
                    return null;
                }
                return refusing ? new RejectedException("refused") : new UnavailableException("unavailable");
            });
        }

        private void post() {
            boolean again = !posted.isEmpty() && random.nextInt(4) == 0;
            String id =
                    again ? List.copyOf(posted).get(random.nextInt(posted.size())) : "%04d".formatted(posted.size());
            posted.add(id);
            outbox.post(
                    new Notification(id, scheduler.instant(), Severity.INFO, "www", "title", "text", Map.of()), NAMES);
        }

        private void crash() {
            crashes++;
            scheduler = new ManualScheduler(scheduler.instant());
            log.close();
            log = state.log("outbox");
            outbox = new Outbox(scheduler, log, notifiers);
            outbox.start();
        }

        void heal() {
            fakes.values().forEach(RecordingNotifier::heal);
            scheduler.advance(Duration.ofHours(2));
        }
    }

    @ParameterizedTest(name = "refusals: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "random failures, crashes and repetitions: all is said at least once, by each in order, and the log can be compacted")
    void invariants(boolean refusals) {
        int crashes = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed, refusals);
            history.live();
            compacts(seed, history);
            history.heal();
            crashes += history.crashes;

            Set<String> said = new HashSet<>();
            int times = 0;
            for (RecordingNotifier fake : history.fakes.values()) {
                said.addAll(OutboxTest.saidIds(fake));
                times += fake.acceptedEachTime().size();
                if (!refusals) {
                    // What was refused by all comes again later, and so out of order.
                    List<String> first = new ArrayList<>(new LinkedHashSet<>(OutboxTest.saidIds(fake)));
                    assertThat(first).as("seed %d: in the order posted", seed).isSorted();
                }
            }
            assertThat(said).as("seed %d: nothing lost, nothing invented", seed).isEqualTo(history.posted);
            assertThat(history.outbox.pending()).as("seed %d: pending", seed).isEmpty();
            assertThat(times)
                    .as("seed %d: once per notifier, and once more per crash at most", seed)
                    .isLessThanOrEqualTo(NAMES.size() * (history.posted.size() + history.crashes));
            assertThat(history.log.size()).isLessThan(OutboxLog.COMPACT_BEYOND + 500);
            history.state.close();
        }
        assertThat(crashes).as("histories that exercise what they claim").isGreaterThan(HISTORIES);
    }

    /** The compacted log amounts to the same as the whole. */
    private static void compacts(int seed, History history) {
        List<String> whole = DurableLog.read(history.state.path().resolve("outbox.log"));
        List<String> compacted = Letters.of(whole).compacted();
        assertThat(Outbox.pending(compacted)).as("seed %d", seed).isEqualTo(Outbox.pending(whole));
        assertThat(Letters.of(compacted).compacted()).as("seed %d", seed).isEqualTo(compacted);
        history.posted.forEach(id -> assertThat(Letters.of(compacted).knows(id)).isTrue());
    }
}
