/** What writes a decision to the zones, one provider at a time, until all of it is there. */
@NullMarked
package dev.failover.internal.publish;

import org.jspecify.annotations.NullMarked;
