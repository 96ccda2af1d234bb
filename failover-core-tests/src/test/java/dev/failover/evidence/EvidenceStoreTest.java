package dev.failover.evidence;

import static dev.failover.evidence.Collectors.bringing;
import static dev.failover.evidence.Collectors.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.decision.ServiceState;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.evidence.EvidenceStore.Keep;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A store of evidence")
class EvidenceStoreTest {
    @TempDir
    Path directory;

    private final ManualScheduler time = new ManualScheduler();
    private Keep keep = Keep.defaults();

    private EvidenceStore store() {
        return new EvidenceStore(directory, keep, time);
    }

    private void collect(long epoch) {
        collect(epoch, "text " + epoch);
    }

    private void collect(long epoch, String text) {
        CompletableFuture<Outcome<Manifest>> done = new CompletableFuture<>();
        new EvidenceCollection(time, store(), EvidenceBudget.defaults(), Redaction.of(List.of(), List.of()))
                .begin(
                        new Incident("www", epoch, "prod", time.instant(), "down"),
                        List.of(source("log", Reach.IN_BAND, bringing("messages", text))),
                        () -> Optional.of(link(epoch)),
                        done::complete);
        time.runUntil(done::isDone, Duration.ofMinutes(2));
        assertThat(done.join()).isInstanceOf(Outcome.Success.class);
        time.advance(Duration.ofHours(1));
    }

    private static JournalLink link(long epoch) {
        return JournalLink.of(new JournalEntry(
                epoch * 10,
                "www",
                new JournalEvent(
                        ManualScheduler.START, JournalEvent.Kind.SWITCHED, "to home", Map.of("epoch", "" + epoch)),
                ServiceState.INITIAL));
    }

    private List<String> wrong(String id) throws Exception {
        return store().verify(id, sequence -> Optional.of(link(sequence / 10).sha256())).stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .map(finding -> finding.severity() + " " + finding.subject() + " " + finding.message())
                .toList();
    }

    @Test
    @DisplayName("lists the latest incident first, each linked to the one that ended before it")
    void chained() throws Exception {
        collect(1);
        collect(2);
        collect(3);
        assertThat(store().list())
                .extracting(manifest -> manifest.incident().epoch())
                .containsExactly(3L, 2L, 1L);
        assertThat(store().list()).extracting(Manifest::number).containsExactly(3L, 2L, 1L);
        for (String id : List.of("www-1", "www-2", "www-3")) {
            assertThat(wrong(id)).isEmpty();
        }
    }

    @Test
    @DisplayName("finds an item that was changed, removed or added")
    void items() throws Exception {
        collect(1);
        Path item = directory.resolve("www-1/log-messages");
        Files.writeString(item, "text 2");
        assertThat(wrong("www-1")).containsExactly("ERROR log-messages was changed: it is not what the manifest says");
        Files.delete(item);
        assertThat(wrong("www-1")).containsExactly("ERROR log-messages is gone");
        Files.createSymbolicLink(item, Path.of("/etc/hostname"));
        assertThat(wrong("www-1")).containsExactly("ERROR log-messages is gone");
        Files.writeString(directory.resolve("www-1/other"), "");
        assertThat(wrong("www-1")).contains("WARNING other is not in the manifest");
    }

    @Test
    @DisplayName("finds a manifest that was changed to fit, by the one after it")
    void manifests() throws Exception {
        collect(1);
        collect(2);
        Path file = directory.resolve("www-1/manifest.json");
        Files.writeString(file, Files.readString(file).replace("\"down\"", "\"planned\""));
        assertThat(wrong("www-1"))
                .containsExactly("ERROR manifest, by that of www-2 www-1 was changed after it had ended");
        assertThat(wrong("www-2")).containsExactly("ERROR the one before www-1 was changed after it had ended");
    }

    @Test
    @DisplayName("finds a journal that says something else of the switch")
    void journal() throws Exception {
        collect(1);
        assertThat(store().verify("www-1", sequence -> Optional.of(link(2).sha256())))
                .contains(Finding.error("journal", "entry 10 says something else than it did"));
        assertThat(store().verify("www-1", sequence -> Optional.empty()))
                .contains(Finding.warning("journal", "entry 10 is not kept any more"));
    }

    @Test
    @DisplayName("takes what can't be read for no manifest, and still begins and chains others")
    void damaged() throws Exception {
        collect(1);
        for (String content : List.of("", "{}", "null", "[", "{\"number\": \"x\"}")) {
            Files.writeString(directory.resolve("www-1/manifest.json"), content);
            assertThatThrownBy(() -> store().find("www-1")).isInstanceOf(RejectedException.class);
            assertThat(wrong("www-1")).hasSize(1);
        }
        collect(2);
        assertThat(wrong("www-2")).isEmpty();
        assertThat(wrong("www-9")).containsExactly("ERROR www-9 has no manifest");
    }

    @Test
    @DisplayName("knows incidents by their ids only, and nothing outside of its directory")
    void ids() {
        for (String id : List.of("", "..", "../x-1", "/etc-1", "www", "www-1/..", "w\nw-1")) {
            assertThatThrownBy(() -> store().find(id))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("names no incident");
        }
    }

    @Test
    @DisplayName("keeps so many, so long, and so much, and what goes breaks no chain")
    void bounded() throws Exception {
        keep = new Keep(3, Duration.ofDays(30), 1 << 20);
        for (long epoch = 1; epoch <= 5; epoch++) {
            collect(epoch);
        }
        assertThat(store().ids()).containsExactly("www-3", "www-4", "www-5");
        assertThat(wrong("www-3")).containsExactly("WARNING the one before www-2 is not kept any more");
        time.advance(Duration.ofDays(29));
        collect(6, "x".repeat(1 << 20));
        assertThat(store().ids()).containsExactly("www-4", "www-5", "www-6");
        time.advance(Duration.ofDays(2));
        collect(7);
        assertThat(store().ids()).containsExactly("www-6", "www-7");
        collect(8);
        assertThat(store().ids()).as("www-6 alone is as much as may stay").containsExactly("www-7", "www-8");
    }

    @Test
    @DisplayName("ends what was cut short, which stays incomplete, and is a link of the chain")
    void interrupted() throws Exception {
        collect(1);
        store().begin(new Incident("www", 2, "prod", time.instant(), "down"), List.of(), Optional.empty(), 1 << 20);
        assertThat(wrong("www-2"))
                .containsExactly(
                        "WARNING journal the manifest names no entry of it",
                        "WARNING www-2 has not ended, or was cut short: its manifest may yet change");
        store().endInterrupted();
        Manifest ended = store().find("www-2").orElseThrow();
        assertThat(ended.number()).isEqualTo(2);
        assertThat(ended.ended()).isPresent();
        collect(3);
        assertThat(wrong("www-3")).isEmpty();
    }
}
