package dev.failover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.storage.DurableLog;
import dev.failover.storage.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileStateStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00.123456789Z");
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final Placement PROD =
            new Placement(new Place("ovh", WWW), RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10"));
    private static final JournalEvent EVENT = new JournalEvent(NOW, "tested", "a <test> & \"more\"", Map.of("a", "b"));

    @TempDir
    Path path;

    static Stream<ServiceState> states() {
        ServiceState adopted = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
        ServiceState switched = adopted.switched(
                new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
                NOW,
                Optional.of(NOW.minusSeconds(47)),
                Optional.of(Duration.ofMillis(47_500)));
        return Stream.of(
                ServiceState.INITIAL,
                adopted,
                switched,
                switched.published(List.of(PROD), NOW.plusSeconds(3)),
                adopted.paused(new Pause(NOW, "ada", "")).latched(new Latch(NOW, "too many")),
                adopted.withConditions(Map.of("standby-down/home", NOW)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatWasSavedIsLoadedAfterReopening(ServiceState state) {
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory)) {
            store.save("www", ServiceState.INITIAL, state, EVENT);
        }
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory)) {
            assertThat(store.load("www")).isEqualTo(state);
            assertThat(store.load("other")).isEqualTo(ServiceState.INITIAL);
            assertThat(store.history(10))
                    .singleElement()
                    .extracting(JournalEntry::event)
                    .isEqualTo(EVENT);
        }
        assertThat(SnapshotStateStore.read(path).load("www")).isEqualTo(state);
    }

    @Test
    void aStateThatIsNotWhatTheCallerBelievesIsNotOverwritten() {
        ServiceState adopted = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory)) {
            store.save("www", ServiceState.INITIAL, adopted, EVENT);

            assertThatThrownBy(() -> store.save("www", ServiceState.INITIAL, adopted, EVENT))
                    .isInstanceOf(ConflictException.class);
            assertThat(store.history(10)).hasSize(1);
        }
    }

    @Test
    void theJournalStaysBoundedAndForgetsNoService() {
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory, 10)) {
            ServiceState quiet = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
            store.save("quiet", ServiceState.INITIAL, quiet, EVENT);
            ServiceState last = ServiceState.INITIAL;
            for (int i = 0; i < 99; i++) {
                ServiceState next = ServiceState.INITIAL.adopted("site" + i, NOW, List.of());
                store.save("busy", last, next, EVENT);
                last = next;
            }
            assertThat(store.history(100_000)).hasSize(10);
        }
        assertThat(StateDirectory.read(path, "journal").orElseThrow()).hasSizeLessThan(22);
        StateStore reread = SnapshotStateStore.read(path);
        assertThat(reread.load("quiet").epoch()).isEqualTo(1);
        assertThat(reread.load("busy").assignment().orElseThrow().site()).isEqualTo("site98");
        assertThat(reread.history(1))
                .singleElement()
                .extracting(JournalEntry::sequence)
                .isEqualTo(100L);
    }

    @ParameterizedTest
    @MethodSource("holes")
    void anEntryWithAHoleIsRefusedNotGuessed(String line) {
        try (StateDirectory directory = StateDirectory.open(path);
                DurableLog log = directory.log("journal")) {
            log.append(line);
        }
        try (StateDirectory directory = StateDirectory.open(path)) {
            assertThatThrownBy(() -> FileStateStore.open(directory))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("journal");
        }
    }

    static Stream<String> holes() {
        String whole = JournalFormat.write(
                new JournalEntry(1, "www", EVENT, ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD))));
        return Stream.of(
                "{}",
                "null",
                "no json",
                whole.replace("\"pause\":null,", ""),
                whole.replace("\"site\":\"prod\",", ""),
                whole.replace("\"epoch\":1,", ""),
                whole.replace("ADOPTION", "INVENTED"),
                whole.replace("\"placements\"", "\"unplaced\""),
                whole.replace("203.0.113.10", "elsewhere"));
    }
}
