/** Composes components into a service that fails over: {@link dev.failover.Failover} is where to start. */
@NullMarked
package dev.failover;

import org.jspecify.annotations.NullMarked;
