package dev.failover.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.internal.storage.DurableLog;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FileStateStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00.123456789Z");
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final Placement PROD =
            new Placement(new Place("ovh", WWW), RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10"));
    private static final JournalEvent EVENT =
            new JournalEvent(NOW, JournalEvent.Kind.TOLD, "a <test> & \"more\"", Map.of("a", "b"));

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
                StateStore store = FileStateStore.open(directory, 10, 1 << 20)) {
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

    /** A file as the first version wrote it: it is never made anew, and every later version must read it. */
    @Test
    void aStoredJournalOfFormat1IsReadWhole() throws Exception {
        store("format-1.log", "1");

        List<JournalEntry> entries = FileStateStore.read(path);
        assertThat(entries).extracting(JournalEntry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(entries).extracting(JournalEntry::state).containsExactlyElementsOf(states().toList());
        assertThat(entries.get(5).event().facts()).containsEntry("gate/ready", "home has been UP for 2m");
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory)) {
            assertThat(store.save("www", store.load("www"), ServiceState.INITIAL, EVENT)
                            .sequence())
                    .isEqualTo(7);
        }
    }

    /** Lines that are whole, but not where they were written: 176 of 184 such journals were believed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"swapped", "doubled", "left out", "an old one again"})
    void linesInAnotherOrderThanTheyWereWrittenAreRefused(String how) throws Exception {
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory)) {
            for (int i = 0; i < 8; i++) {
                ServiceState next = ServiceState.INITIAL.adopted("site" + i, NOW, List.of());
                store.save(
                        i % 2 == 0 ? "www" : "shop",
                        i < 2 ? ServiceState.INITIAL : store.load(i % 2 == 0 ? "www" : "shop"),
                        next,
                        EVENT);
            }
        }
        Path file = path.resolve("journal.log");
        List<String> lines = Files.readAllLines(file);
        for (int line = 3; line < 7; line++) {
            List<String> changed = new java.util.ArrayList<>(lines);
            switch (how) {
                case "swapped" -> java.util.Collections.swap(changed, line, line + 1);
                case "doubled" -> changed.add(line, lines.get(line));
                case "left out" -> changed.remove(line + 1);
                default -> changed.add(lines.get(line));
            }
            Files.write(file, changed);
            assertThatThrownBy(() -> FileStateStore.read(path))
                    .as("line %d", line)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("missing, doubled or in another order");
        }
    }

    /** S22 across an upgrade: a human's planned switch was a choice before it was written down as one. */
    @ParameterizedTest
    @CsvSource({"SWITCHOVER, ada, true", "FAILOVER, failover, false", "FAILBACK, ada, false"})
    void anEntryFromBeforeChoicesTellsOfOneByItsAssignment(Cause cause, String by, boolean chosen) {
        ServiceState state = ServiceState.INITIAL.switched(
                new Step.Switch(cause, "home", by, "works"), NOW, Optional.empty(), Optional.empty());
        String line = JournalFormat.write(new JournalEntry(1, "www", EVENT, state));
        String old = line.replaceFirst("\"choice\":(null|\\{[^}]*}),", "");
        assertThat(old).isNotEqualTo(line).doesNotContain("choice");

        assertThat(JournalFormat.read(old).state().choice())
                .isEqualTo(
                        chosen
                                ? Optional.of(new HumanChoice("home", NOW, Optional.empty(), by, "works"))
                                : Optional.empty());
        assertThat(JournalFormat.read(line).state()).isEqualTo(state);
    }

    /** A limit across an upgrade: what was acknowledged was told by a time before it was told by a number. */
    @ParameterizedTest(name = "from {0}: {1}")
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2026-11-21T03:00:00Z, 0",
        "2026-11-21T03:00:01Z, 1",
        "2027-01-01T00:00:00Z, 1"
    })
    void anEntryFromBeforeNumbersTellsWhatWasAcknowledgedByATime(String from, long acknowledged) {
        Instant decided = Instant.parse("2026-11-21T03:00:00Z");
        ServiceState state = ServiceState.INITIAL.switched(
                new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "down"),
                decided,
                Optional.empty(),
                Optional.empty());
        String old = JournalFormat.write(new JournalEntry(1, "www", EVENT, state))
                .replace("\"acknowledged\":0", "\"countingFrom\":\"" + from + "\"");

        assertThat(JournalFormat.read(old).state().acknowledged()).isEqualTo(acknowledged);
    }

    @ParameterizedTest(name = "the log in format {0}, the directory of version {1}")
    @CsvSource({"2, 1", "1, 2"})
    void whatANewerVersionWroteIsRefusedInOneSentenceAndLeftAsItIs(String log, String version) throws Exception {
        store("format-1.log", version);
        Path file = path.resolve("journal.log");
        Files.writeString(file, Files.readString(file).replace("failover-log 1", "failover-log " + log));
        String before = Files.readString(file);

        assertThatThrownBy(() -> FileStateStore.read(path))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("newer than this version of the library knows (1)")
                .hasMessageContaining("Use the newer version again");
        assertThatThrownBy(() -> {
                    try (StateDirectory directory = StateDirectory.open(path)) {
                        FileStateStore.open(directory);
                    }
                })
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("newer than this version of the library knows (1)");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private void store(String resource, String version) throws Exception {
        try (InputStream stored = getClass().getResourceAsStream(resource)) {
            Files.write(path.resolve("journal.log"), stored.readAllBytes());
        }
        Files.writeString(path.resolve("version"), version + "\n");
    }

    @Test
    void largeEntriesAreBoundedByTheirSize() throws Exception {
        JournalEvent large = new JournalEvent(NOW, JournalEvent.Kind.TOLD, "x".repeat(1_000), Map.of());
        try (StateDirectory directory = StateDirectory.open(path);
                StateStore store = FileStateStore.open(directory, 1_000, 20_000)) {
            ServiceState quiet = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
            store.save("quiet", ServiceState.INITIAL, quiet, EVENT);
            ServiceState last = ServiceState.INITIAL;
            for (int i = 0; i < 99; i++) {
                ServiceState next = ServiceState.INITIAL.adopted("site" + i, NOW, List.of());
                store.save("busy", last, next, large);
                last = next;
            }
            assertThat(store.history(1_000)).hasSizeBetween(10, 20);
        }
        assertThat(Files.size(path.resolve("journal.log"))).isLessThan(45_000);
        assertThat(SnapshotStateStore.read(path).load("quiet").epoch()).isEqualTo(1);
        assertThat(SnapshotStateStore.read(path)
                        .load("busy")
                        .assignment()
                        .orElseThrow()
                        .site())
                .isEqualTo("site98");
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

    /** So many are read by all processors. */
    @Test
    void amongManyTheFirstEntryThatIsNoneIsNamed() {
        try (StateDirectory directory = StateDirectory.open(path);
                DurableLog log = directory.log("journal")) {
            log.rewrite(IntStream.rangeClosed(1, 1_000)
                    .mapToObj(i -> i == 700 || i == 900
                            ? "no json"
                            : JournalFormat.write(new JournalEntry(i, "www" + i, EVENT, ServiceState.INITIAL)))
                    .toList());
        }
        assertThatThrownBy(() -> FileStateStore.read(path))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("The journal's entry after number 699 ");
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
