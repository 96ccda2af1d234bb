package dev.failover.agent.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a live drill may begin: {@code sat 02:00-05:00}, {@code mon-fri 22:00-23:30}, {@code daily 03:00-04:00}. It may begin at its first
 * minute, and not any more at its last.
 */
public record DrillWindow(Set<DayOfWeek> days, LocalTime from, LocalTime until) {
    private static final List<String> NAMES = Arrays.stream(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();

    private static final Pattern FORM =
            Pattern.compile("(?:(daily)|([a-z]{3})(?:-([a-z]{3}))?) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})");

    private static final String RULE =
            "must be days and times, like \"sat 02:00-05:00\", \"mon-fri 22:00-23:30\" or \"daily 03:00-04:00\"; one over midnight is two";

    public DrillWindow {
        days = Set.copyOf(days);
    }

    /** @throws IllegalArgumentException if it is none, with the rule */
    static DrillWindow parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(RULE);
        }
        try {
            LocalTime from = LocalTime.parse(matcher.group(4));
            LocalTime until = LocalTime.parse(matcher.group(5));
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException(RULE);
            }
            return new DrillWindow(
                    matcher.group(1) != null
                            ? EnumSet.allOf(DayOfWeek.class)
                            : days(matcher.group(2), matcher.group(3) == null ? matcher.group(2) : matcher.group(3)),
                    from,
                    until);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(RULE, e);
        }
    }

    private static Set<DayOfWeek> days(String first, String last) {
        int from = NAMES.indexOf(first);
        int to = NAMES.indexOf(last);
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException(RULE);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (int day = from; day != to; day = (day + 1) % NAMES.size()) {
            days.add(DayOfWeek.of(day + 1));
        }
        days.add(DayOfWeek.of(to + 1));
        return days;
    }

    boolean contains(ZonedDateTime moment) {
        LocalTime time = moment.toLocalTime();
        return days.contains(moment.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(until);
    }
}
