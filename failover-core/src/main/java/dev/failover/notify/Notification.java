package dev.failover.notify;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

    private static final String INCIDENT = "incident";
    private static final String INCIDENT_SEVERITY = "incident-severity";
    private static final String INCIDENT_OVER = "incident-over";

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

    /**
     * The same as a part of something that has a beginning and an end, which is noted among the facts.
     *
     * @param incident what all of its notifications have in common: {@code www/7}
     * @param loudest how loudly the incident was told when it began
     * @param ends whether it is over
     */
    public Notification partOf(String incident, Severity loudest, boolean ends) {
        SortedMap<String, String> more = new TreeMap<>(facts);
        more.put(INCIDENT, incident);
        more.put(INCIDENT_SEVERITY, loudest.name());
        more.put(INCIDENT_OVER, String.valueOf(ends));
        return new Notification(id, at, severity, service, title, text, more);
    }

    /**
     * A short form of an id, for channels that restrict how ids look: the same for the same id, and for no other.
     *
     * @return {@code msg_} and 32 hexadecimal digits
     */
    public static String key(String id) {
        return "msg_"
                + Hashing.sha256()
                        .hashString(id, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 32);
    }

    /**
     * All of it, for a channel that takes JSON: {@code id}, {@code at} (ISO 8601, UTC), {@code severity}, {@code service}, {@code title},
     * {@code text}, {@code incident}, {@code over}, and {@code facts}, an object of texts.
     */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("at", at.toString());
        members.put("severity", severity.name());
        members.put("service", service);
        members.put("title", title);
        members.put("text", text);
        members.put("incident", incident());
        members.put("over", endsIncident());
        members.put("facts", facts);
        return members;
    }

    /** What it is a part of; its own id if it stands alone. */
    public String incident() {
        return facts.getOrDefault(INCIDENT, id);
    }

    /** How loudly its incident was told when it began; as loudly as this if it stands alone. */
    public Severity incidentSeverity() {
        String noted = facts.get(INCIDENT_SEVERITY);
        return Arrays.stream(Severity.values())
                .filter(each -> each.name().equals(noted))
                .findFirst()
                .orElse(severity);
    }

    /** Whether the incident is over. */
    public boolean endsIncident() {
        return Boolean.parseBoolean(facts.get(INCIDENT_OVER));
    }
}
