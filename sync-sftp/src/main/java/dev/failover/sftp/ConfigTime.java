package dev.failover.sftp;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as OpenSSH writes them: seconds, or a sum like {@code 1h30m} (sshd_config(5), TIME FORMATS). Pure. */
final class ConfigTime {
    private static final Pattern PART = Pattern.compile("([0-9]{1,9})([smhdw]?)");
    private static final Pattern WHOLE = Pattern.compile("(?:[0-9]{1,9}[smhdw]?)+");

    private ConfigTime() {}

    /** @return empty for what is no time, or one longer than OpenSSH takes */
    static Optional<Duration> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!WHOLE.matcher(lower).matches()) {
            return Optional.empty();
        }
        long seconds = 0;
        Matcher part = PART.matcher(lower);
        while (part.find()) {
            seconds += Long.parseLong(part.group(1)) * length(part.group(2));
        }
        return seconds > Integer.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static long length(String unit) {
        return switch (unit) {
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 24 * 3600;
            case "w" -> 7 * 24 * 3600;
            default -> 1;
        };
    }
}
