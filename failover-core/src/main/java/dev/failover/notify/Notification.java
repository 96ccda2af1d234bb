package dev.failover.notify;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something a human should know. Immutable.
 *
 * @param id the same for every attempt to say the same thing, and for nothing else: {@code www/7/failover}
 * @param at when it happened
 * @param service whom it concerns; empty if the watcher itself
 * @param title one line, understood without the rest: {@code www: failed over from prod to home}
 * @param text why, and what to do if anything; may have several lines
 * @param facts more of it, for machines: short names to short values
 */
public record Notification(
        String id,
        Instant at,
        Severity severity,
        String service,
        String title,
        String text,
        SortedMap<String, String> facts) {

    /** How loudly to say it. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** Look at it today. */
        WARNING,
        /** Get up. */
        CRITICAL
    }

    public Notification {
        facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    public Notification(
            String id,
            Instant at,
            Severity severity,
            String service,
            String title,
            String text,
            Map<String, String> facts) {
        this(id, at, severity, service, title, text, new TreeMap<>(facts));
    }
}
