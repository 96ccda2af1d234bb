/** How one process asks the agent that is running to do or say something. */
@NullMarked
package dev.failover.agent.control;

import org.jspecify.annotations.NullMarked;
