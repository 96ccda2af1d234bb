package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.RecordingNotifier;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("However channels fail, incidents come and go, and the process is started anew")
class IncidentHistoriesTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 120;
    private static final List<String> NAMES = List.of("phone", "mail", "boss");
    private static final List<String> SERVICES =
            IntStream.range(0, 8).mapToObj(i -> "s" + i).toList();

    /** One life of an outbox, from which all that is left when the plug is pulled is its log. */
    private static final class History {
        final Random random;
        final Duration groupWait;
        final StateStore.Lines log = StateStore.inMemory().notifications();
        final Map<String, RecordingNotifier> fakes = new LinkedHashMap<>();
        final Map<String, Integer> open = new LinkedHashMap<>();
        final Set<String> posted = new HashSet<>();
        ManualScheduler scheduler = new ManualScheduler(Instant.parse("2026-11-21T10:00:00Z"));
        Outbox outbox;
        int count;

        History(int seed, Duration groupWait) {
            this.random = new Random(seed);
            this.groupWait = groupWait;
            NAMES.forEach(name -> fakes.put(name, new RecordingNotifier()));
            open();
        }

        private void open() {
            Map<String, Notifier> notifiers = new LinkedHashMap<>(fakes);
            outbox = new Outbox(
                    scheduler,
                    log,
                    new Speakers(notifiers, Map.of("boss", Duration.ofMinutes(5))),
                    groupWait,
                    Outbox.DEFAULT_ATTEMPT_TIMEOUT);
            outbox.start();
            scheduler.advance(Duration.ZERO);
        }

        void live() {
            for (int step = 0; step < STEPS; step++) {
                RecordingNotifier one = fakes.get(NAMES.get(random.nextInt(NAMES.size())));
                switch (random.nextInt(8)) {
                    case 0 -> breakSometimes(one);
                    case 1 -> one.heal();
                    case 2 -> {
                        scheduler = new ManualScheduler(scheduler.instant().plusSeconds(random.nextInt(60)));
                        open();
                    }
                    case 3 -> scheduler.advance(Duration.ofSeconds(random.nextInt(400)));
                    case 4 -> SERVICES.forEach(this::happens);
                    default -> happens(SERVICES.get(random.nextInt(SERVICES.size())));
                }
                scheduler.advance(Duration.ofMillis(random.nextInt(1500)));
            }
            fakes.values().forEach(RecordingNotifier::heal);
            List.copyOf(open.keySet()).forEach(service -> post(service, true));
            scheduler.advance(Duration.ofHours(1));
        }

        private void breakSometimes(RecordingNotifier fake) {
            int percent = random.nextInt(101);
            fake.failAlways(
                    notification -> random.nextInt(100) < percent ? new UnavailableException("no answer") : null);
        }

        private void happens(String service) {
            post(service, open.containsKey(service) && random.nextBoolean());
        }

        private void post(String service, boolean ends) {
            int incident = open.computeIfAbsent(service, unknown -> count);
            String id = service + "/" + count++;
            Notification notification = new Notification(
                    id,
                    scheduler.instant(),
                    Severity.WARNING,
                    service,
                    service + ": " + (ends ? "is back" : "is down"),
                    id,
                    Map.of());
            outbox.post(notification.partOf(service + "/incident/" + incident, Severity.WARNING, ends), NAMES);
            posted.add(id);
            if (ends) {
                open.remove(service);
            }
        }
    }

    @ParameterizedTest(name = "grouping within {0}")
    @ValueSource(strings = {"PT0S", "PT1S"})
    @DisplayName("all is delivered, and whoever closes alarms by incident has none left when all is well")
    void closes(String groupWait) {
        int groups = 0;
        int escalations = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed, Duration.parse(groupWait));
            history.live();
            assertThat(history.outbox.pending()).as("seed %s", seed).isEmpty();
            Set<String> alone = new HashSet<>();
            for (Map.Entry<String, RecordingNotifier> fake : history.fakes.entrySet()) {
                Set<String> open = new HashSet<>();
                for (Notification said : fake.getValue().acceptedEachTime()) {
                    if (said.endsIncident()) {
                        open.remove(said.incident());
                    } else {
                        open.add(said.incident());
                    }
                    alone.add(said.id());
                    groups += said.facts().containsKey("services") ? 1 : 0;
                }
                assertThat(open)
                        .as("seed %s: alarms left open at %s", seed, fake.getKey())
                        .isEmpty();
            }
            escalations += history.fakes.get("boss").accepted().size();
            if (groupWait.equals("PT0S")) {
                assertThat(alone)
                        .as("seed %s: nothing lost, nothing invented", seed)
                        .isEqualTo(history.posted);
            }
            List<String> whole = history.log.entries();
            List<String> compacted = Letters.of(whole).compacted();
            assertThat(Letters.of(compacted).compacted()).as("seed %s", seed).isEqualTo(compacted);
            assertThat(Letters.of(whole).hearers().entries())
                    .as("seed %s: heard and not over", seed)
                    .isEmpty();
        }
        assertThat(groups > 0).isEqualTo(groupWait.equals("PT1S"));
        assertThat(escalations).as("histories that exercise what they claim").isPositive();
    }
}
