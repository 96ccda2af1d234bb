/** What several watchers of one service share, so that they agree before a site is left. */
@NullMarked
package dev.failover.coordination;

import org.jspecify.annotations.NullMarked;
