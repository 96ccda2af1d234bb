/** Heartbeats: others are told that the agent works, for as long as it does, and notice when it is silent. */
@NullMarked
package dev.failover.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
