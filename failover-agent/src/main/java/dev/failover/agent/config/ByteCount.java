package dev.failover.agent.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes, as a configuration says it: {@code 64k}, {@code 256m}, {@code 2g}. */
final class ByteCount {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,6})([kmg])");

    private ByteCount() {}

    /** @throws IllegalArgumentException if it is none */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number of bytes like 64k, 256m or 2g, not \"" + text + "\"");
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            default -> 30;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
