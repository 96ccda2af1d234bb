/** Mirrors directories with the rsync program, over ssh. */
@NullMarked
package dev.failover.rsync;

import org.jspecify.annotations.NullMarked;
