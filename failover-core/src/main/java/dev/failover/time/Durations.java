package dev.failover.time;

import java.time.Duration;

/** How durations read in messages: {@code 250ms}, {@code 4.6s}, {@code 2m 5s}, {@code 1h 10m}, {@code 3d 4h}. */
public final class Durations {
    private Durations() {}

    /** Formats a duration for a human, to two significant units. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            long tenths = millis / 100;
            return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
        }
        if (duration.toHours() < 1) {
            return two(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
        }
        if (duration.toDays() < 1) {
            return two(duration.toHours(), "h", duration.toMinutesPart(), "m");
        }
        return two(duration.toDays(), "d", duration.toHoursPart(), "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
