package dev.failover.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form of all notes of ours: a first line with kind and version, then one {@code key: value} a line. */
final class NoteText {
    private static final int VERSION = 1;

    private NoteText() {}

    static String write(String kind, Map<String, String> values) {
        StringBuilder text = new StringBuilder(first(kind) + "\n");
        values.forEach((key, value) -> {
            if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
                throw new IllegalArgumentException(key + " must be one line");
            }
            text.append(key).append(": ").append(value).append('\n');
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is of another kind or version, or torn */
    static Map<String, String> read(String kind, String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(first(kind)) || !text.endsWith("\n")) {
            throw new IllegalArgumentException("does not begin with \"" + first(kind) + "\", or is cut off");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon < 1) {
                throw new IllegalArgumentException("has the line \"" + line + "\"");
            }
            values.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return values;
    }

    static String get(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("has no " + key);
        }
        return value;
    }

    static long number(Map<String, String> values, String key) {
        long number = Long.parseLong(get(values, key));
        if (number < 0) {
            throw new IllegalArgumentException("has a negative " + key);
        }
        return number;
    }

    private static String first(String kind) {
        return "failover " + kind + " " + VERSION;
    }
}
