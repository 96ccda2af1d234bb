/** Backups as they are configured: when they are taken and tested, and how it stands with them. */
@NullMarked
package dev.failover.agent.backup;

import org.jspecify.annotations.NullMarked;
