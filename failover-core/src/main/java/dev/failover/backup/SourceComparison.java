package dev.failover.backup;

import dev.failover.backup.Backup.StoredFile;
import dev.failover.backup.RestoreTest.Source;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.internal.storage.FileHash;
import dev.failover.sync.SourceHashes;
import dev.failover.sync.SourceHashes.Entry;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what was restored against what the source read itself, as far as that is known. */
final class SourceComparison {
    private static final int NAMED = 3;

    private final Optional<SourceHashes> hashes;
    private final String without;

    /** @param without why there is nothing to compare with */
    SourceComparison(String without) {
        hashes = Optional.empty();
        this.without = without;
    }

    private SourceComparison(SourceHashes hashes) {
        this.hashes = Optional.of(hashes);
        without = "";
    }

    static SourceComparison of(Optional<SourceHashes> hashes) {
        return hashes.map(SourceComparison::new)
                .orElseGet(
                        () -> new SourceComparison(
                                "it left no hashes of its own here. It does after each verification of its replica: let them be made from time to time"));
    }

    /** Whether the source read this very file. */
    boolean knows(StoredFile file) {
        return entry(file).isPresent();
    }

    private Optional<Entry> entry(StoredFile file) {
        return hashes.map(known -> known.files().get(file.path()))
                .filter(entry -> entry.isOf(file.size(), file.modified()));
    }

    /** @throws RejectedException if some of what was restored is not what the source read */
    Source compare(String snapshot, List<StoredFile> drawn, Path restored, Deadline deadline)
            throws IOException, InterruptedException {
        if (hashes.isEmpty()) {
            return new Source(0, Optional.empty(), without);
        }
        SourceHashes known = hashes.get();
        List<String> differing = new ArrayList<>();
        long compared = 0;
        for (StoredFile file : drawn) {
            Optional<Entry> entry = entry(file);
            if (entry.isPresent()) {
                deadline.remaining();
                compared++;
                if (!FileHash.of(restored.resolve(file.path())).equals(entry.map(Entry::sha256))) {
                    differing.add(file.path());
                }
            }
        }
        if (!differing.isEmpty()) {
            throw new RejectedException(
                    "%s of %s files of the snapshot %s are not what their source read on %s although size and time are the same, so that the replica was wrong when it was kept: %s%s. Verify the replica, then take another snapshot"
                            .formatted(
                                    differing.size(),
                                    compared,
                                    snapshot,
                                    known.taken(),
                                    Excerpt.of(String.join(
                                            ", ",
                                            differing.stream().limit(NAMED).toList())),
                                    differing.size() > NAMED ? " …" : ""));
        }
        return new Source(
                compared,
                Optional.of(known.taken()),
                compared == 0 ? "of those it read on %s the snapshot has none as it was".formatted(known.taken()) : "");
    }
}
