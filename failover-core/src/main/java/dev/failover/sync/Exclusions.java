package dev.failover.sync;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a source is neither mirrored nor, on the target, deleted. The patterns are a subset of rsync's, with rsync's meaning
 * ("FILTER RULES" of its manual):
 *
 * <ul>
 *   <li>one that starts with {@code /} is anchored at the root of the source; any other matches below any directory
 *   <li>one that ends with {@code /} matches directories only; what is below an excluded directory is excluded
 *   <li>{@code *} stands for any characters but {@code /}, {@code **} for any, {@code ?} for one that is not {@code /}
 * </ul>
 *
 * <p>Immutable.
 */
public final class Exclusions {
    /** Nothing is excluded. */
    public static final Exclusions NONE = new Exclusions(List.of());

    private final List<String> patterns;
    private final List<Rule> rules;

    private Exclusions(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.rules = this.patterns.stream().map(Rule::of).toList();
    }

    /**
     * Exclusions of these patterns.
     *
     * @throws IllegalArgumentException if one is empty, or holds a character with a meaning of its own to rsync that is not
     *     offered here: {@code [}, {@code \} or a line break
     */
    public static Exclusions of(List<String> patterns) {
        return patterns.isEmpty() ? NONE : new Exclusions(patterns);
    }

    /** The patterns, as given. */
    public List<String> patterns() {
        return patterns;
    }

    /**
     * Whether a path is excluded, itself or by a directory above it.
     *
     * @param path relative to the source
     * @param directory whether it is a directory, and not a link to one
     */
    public boolean exclude(Path path, boolean directory) {
        if (rules.isEmpty()) {
            return false;
        }
        Path normal = path.normalize();
        for (int names = 1; names <= normal.getNameCount(); names++) {
            String at = normal.subpath(0, names).toString();
            boolean isDirectory = names < normal.getNameCount() || directory;
            for (Rule rule : rules) {
                if (rule.matches(at, isDirectory)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Exclusions that && patterns.equals(that.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return "exclusions " + patterns;
    }

    private record Rule(Pattern pattern, boolean directoriesOnly) {
        static Rule of(String pattern) {
            if (pattern.isBlank() || pattern.equals("/")) {
                throw new IllegalArgumentException("a pattern to exclude must name something");
            }
            if (pattern.chars().anyMatch(c -> c == '[' || c == '\\' || c == '\n' || c == '\r')) {
                throw new IllegalArgumentException(
                        "the pattern \"" + pattern + "\" holds [, \\ or a line break, which have no meaning here");
            }
            boolean anchored = pattern.startsWith("/");
            boolean directories = pattern.endsWith("/");
            String body = pattern.substring(anchored ? 1 : 0, pattern.length() - (directories ? 1 : 0));
            return new Rule(
                    Pattern.compile((anchored ? "" : "(?:.*/)?") + expression(body), Pattern.DOTALL), directories);
        }

        private static String expression(String body) {
            StringBuilder expression = new StringBuilder();
            for (int i = 0; i < body.length(); i++) {
                char c = body.charAt(i);
                if (c == '*' && i + 1 < body.length() && body.charAt(i + 1) == '*') {
                    expression.append(".*");
                    i++;
                } else if (c == '*') {
                    expression.append("[^/]*");
                } else if (c == '?') {
                    expression.append("[^/]");
                } else {
                    expression.append(Pattern.quote(String.valueOf(c)));
                }
            }
            return expression.toString();
        }

        boolean matches(String path, boolean directory) {
            return (directory || !directoriesOnly) && pattern.matcher(path).matches();
        }
    }
}
