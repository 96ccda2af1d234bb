/** Commands of this machine, after a mirror. No promise is made of it. */
@NullMarked
package dev.failover.internal.process;

import org.jspecify.annotations.NullMarked;
