package dev.failover.sync;

import java.time.Instant;

/**
 * That all of a replica was read back, and held what its source held, or was made to.
 *
 * @param began when that began: of what the proof is
 * @param ended when that ended
 * @param files how many files were compared
 * @param bytes their size
 * @param healed how many of them had silently become others, and were sent again
 */
public record Proof(Instant began, Instant ended, long files, long bytes, long healed) {}
