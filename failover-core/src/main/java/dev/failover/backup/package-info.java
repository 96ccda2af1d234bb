/** Backups of files: what takes and restores them, which of them go, and the proof that they can be restored. */
@NullMarked
package dev.failover.backup;

import org.jspecify.annotations.NullMarked;
