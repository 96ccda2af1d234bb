package dev.failover.agent.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with places, <code>@{name}</code>. A place that has a line to itself takes any number of lines, each indented as the place
 * is; with none, its line goes.
 */
final class Template {
    private static final Pattern PLACE = Pattern.compile("@\\{([a-z-]+)}");
    private static final Pattern LINES = Pattern.compile("(?m)^( *)@\\{([a-z-]+)}\n");

    private Template() {}

    /** The text of a resource beside this class, with everything in its place. */
    static String fill(String name, Map<String, String> values) {
        String text = LINES.matcher(read(name))
                .replaceAll(place -> Matcher.quoteReplacement(indented(place.group(1), value(place.group(2), values))));
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), values)));
    }

    private static String value(String name, Map<String, String> values) {
        return Objects.requireNonNull(values.get(name), () -> "a template asks for " + name);
    }

    private static String indented(String indent, String block) {
        return block.lines()
                .map(line -> line.isEmpty() ? "\n" : indent + line + "\n")
                .collect(Collectors.joining());
    }

    private static String read(String name) {
        try (InputStream in = Objects.requireNonNull(Template.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
