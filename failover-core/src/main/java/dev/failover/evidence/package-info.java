/** Evidence of what failed: who collects it, where it is kept, and the proof that nobody has changed it since. */
@NullMarked
package dev.failover.evidence;

import org.jspecify.annotations.NullMarked;
