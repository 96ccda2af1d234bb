/** Health checks, the verdict they amount to, and the monitor that runs them. */
@NullMarked
package dev.failover.health;

import org.jspecify.annotations.NullMarked;
