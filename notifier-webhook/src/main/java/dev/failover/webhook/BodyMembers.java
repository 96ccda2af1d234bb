package dev.failover.webhook;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A body as settings give it, one text for each leaf: {@code message.recipients.0: ops}. Not thread-safe. */
final class BodyMembers {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})(?:\\.\\d{1,9})?");
    private static final Pattern INDEX = Pattern.compile("\\d{1,4}");

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if the name has no place beside the others, or a blank is not one that there is */
    void put(String path, String value) {
        for (String blank : Template.blanks(value)) {
            if (!Values.OF_NOTIFICATIONS.contains(blank)) {
                throw new IllegalArgumentException(
                        "has the blank {%s}; known are %s".formatted(blank, new TreeSet<>(Values.OF_NOTIFICATIONS)));
            }
        }
        Map<String, Object> at = members;
        List<String> names = List.of(path.split("\\.", -1));
        for (String name : names.subList(0, names.size() - 1)) {
            at = below(at, name);
        }
        if (at.putIfAbsent(names.get(names.size() - 1), leaf(value)) != null) {
            throw new IllegalArgumentException("is both a value and a block");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> below(Map<String, Object> members, String name) {
        if (members.computeIfAbsent(name, absent -> new LinkedHashMap<String, Object>()) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("is both a value and a block");
    }

    /** What looks like a number, or like true or false, is one. */
    private static Object leaf(String value) {
        if (NUMBER.matcher(value).matches()) {
            return new BigDecimal(value);
        }
        return value.equals("true") || value.equals("false") ? (Object) Boolean.valueOf(value) : value;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The members of a preset, with these beside or instead of them. */
    Map<String, Object> over(Map<String, Object> preset) {
        return merged(preset, alone());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> one, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(one);
        more.forEach((name, value) -> all.merge(
                name,
                value,
                (old, mine) -> old instanceof Map<?, ?> && mine instanceof Map<?, ?>
                        ? merged((Map<String, Object>) old, (Map<String, Object>) mine)
                        : mine));
        return all;
    }

    Map<String, Object> alone() {
        Map<String, Object> all = new LinkedHashMap<>();
        members.forEach((name, value) -> all.put(name, listed(value)));
        return all;
    }

    /** What has indices for names is a list. */
    private static Object listed(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        if (map.keySet().stream().allMatch(name -> INDEX.matcher((String) name).matches())) {
            TreeMap<Integer, Object> items = new TreeMap<>();
            map.forEach((name, item) -> items.put(Integer.valueOf((String) name), listed(item)));
            return new ArrayList<>(items.values());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, member) -> object.put((String) name, listed(member)));
        return object;
    }
}
