/** What a watcher must not forget: the assignment of each service and how it came about. */
@NullMarked
package dev.failover.journal;

import org.jspecify.annotations.NullMarked;
