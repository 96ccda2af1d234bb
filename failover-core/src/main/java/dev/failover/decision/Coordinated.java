package dev.failover.decision;

/**
 * What several watchers of a service have agreed upon.
 *
 * @param votes about the active site, or the primary if none is active
 */
public record Coordinated(VoteCount votes, LeaseFacts lease) {}
