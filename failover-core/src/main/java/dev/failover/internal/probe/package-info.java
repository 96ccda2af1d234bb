/** Probes that no thread waits for: many conversations over TCP on one. */
@NullMarked
package dev.failover.internal.probe;

import org.jspecify.annotations.NullMarked;
