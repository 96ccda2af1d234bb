package dev.failover.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a mirror run did.
 *
 * @param scanStarted when the scan of the source began: what the replica is as old as
 * @param complete whether everything was requested and the target now equals the source as scanned
 * @param files how many files the source holds, as scanned; of a partial run, how many it looked at
 * @param bytes their size
 * @param transferredFiles how many of them were sent
 * @param transferredBytes how much of them was sent: less than their size where a transport goes on with what was cut
 * @param deleted how many files and directories were deleted on the target
 * @param took how long the run lasted
 * @param unsettled why a run over everything that ended without error is not complete: which file changed while it was sent,
 *     again and again. One clause for a human, names cleaned; empty if nothing did
 */
public record MirrorReport(
        Instant scanStarted,
        boolean complete,
        long files,
        long bytes,
        long transferredFiles,
        long transferredBytes,
        long deleted,
        Duration took,
        Optional<String> unsettled) {
    /** A run under which nothing changed. */
    public MirrorReport(
            Instant scanStarted,
            boolean complete,
            long files,
            long bytes,
            long transferredFiles,
            long transferredBytes,
            long deleted,
            Duration took) {
        this(scanStarted, complete, files, bytes, transferredFiles, transferredBytes, deleted, took, Optional.empty());
    }
}
