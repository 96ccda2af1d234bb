package dev.failover.decision;

import java.time.Instant;

/**
 * No automatic write until a human resumes.
 *
 * @param by who asked for it
 * @param reason why; may be empty
 */
public record Pause(Instant since, String by, String reason) {}
