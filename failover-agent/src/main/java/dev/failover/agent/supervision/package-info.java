/** What a service manager is told of the agent, and how it finds out that it is stuck. */
@NullMarked
package dev.failover.agent.supervision;

import org.jspecify.annotations.NullMarked;
