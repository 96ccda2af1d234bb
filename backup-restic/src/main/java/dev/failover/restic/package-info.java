/** Backups by the restic program. */
@NullMarked
package dev.failover.restic;

import org.jspecify.annotations.NullMarked;
