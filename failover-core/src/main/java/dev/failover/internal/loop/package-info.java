/** A thread that waits for moments and for channels. */
@NullMarked
package dev.failover.internal.loop;

import org.jspecify.annotations.NullMarked;
