/** What is kept known of the world for the loop of a service: addresses, records, replicas, and the watcher's own network. */
@NullMarked
package dev.failover.internal.watch;

import org.jspecify.annotations.NullMarked;
