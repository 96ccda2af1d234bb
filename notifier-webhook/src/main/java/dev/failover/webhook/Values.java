package dev.failover.webhook;

import dev.failover.component.Excerpt;
import dev.failover.notify.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What fills the blanks of a {@link Template}. */
final class Values {
    /** Those that a body of the user's may have. */
    static final Set<String> OF_NOTIFICATIONS = Set.of(
            "id",
            "key",
            "at",
            "seconds",
            "severity",
            "service",
            "title",
            "text",
            "origin",
            "incident",
            "over",
            "facts");

    private static final int LONGEST_TEXT = 40_000;
    private static final int LONGEST_WORD = 1_000;
    /** PagerDuty takes 255. */
    private static final int LONGEST_KEY = 200;
    /** How long a lasting problem stays shown where it is shown until a time that has to be named. */
    private static final Duration LASTING = Duration.ofDays(7);

    private static final Duration PASSING = Duration.ofHours(1);

    private Values() {}

    /** @param now when it is sent, which may be long after it happened */
    static Map<String, Object> of(Notification told, Preset preset, Instant now) {
        UnaryOperator<String> word =
                text -> Limit.characters(LONGEST_WORD).fit(Excerpt.of(text, LONGEST_WORD), preset.neutral);
        String service = word.apply(told.service());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", word.apply(told.id()));
        values.put("key", Notification.key(told.id()));
        values.put("at", told.at().toString());
        values.put("seconds", told.at().getEpochSecond());
        values.put("severity", told.severity().name());
        values.put("service", service);
        values.put("source", service.isEmpty() ? "failover" : service);
        values.put("origin", service + (service.isEmpty() ? "" : ", ") + told.at());
        values.put("title", preset.title.fit(Excerpt.of(told.title(), LONGEST_TEXT), preset.neutral));
        values.put("text", preset.text.fit(Excerpt.ofLines(told.text(), LONGEST_TEXT), preset.neutral));
        Map<String, String> facts = new TreeMap<>();
        told.facts().forEach((name, value) -> facts.put(word.apply(name), word.apply(value)));
        values.put("facts", facts);
        values.put("incident", word.apply(told.incident()));
        values.put("incident-key", incidentKey(told.incident()));
        values.put("incident-severity", told.incidentSeverity().name().toLowerCase(Locale.ROOT));
        values.put("over", told.endsIncident());
        values.put("action", told.endsIncident() ? "resolve" : "trigger");
        values.put("until", until(told, now).toString());
        return values;
    }

    private static String incidentKey(String incident) {
        return incident.length() <= LONGEST_KEY && Excerpt.of(incident).equals(incident)
                ? incident
                : Notification.key(incident);
    }

    private static Instant until(Notification told, Instant now) {
        if (told.endsIncident()) {
            return told.at();
        }
        boolean alone = told.incident().equals(told.id());
        return now.plus(alone ? PASSING : LASTING).truncatedTo(ChronoUnit.SECONDS);
    }
}
