package dev.failover.agent.heartbeat;

import dev.failover.agent.config.HeartbeatDefinition;
import java.util.Optional;

/** What heartbeats are told by. Thread-safe. */
@FunctionalInterface
interface Line {
    /**
     * Tells once how it is.
     *
     * @param whyNot why all is not well; empty if it is
     * @param status one line on how the agent is doing
     * @return whether anything was told: where there is no form for what is not well, silence says it
     * @throws dev.failover.component.ComponentException if it was not taken
     */
    boolean tell(HeartbeatDefinition heartbeat, Optional<String> whyNot, String status) throws InterruptedException;
}
