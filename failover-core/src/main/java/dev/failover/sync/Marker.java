package dev.failover.sync;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which source a tree belongs to: the same in the source, where it is the sentinel, and in the target, where it says who
 * may mirror into it.
 *
 * @param dataSet the data set's name
 * @param source the source's random id
 * @param epoch of the decision that made it the source; the higher one is right
 */
public record Marker(String dataSet, String source, long epoch) {
    /** The note, and file, of a source. */
    static final String SOURCE = "source";
    /** The note, and file, of a target. */
    static final String TARGET = "target";

    private static final String PROVISIONAL = "by: first contact\n";

    String text() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("data-set", dataSet);
        values.put("source", source);
        values.put("epoch", String.valueOf(epoch));
        return NoteText.write("marker", values);
    }

    /** As it is left by a first contact, which may be cut short before the source is marked. */
    String provisionalText() {
        return text() + PROVISIONAL;
    }

    /** Whether a marker's text was left by a first contact. */
    static boolean isProvisional(String text) {
        return text.endsWith("\n" + PROVISIONAL);
    }

    /** @throws IllegalArgumentException if it is no marker */
    static Marker parse(String text) {
        Map<String, String> values = NoteText.read("marker", text);
        return new Marker(
                NoteText.name(values, "data-set"), NoteText.name(values, "source"), NoteText.number(values, "epoch"));
    }
}
