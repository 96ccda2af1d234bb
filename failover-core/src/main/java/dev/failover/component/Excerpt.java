package dev.failover.component;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What others say, made fit to stand in a sentence of ours: on one line, not long, and without power over whoever reads it. Every
 * text of a server, a library or a file of others passes through here where it enters.
 *
 * <p>Taken out are the escape sequences of terminals (ECMA-48), all other control and format characters, among them those that turn
 * the reading direction (UAX #9), unpaired surrogates, and what Unicode does not assign. Any white space, line ends included,
 * becomes one blank.
 */
public final class Excerpt {
    /** Enough for a server's own reason, in a line that is still read. */
    private static final int USUAL_LENGTH = 200;

    /** Strings (OSC, DCS, SOS, PM, APC) up to their end or the next escape, sequences (CSI), and two-character escapes. */
    private static final Pattern ESCAPE_SEQUENCES =
            Pattern.compile("(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c]*+(?:\\x07|\\x9c|\\x1b\\\\)?"
                    + "|(?:\\x1b\\[|\\x9b)[0-?]*+[ -/]*+[@-~]?"
                    + "|\\x1b[ -/]*+[0-~]?");

    /** Line and paragraph separators and NEL among it. */
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\x85\\p{Z}]+");

    private static final Pattern WITHOUT_GLYPH = Pattern.compile("[\\p{C}&&[^\\s\\x85]]+");

    private Excerpt() {}

    /** At most 200 characters of a text; says so if there is none. */
    public static String of(@Nullable String text) {
        return of(text, USUAL_LENGTH);
    }

    /**
     * The beginning of a text, and {@code …} if that is not all.
     *
     * @param length characters (Unicode code points) at most, more than zero
     */
    public static String of(@Nullable String text, int length) {
        if (text == null) {
            return "no reason given";
        }
        if (isFit(text, length)) {
            return text;
        }
        String visible = WITHOUT_GLYPH
                .matcher(ESCAPE_SEQUENCES.matcher(text).replaceAll(""))
                .replaceAll("");
        String line = WHITE_SPACE.matcher(visible).replaceAll(" ").strip();
        return beginning(line, length);
    }

    /** Most texts are, and a service's are asked for at each of its steps: the patterns take far longer to find nothing. */
    private static boolean isFit(String text, int length) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char now = text.charAt(i);
            if (now < ' ' || now > '~' || now == ' ' && before == ' ') {
                return false;
            }
            before = now;
        }
        return before != ' ' && text.length() <= length;
    }

    /**
     * The same of a text in several lines, which stay lines.
     *
     * @param length characters (Unicode code points) of the whole at most, more than zero
     */
    public static String ofLines(String text, int length) {
        String lines = text.lines().map(line -> of(line, length)).collect(Collectors.joining("\n"));
        return beginning(lines, length);
    }

    private static String beginning(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length)) + "…";
    }
}
