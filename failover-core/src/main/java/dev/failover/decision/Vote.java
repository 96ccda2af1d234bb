package dev.failover.decision;

import java.time.Duration;
import java.util.Optional;

/**
 * What one of the configured voters says of the active site, as it counts here and now.
 *
 * @param watcher its name
 * @param domain its failure domain
 * @param lasting for how long it has said so, by its own clock; empty if it abstains
 * @param age how long ago this watcher first saw that vote; empty if it never saw one
 * @param why what it is based on, or why it does not count
 */
public record Vote(
        String watcher, String domain, Says says, Optional<Duration> lasting, Optional<Duration> age, String why) {
    /** What a vote can say. */
    public enum Says {
        UP,
        DOWN,
        /** Nothing: that is neither for nor against. */
        ABSTAIN
    }
}
