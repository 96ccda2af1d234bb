/** Evidence of a site that failed: collected beside the switch, told, and asked for before the site is replaced. */
@NullMarked
package dev.failover.agent.evidence;

import org.jspecify.annotations.NullMarked;
