package dev.failover.agent.drill;

import dev.failover.decision.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * What would come of a failure of a service's active site.
 *
 * @param hindered since when it would not be left, although nobody wanted that; empty if that is not so
 * @param decision what would be decided
 */
public record ReadinessStatus(String service, Optional<Instant> hindered, Decision decision) {}
