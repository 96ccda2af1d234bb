package dev.failover.coordination;

/**
 * One of the watchers that decide together.
 *
 * @param name the watcher's name
 * @param domain its failure domain: what fails as one with it, such as a provider's location. Watchers of one domain have one vote
 */
public record Voter(String name, String domain) {}
