/** File sync transports: making remote equal local. */
@NullMarked
package dev.failover.sync;

import org.jspecify.annotations.NullMarked;
