package dev.failover.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What led from one state to the next.
 *
 * @param kind one of a few words: {@code adopted}, {@code switched}, {@code published}, {@code paused} …
 * @param text one sentence for a human
 * @param facts what it was decided from: short names to short values
 */
public record JournalEvent(Instant at, String kind, String text, Map<String, String> facts) {
    public JournalEvent {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }
}
