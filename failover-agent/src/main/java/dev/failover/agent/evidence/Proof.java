package dev.failover.agent.evidence;

import dev.failover.component.Finding;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.JournalLink;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether evidence is what it was, by itself, its chain, and all that the journal says of it. */
public final class Proof {
    private Proof() {}

    /**
     * What was found; an error for whatever was changed.
     *
     * @param stateDirectory where the journal is
     */
    public static List<Finding> of(EvidenceStore store, String id, Path stateDirectory) throws InterruptedException {
        List<JournalEntry> journal = FileStateStore.read(stateDirectory);
        List<Finding> findings = new ArrayList<>(store.verify(
                id,
                sequence -> journal.stream()
                        .filter(entry -> entry.sequence() == sequence)
                        .findFirst()
                        .map(entry -> JournalLink.of(entry).sha256())));
        findings.add(told(journal, id, store.sha256(id)));
        return findings;
    }

    private static Finding told(List<JournalEntry> journal, String id, Optional<String> hash) {
        Optional<String> told = journal.stream()
                .filter(entry -> id.equals(entry.event().facts().get("evidence")))
                .flatMap(entry -> Optional.ofNullable(entry.event().facts().get("manifest")).stream())
                .reduce((first, last) -> last);
        if (told.isEmpty()) {
            return Finding.warning("notification", "the journal has no hash of the manifest that was told");
        }
        return told.equals(hash)
                ? Finding.ok("notification", "the manifest has the hash that was told")
                : Finding.error("notification", "the manifest has another hash than was told: it was changed");
    }
}
