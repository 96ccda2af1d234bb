/** What happens next, for a scheduler with one thread or with none. No promise is made of it. */
@NullMarked
package dev.failover.internal.time;

import org.jspecify.annotations.NullMarked;
