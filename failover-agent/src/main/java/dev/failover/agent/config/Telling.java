package dev.failover.agent.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How humans are told, beside by whom.
 *
 * @param groupWait how long news of one service waits for that of others; the library's own if empty
 * @param escalateAfter how long some notifiers, by their names, wait for those before them
 * @param contacts who is to be called by other humans, and how, in the order of the configuration: a plan on paper has them
 */
public record Telling(Optional<Duration> groupWait, Map<String, Duration> escalateAfter, Map<String, String> contacts) {
    /** As the library does it unasked. */
    public static final Telling DEFAULT = new Telling(Optional.empty(), Map.of(), Map.of());

    public Telling {
        escalateAfter = Map.copyOf(escalateAfter);
        contacts = Collections.unmodifiableMap(new LinkedHashMap<>(contacts));
    }
}
