@NullMarked
package dev.failover.agent.evidence;

import org.jspecify.annotations.NullMarked;
