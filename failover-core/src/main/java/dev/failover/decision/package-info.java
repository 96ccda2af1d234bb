/** The values of a decision: what is asked, what was decided and why, and the state that follows. */
@NullMarked
package dev.failover.decision;

import org.jspecify.annotations.NullMarked;
