package dev.failover.backup;

import dev.failover.component.RejectedException;
import dev.failover.sync.DataSet;
import dev.failover.sync.Marker;
import dev.failover.sync.Proof;
import dev.failover.sync.Watermark;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a snapshot's content comes from, as its tags tell it to whoever restores.
 *
 * @param backup the name of the backup, which tells its snapshots from others in the same repository
 * @param service whose data it is
 * @param epoch of the decision that made its source the source
 * @param watermark when the scan of the latest complete run into the replica began; empty of what is the source itself
 * @param verified when the latest verification of all of the replica began; empty if there was none, and of what is the source itself
 */
public record Origin(
        String backup, String service, long epoch, Optional<Instant> watermark, Optional<Instant> verified) {
    private static final String BACKUP = "failover-backup";

    /**
     * That of a directory of this machine.
     *
     * @throws RejectedException if it is a replica that no complete run from its present source has made whole
     */
    public static Origin of(String backup, String service, DataSet dataSet) {
        Optional<Marker> source = dataSet.source();
        if (source.isPresent()) {
            return new Origin(backup, service, source.get().epoch(), Optional.empty(), Optional.empty());
        }
        Marker target = dataSet.target()
                .orElseThrow(() -> new RejectedException(
                        "%s is neither a source nor a replica: it may not be mounted, or was never mirrored into"
                                .formatted(dataSet)));
        Watermark watermark = dataSet.watermark()
                .filter(mark ->
                        mark.source().equals(target.source()) && mark.dataSet().equals(dataSet.name()))
                .orElseThrow(() -> new RejectedException(
                        "%s is not complete: no complete run from its present source has ended yet"
                                .formatted(dataSet)));
        return new Origin(backup, service, target.epoch(), Optional.of(watermark.scanStarted()), verified(dataSet));
    }

    /** What can't be read proves nothing, and is no reason to keep no snapshot. */
    private static Optional<Instant> verified(DataSet dataSet) {
        try {
            return dataSet.proof().map(Proof::began);
        } catch (RejectedException e) {
            return Optional.empty();
        }
    }

    /** As tags of a snapshot. */
    public Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        tags.put(BACKUP, backup);
        tags.put("service", service);
        tags.put("epoch", String.valueOf(epoch));
        watermark.ifPresent(at -> tags.put("watermark", at.toString()));
        verified.ifPresent(at -> tags.put("verified", at.toString()));
        return tags;
    }

    /** Whether a snapshot belongs to the backup of that name. */
    public static boolean isOf(String backup, Backup.Snapshot snapshot) {
        return backup.equals(snapshot.tags().get(BACKUP));
    }
}
