/** Recorded checks, and what another policy would have made of them. */
@NullMarked
package dev.failover.replay;

import org.jspecify.annotations.NullMarked;
