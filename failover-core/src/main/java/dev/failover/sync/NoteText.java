package dev.failover.sync;

import dev.failover.component.Excerpt;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of all notes of ours: a first line with kind and version, then one {@code key: value} a line. */
final class NoteText {
    private static final int VERSION = 1;
    private static final Pattern NEWER = Pattern.compile("(failover [a-z-]+ )([1-9][0-9]{0,8})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern NAME = Pattern.compile("[!-~]{1,100}");

    /** Relative paths are written as if they were below it. */
    private static final Path ROOT = Path.of("/");

    private static final String ROOT_URI = "file:///";

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
        requireKnownVersion(kind, lines);
        if (lines.isEmpty() || !lines.get(0).equals(first(kind)) || !text.endsWith("\n")) {
            throw new IllegalArgumentException("does not begin with \"" + first(kind) + "\", or is cut off");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon < 1) {
                throw new IllegalArgumentException("has the line \"" + Excerpt.of(line, 40) + "\"");
            }
            values.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return values;
    }

    private static void requireKnownVersion(String kind, List<String> lines) {
        Matcher newer = NEWER.matcher(lines.isEmpty() ? "" : lines.get(0));
        String ours = first(kind);
        if (newer.matches() && ours.equals(newer.group(1) + VERSION) && Long.parseLong(newer.group(2)) > VERSION) {
            throw new IllegalArgumentException(
                    "is in format %s, which is newer than this version of the library knows (%s): use the newer version again"
                            .formatted(newer.group(2), VERSION));
        }
    }

    static String get(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("has no " + key);
        }
        return value;
    }

    static long number(Map<String, String> values, String key) {
        return number(key, get(values, key));
    }

    /** So much that nothing here counts up to it, and nothing runs over that is added to it. */
    static long number(String key, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("has no number from 0 to 10^18 as its " + key);
        }
        return Long.parseLong(text);
    }

    /** A name out of a note, which others may have written, fit to stand in a sentence. */
    static String name(Map<String, String> values, String key) {
        String name = get(values, key);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("has no name as its " + key);
        }
        return name;
    }

    static Instant instant(Map<String, String> values, String key) {
        try {
            return Instant.parse(get(values, key));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has a time that is none as its " + key, e);
        }
    }

    /** A relative path's own bytes, whatever the JVM's locale makes of them. */
    static String path(Path path) {
        String raw = ROOT.resolve(path).toUri().getRawPath();
        // What happens to be a directory of that name here gets a slash.
        return raw.substring(1, raw.endsWith("/") ? raw.length() - 1 : raw.length());
    }

    /** @throws IllegalArgumentException if this is none below a directory */
    static Path path(String key, String text) {
        Path path = Path.of(URI.create(ROOT_URI + text));
        if (path.equals(ROOT) || !path.equals(path.normalize())) {
            throw new IllegalArgumentException("has no path as its " + key);
        }
        return ROOT.relativize(path);
    }

    private static String first(String kind) {
        return "failover " + kind + " " + VERSION;
    }
}
