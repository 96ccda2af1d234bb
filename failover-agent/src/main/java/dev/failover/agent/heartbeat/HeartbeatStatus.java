package dev.failover.agent.heartbeat;

import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with one heartbeat.
 *
 * @param latestPing when it was last told that all is well, and took it; empty if never
 * @param problem why it is not told that, or could not be; empty if all is well
 */
public record HeartbeatStatus(String name, Optional<Instant> latestPing, String problem) {}
