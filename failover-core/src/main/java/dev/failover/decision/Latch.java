package dev.failover.decision;

import java.time.Instant;

/**
 * No automatic switch until a human acknowledges.
 *
 * @param reason what went too far
 */
public record Latch(Instant since, String reason) {}
