package dev.failover.rsync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name out of a line of {@code rsync --list-only}: {@code -rw-r--r--  12 2026/01/31 23:59:59 css/site.css}. Each of its characters is a
 * byte. rsync writes those that can't be printed as {@code \\#} and three octal digits, and a {@code \\#} with digits that is a name's own likewise.
 */
final class ListedName {
    private static final Pattern LINE = Pattern.compile(
            "([-dl])\\S{9}[.+@]?\\s+\\d+ \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d (.+)", Pattern.DOTALL);
    private static final Pattern ESCAPED = Pattern.compile("\\\\#([0-7]{3})");

    private ListedName() {}

    /** The name; empty if the line lists neither a file, a directory nor a link. */
    static Optional<String> of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(2);
        if (matcher.group(1).equals("l")) {
            int arrow = name.indexOf(" -> ");
            name = arrow < 0 ? name : name.substring(0, arrow);
        }
        return Optional.of(unescaped(name));
    }

    /** A name as rsync says it in its output, in its own bytes. */
    static String unescaped(String name) {
        return ESCAPED.matcher(name)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
