package dev.failover.agent.page.model;

import dev.failover.health.Health;
import java.time.Instant;

/** What one check found. */
public record Bead(Instant at, Health.Status status, String detail) {}
