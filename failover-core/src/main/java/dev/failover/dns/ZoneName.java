package dev.failover.dns;

import dev.failover.component.Excerpt;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a zone in its one spelling: lower case, internationalised labels in ASCII, without final dot. */
public final class ZoneName {
    /** A whole name has 253 characters at most (RFC 1035, section 2.3.4). */
    private static final int MAX_LENGTH = 253;

    private static final Pattern ZONE =
            Pattern.compile("([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private ZoneName() {}

    /**
     * Reads a zone's name as people write it: {@code Example.org.}.
     *
     * @throws IllegalArgumentException if no zone can have that name
     */
    public static String parse(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        try {
            String ascii = name.chars().allMatch(c -> c < 128) ? name : IDN.toASCII(name);
            String zone = ascii.toLowerCase(Locale.ROOT);
            if (zone.length() <= MAX_LENGTH && ZONE.matcher(zone).matches()) {
                return zone;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as it is no name at all.
        }
        throw new IllegalArgumentException("must be a zone's name like example.org, not \"" + Excerpt.of(text) + "\"");
    }
}
