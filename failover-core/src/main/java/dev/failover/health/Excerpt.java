package dev.failover.health;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server or a library said, made fit to stand in a sentence of ours: one line, not long. */
final class Excerpt {
    private static final int MAX_LENGTH = 120;
    /** Controls, and what is invisible or turns the reading direction. */
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

    private Excerpt() {}

    static String of(@Nullable String text) {
        if (text == null) {
            return "no reason given";
        }
        int end = text.indexOf('\n');
        String line = UNPRINTABLE
                .matcher(end < 0 ? text : text.substring(0, end))
                .replaceAll("")
                .trim();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
