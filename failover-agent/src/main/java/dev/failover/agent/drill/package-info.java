/** Drills: the way that a failover goes, gone on purpose, on names that are made for it. */
@NullMarked
package dev.failover.agent.drill;

import org.jspecify.annotations.NullMarked;
