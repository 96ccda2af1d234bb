package dev.failover.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Cause;
import dev.failover.internal.journal.WordedStateStore;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent.Kind;
import dev.failover.journal.StateStore;
import dev.failover.replay.Replay.Report.Move;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rehearsal")
class RehearsalTest {
    /** After so many calls of a method by reflection JDK 17 makes code for it: {@code sun.reflect.inflationThreshold}. */
    private static final int CALLS_BEFORE_CODE = 15;

    @Test
    @DisplayName("goes through failovers and failbacks by turns")
    void switchesThereAndBack() {
        assertThat(Rehearsal.run().switches())
                .extracting(Move::cause)
                .containsExactlyElementsOf(Stream.generate(() -> List.of(Cause.FAILOVER, Cause.FAILBACK))
                        .limit(Rehearsal.OUTAGES)
                        .flatMap(List::stream)
                        .toList());
    }

    @Test
    @DisplayName(
            "puts more entries into a journal's words than it takes until the JVM makes code for them, and reads them")
    void wordsJournal() {
        StateStore store = new WordedStateStore();
        Rehearsal.run(store);
        assertThat(store.history(Integer.MAX_VALUE))
                .hasSizeGreaterThan(CALLS_BEFORE_CODE)
                .extracting(JournalEntry::event)
                .extracting(event -> event.kind())
                .contains(Kind.ADOPTED, Kind.SWITCHED, Kind.WRITTEN, Kind.PUBLISHED);
    }
}
