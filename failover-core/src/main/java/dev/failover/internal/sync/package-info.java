/** Commands of this machine, after a mirror. No promise is made of it. */
@NullMarked
package dev.failover.internal.sync;

import org.jspecify.annotations.NullMarked;
