package dev.failover.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Pause;
import dev.failover.decision.ServiceState;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.JournalEvent.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kinds of a journal's entries")
class JournalKindsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceState PAUSED = ServiceState.INITIAL.paused(new Pause(NOW, "ada", "works"));

    private static JournalEntry entry(Kind kind) {
        return new JournalEntry(1, "www", new JournalEvent(NOW, kind, "by ada", Map.of("reason", "works")), PAUSED);
    }

    @Test
    @DisplayName("are the words on the disk that they were before there was a type for them")
    void words() {
        assertThat(Stream.of(Kind.values()).map(Kind::toString))
                .containsExactlyInAnyOrder(
                        "adopted",
                        "switched",
                        "held",
                        "refused",
                        "accepted",
                        "intending",
                        "written",
                        "write-failed",
                        "published",
                        "expired",
                        "conditions",
                        "told",
                        "latched",
                        "paused",
                        "approved",
                        "resumed",
                        "acknowledged",
                        "tried",
                        "replacing",
                        "other");
        for (Kind kind : Kind.values()) {
            String line = JournalFormat.write(entry(kind));
            assertThat(line).contains("\"kind\":\"" + kind + "\"");
            assertThat(JournalFormat.read(line)).isEqualTo(entry(kind));
        }
    }

    @Test
    @DisplayName("of a later version are read as another kind, with their word kept and the state that they led to")
    void unknown() {
        String later = JournalFormat.write(entry(Kind.PAUSED)).replace("\"kind\":\"paused\"", "\"kind\":\"drained\"");
        JournalEntry read = JournalFormat.read(later);

        assertThat(read.event().kind()).isEqualTo(Kind.OTHER);
        assertThat(read.event().text()).isEqualTo("drained: by ada");
        assertThat(read.event().facts()).containsEntry("reason", "works");
        assertThat(read.state()).isEqualTo(PAUSED);
        assertThat(JournalFormat.read(JournalFormat.write(read))).isEqualTo(read);
    }
}
