package dev.failover.dns;

import dev.failover.component.Excerpt;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which record set of a zone: a name relative to the zone, and a type.
 *
 * <p>Two spellings of one name are one key: the name is kept in lower case, internationalised labels in their ASCII
 * form (RFC 3490, which is what the JDK has).
 *
 * @param name relative to the zone, without final dot; {@code @} for the apex, {@code *} allowed as first label
 */
public record RecordKey(String name, RecordType type) {
    /** The name of a zone's apex. */
    public static final String APEX = "@";

    /** A whole name has 253 characters at most (RFC 1035, section 2.3.4), of which the zone takes two or more. */
    private static final int MAX_LENGTH = 251;

    private static final Pattern LABEL = Pattern.compile("\\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

    /** @throws IllegalArgumentException if {@code name} can't be a name within a zone */
    public RecordKey {
        if (!name.equals(APEX)) {
            name = toAscii(name);
            String[] labels = name.split("\\.", -1);
            if (name.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("a name may have " + MAX_LENGTH + " characters at most, \""
                        + Excerpt.of(name) + "\" has " + name.length());
            }
            for (int i = 0; i < labels.length; i++) {
                boolean wildcard = labels[i].equals("*");
                if (!LABEL.matcher(labels[i]).matches() || (wildcard && i > 0)) {
                    throw new IllegalArgumentException(
                            "\"" + Excerpt.of(name)
                                    + "\" is not a name relative to its zone (like \"www\", without final dot; \"@\" for the apex)");
                }
            }
        }
    }

    /**
     * The key of a whole name, as vendors list it.
     *
     * @param name in any case, with or without final dot
     * @param type as DNS writes it: {@code A}
     * @param zone in the spelling of {@link ZoneName}
     * @return empty if that is not of the zone, or is no name or type that the library manages
     */
    public static Optional<RecordKey> of(String name, String type, String zone) {
        String whole = name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (!whole.equals(zone) && !whole.endsWith("." + zone)) {
            return Optional.empty();
        }
        String relative = whole.equals(zone) ? "" : whole.substring(0, whole.length() - zone.length() - 1);
        if (relative.equals(APEX)) {
            // A label of its own, which is not the apex.
            return Optional.empty();
        }
        try {
            return Optional.of(new RecordKey(relative.isEmpty() ? APEX : relative, RecordType.valueOf(type)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String toAscii(String name) {
        if (name.chars().allMatch(c -> c < 128)) {
            return name.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + Excerpt.of(name) + "\" is not a name: " + Excerpt.of(e.getMessage()));
        }
    }

    /** The whole name, without final dot. */
    public String in(String zone) {
        return name.equals(APEX) ? zone : name + "." + zone;
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
