package dev.failover.agent.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How humans are told, beside by whom.
 *
 * @param groupWait how long news of one service waits for that of others; the library's own if empty
 * @param escalateAfter how long some notifiers, by their names, wait for those before them
 */
public record Telling(Optional<Duration> groupWait, Map<String, Duration> escalateAfter) {
    /** As the library does it unasked. */
    public static final Telling DEFAULT = new Telling(Optional.empty(), Map.of());

    public Telling {
        escalateAfter = Map.copyOf(escalateAfter);
    }
}
