/** Time and threads, as the library takes them from its surroundings. */
@NullMarked
package dev.failover.time;

import org.jspecify.annotations.NullMarked;
