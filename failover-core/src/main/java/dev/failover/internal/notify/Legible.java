package dev.failover.internal.notify;

import com.google.common.hash.Hashing;
import dev.failover.component.Excerpt;
import dev.failover.notify.Notification;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A notification as it may be written down and shown anywhere: not too long, and without power over a screen. */
final class Legible {
    private static final int LONGEST_ID = 1_000;
    private static final int LONGEST_TITLE = 500;
    private static final int LONGEST_LINE = 4_000;
    private static final int MOST_LINES = 20;
    private static final int MOST_FACTS = 50;
    private static final int LONGEST_FACT = 1_000;

    private Legible() {}

    static Notification of(Notification told) {
        return new Notification(
                id(told.id()),
                told.at(),
                told.severity(),
                Excerpt.of(told.service()),
                Excerpt.of(told.title(), LONGEST_TITLE),
                lines(told.text()),
                facts(told.facts()));
    }

    /** What it begins with, and a digest of all of it: two that differ still do. */
    private static String id(String id) {
        String line = Excerpt.of(id, LONGEST_ID);
        return line.equals(id)
                ? id
                : Excerpt.of(id, LONGEST_ID / 2) + Hashing.sha256().hashString(id, StandardCharsets.UTF_8);
    }

    private static String lines(String text) {
        return text.lines()
                .limit(MOST_LINES)
                .map(line -> Excerpt.of(line, LONGEST_LINE))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> facts(Map<String, String> facts) {
        Map<String, String> legible = new TreeMap<>();
        facts.entrySet().stream()
                .limit(MOST_FACTS)
                .forEach(fact -> legible.put(Excerpt.of(fact.getKey()), Excerpt.of(fact.getValue(), LONGEST_FACT)));
        return legible;
    }
}
