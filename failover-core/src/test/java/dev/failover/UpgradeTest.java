package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Place;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.internal.decision.Claim;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.sync.Watermark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of each release, what an agent of it left behind is kept as it was: never changed, and read by all that follow. */
@DisplayName("What version 0.1 left behind")
class UpgradeTest {
    private static final Path LEFT = Path.of("src/test/resources/dev/failover/0.1");

    @TempDir
    Path directory;

    private Path state;

    @BeforeEach
    void copy() throws IOException {
        state = Files.createDirectory(directory.resolve("state"));
        try (Stream<Path> files = Files.list(LEFT.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.copy(file, state.resolve(file.getFileName()));
            }
        }
    }

    @Test
    @DisplayName("is continued: where the service is, who chose that, who paused it, and how it came about")
    void journal() {
        try (StateDirectory opened = StateDirectory.open(state);
                FileStateStore store = FileStateStore.open(opened)) {
            ServiceState www = store.load("www");
            assertThat(www.assignment().map(Assignment::site)).contains("home");
            assertThat(www.epoch()).isEqualTo(2);
            assertThat(www.transition()).isEmpty();
            assertThat(www.pause().orElseThrow().by()).isEqualTo("ben");
            assertThat(www.choice().orElseThrow().site()).isEqualTo("home");
            assertThat(www.switches()).singleElement().satisfies(made -> {
                assertThat(made.from()).isEqualTo("prod");
                assertThat(made.publishing()).contains(Duration.parse("PT0.622616733S"));
            });
            assertThat(www.placements()).hasSize(2);
            List<JournalEntry> history = store.history(1000);
            assertThat(history).extracting(entry -> entry.event().kind()).doesNotContain(JournalEvent.Kind.OTHER);
            assertThat(history)
                    .extracting(entry -> entry.event().kind())
                    .contains(
                            JournalEvent.Kind.ADOPTED,
                            JournalEvent.Kind.SWITCHED,
                            JournalEvent.Kind.PUBLISHED,
                            JournalEvent.Kind.PAUSED,
                            JournalEvent.Kind.RESUMED);
        }
    }

    @Test
    @DisplayName("is still delivered: the notifications that nobody could be told")
    void outbox() {
        assertThat(Outbox.pending(StateDirectory.read(state, "outbox").orElseThrow()))
                .isNotEmpty()
                .allSatisfy(pending -> {
                    assertThat(pending.notifier()).isEqualTo("phone");
                    assertThat(pending.id()).startsWith("www/");
                })
                .anySatisfy(pending -> assertThat(pending.title()).isEqualTo("www: the watcher is overloaded"));
    }

    @Test
    @DisplayName("is known in the zone and in the trees: the ownership record and the watermark")
    void elsewhere() throws IOException {
        RecordKey key = new RecordKey("_failover.www", RecordType.TXT);
        RecordSet recordSet = RecordSet.of(
                key,
                Duration.ofSeconds(60),
                Files.readString(LEFT.resolve("ownership.txt")).strip());
        Claim claim = new Claim("www", "vienna", List.of(new Place("bind", key)));
        assertThat(claim.read(recordSet)).hasValueSatisfying(found -> {
            assertThat(found.epoch()).isEqualTo(2);
            assertThat(found.watcher()).isEqualTo("prague");
            assertThat(found.held()).isPresent();
        });

        Watermark watermark = Watermark.parse(Files.readString(LEFT.resolve("tree/watermark")));
        assertThat(watermark.dataSet()).isEqualTo("webroot");
        assertThat(watermark.scanStarted()).isEqualTo(Instant.parse("2026-11-29T13:16:19.487Z"));
        assertThat(watermark.sequence()).isEqualTo(1);
    }

    @Test
    @DisplayName("by a later version, is refused by this one in words, and left as it is")
    void downgrade() throws IOException {
        Files.writeString(state.resolve("version"), "2\n");
        assertThatThrownBy(() -> StateDirectory.open(state))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("newer than this version of the library knows (1)")
                .hasMessageContaining("nothing was changed. Use the newer version again");
        String later = Files.readString(LEFT.resolve("tree/watermark")).replace("watermark 1", "watermark 2");
        assertThatThrownBy(() -> Watermark.parse(later))
                .hasMessageContaining("is in format 2, which is newer than this version of the library knows (1)");
        assertThat(Files.readString(state.resolve("version"))).isEqualTo("2\n");
        assertThat(state.resolve("journal.log")).hasSameBinaryContentAs(LEFT.resolve("state/journal.log"));
    }
}
