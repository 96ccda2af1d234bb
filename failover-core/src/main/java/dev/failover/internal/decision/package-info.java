/** How a decision is made: facts in, decision out. No clock, no I/O, no thread. No promise is made of it. */
@NullMarked
package dev.failover.internal.decision;

import org.jspecify.annotations.NullMarked;
