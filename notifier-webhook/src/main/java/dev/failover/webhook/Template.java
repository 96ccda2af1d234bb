package dev.failover.webhook;

import dev.failover.notify.Notification.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON with blanks in its texts. What fills a blank becomes part of a text, and never of the JSON around it: that is made
 * of the values only when all blanks are filled. A text that is one blank and nothing else becomes what fills it, of whatever type.
 */
final class Template {
    private static final Pattern BLANK = Pattern.compile("\\{([a-z-]+)}");

    /** Each item of a list costs more than its line. */
    private static final int MOST_LINES = 100;

    private Template() {}

    /** A value for each severity. */
    record BySeverity(Object info, Object warning, Object critical) {
        private Object of(Severity severity) {
            return switch (severity) {
                case INFO -> info;
                case WARNING -> warning;
                case CRITICAL -> critical;
            };
        }
    }

    /** In a list: one item for each line of the text that says anything, in which {@code {line}} is the line. */
    record EachLine(Object item) {}

    /** The members of an object, in this order: names and values by turns. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /**
     * Fills the blanks.
     *
     * @param values by the names of blanks; each blank has one
     */
    static Object fill(Object template, Severity severity, Map<String, ?> values) {
        if (template instanceof BySeverity choice) {
            return choice.of(severity);
        }
        if (template instanceof Map<?, ?> object) {
            Map<String, Object> filled = new LinkedHashMap<>();
            object.forEach((name, value) -> filled.put((String) name, fill(value, severity, values)));
            return filled;
        }
        if (template instanceof List<?> list) {
            List<Object> filled = new ArrayList<>();
            list.forEach(item -> filled.addAll(items(item, severity, values)));
            return filled;
        }
        return template instanceof String text ? fill(text, values) : template;
    }

    private static List<Object> items(Object item, Severity severity, Map<String, ?> values) {
        if (!(item instanceof EachLine each)) {
            return List.of(fill(item, severity, values));
        }
        List<Object> items = new ArrayList<>();
        List<String> lines = value("text", values)
                .toString()
                .lines()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .toList();
        for (String line : lines) {
            Map<String, Object> more = new LinkedHashMap<>(values);
            more.put("line", line);
            items.add(fill(each.item(), severity, more));
        }
        return items;
    }

    private static Object fill(String text, Map<String, ?> values) {
        Matcher blank = BLANK.matcher(text);
        return blank.matches() ? value(blank.group(1), values) : text(text, values, UnaryOperator.identity());
    }

    /**
     * Fills the blanks of a text, without white space at its ends.
     *
     * @param spelled how a value has to be written in such a text
     */
    static String text(String template, Map<String, ?> values, UnaryOperator<String> spelled) {
        return BLANK.matcher(template)
                .replaceAll(blank -> Matcher.quoteReplacement(
                        spelled.apply(value(blank.group(1), values).toString())))
                .strip();
    }

    private static Object value(String blank, Map<String, ?> values) {
        Object value = values.get(blank);
        if (value == null) {
            throw new IllegalArgumentException("nothing fills the blank {" + blank + "}");
        }
        return value;
    }

    /** The names of all blanks. */
    static Set<String> blanks(@Nullable Object template) {
        Set<String> names = new TreeSet<>();
        if (template instanceof Map<?, ?> object) {
            object.values().forEach(value -> names.addAll(blanks(value)));
        } else if (template instanceof List<?> list) {
            list.forEach(item -> names.addAll(blanks(item)));
        } else if (template instanceof String text) {
            BLANK.matcher(text).results().forEach(blank -> names.add(blank.group(1)));
        }
        return names;
    }
}
