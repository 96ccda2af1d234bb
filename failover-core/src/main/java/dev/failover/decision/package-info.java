/** The pure core: facts in, decision out. No clock, no I/O, no thread. */
@NullMarked
package dev.failover.decision;

import org.jspecify.annotations.NullMarked;
