package dev.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When humans are told once more of what goes on. Each has its number by how long it has been the case, and with that an id: so nothing
 * needs to be written down for it to be told once only, also across restarts. Not thread-safe.
 */
final class Reminders {
    private final Duration every;
    /** The latest number of each, to spare the outbox the question. */
    private final Map<String, Long> latest = new HashMap<>();

    /** @param every zero for never */
    Reminders(Duration every) {
        this.every = every;
    }

    /**
     * Those that are due, each once, with their numbers.
     *
     * @param lasting what goes on, and since when
     * @param isKnown whether a human said so
     */
    Map<String, Long> due(Map<String, Instant> lasting, Predicate<String> isKnown, Instant now) {
        latest.keySet().removeIf(what -> !lasting.containsKey(what));
        Map<String, Long> due = new HashMap<>();
        lasting.forEach((what, since) -> {
            long number = number(since, now);
            if (number > latest.getOrDefault(what, 0L) && !isKnown.test(what)) {
                latest.put(what, number);
                due.put(what, number);
            }
        });
        return due;
    }

    /** How often the interval has passed by a clock that may be set. */
    private long number(Instant since, Instant now) {
        return every.isZero() || now.isBefore(since)
                ? 0
                : Duration.between(since, now).dividedBy(every);
    }
}
