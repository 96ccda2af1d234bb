/** Files that survive a crash: the state directory and the checksummed log. */
@NullMarked
package dev.failover.storage;

import org.jspecify.annotations.NullMarked;
