@NullMarked
package dev.failover.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
