package dev.failover.agent.page.html;

import dev.failover.agent.page.model.Reachability;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What pages say in more than one place. Times are in UTC, as in the journal. */
final class Words {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY_AND_MINUTE =
            DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** Of 90 days, thirteen minutes. */
    private static final double NEGLIGIBLE = 0.0001;

    private Words() {}

    /** A moment, in an element that a machine can read. */
    static Markup time(Instant moment) {
        return Markup.of("time")
                .with("datetime", moment.truncatedTo(ChronoUnit.SECONDS).toString())
                .text(moment(moment));
    }

    static String moment(Instant moment) {
        return MOMENT.format(moment) + " UTC";
    }

    static String minute(Instant moment) {
        return DAY_AND_MINUTE.format(moment) + " UTC";
    }

    /** A duration to whole seconds, unless it is short. */
    static String duration(Duration duration) {
        Duration shown =
                duration.compareTo(Duration.ofMinutes(1)) < 0 ? duration : duration.truncatedTo(ChronoUnit.SECONDS);
        return Durations.format(shown);
    }

    /** A sentence of ours, in which commands and settings stand in backticks. */
    static Markup sentence(String name, String text) {
        Markup element = Markup.of(name);
        String[] parts = text.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (i % 2 == 0) {
                element.text(parts[i]);
            } else if (last) {
                element.text("`" + parts[i]);
            } else {
                element.add(Markup.of("code").text(parts[i]));
            }
        }
        return element;
    }

    /** The name of a condition as words: {@code standby down (home)}. */
    static String condition(String id) {
        int subject = id.indexOf('/');
        return subject < 0
                ? id.replace('-', ' ')
                : id.substring(0, subject).replace('-', ' ') + " (" + id.substring(subject + 1) + ")";
    }

    /** How much of something is not known, from 0 to 1; nothing if all is. */
    static String unknown(double share) {
        return share < NEGLIGIBLE ? "" : "%s %% not known".formatted((int) Math.ceil(share * 100));
    }

    /** The class of the style sheet that a state is shown by. */
    static String style(Reachability state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A state, in a form that is told by more than its colour. */
    static Markup pill(Reachability state, String text) {
        return Markup.of("span", "pill " + style(state))
                .add(Markup.of("span", "sign").with("aria-hidden", "true").text(sign(state)))
                .text(text);
    }

    private static String sign(Reachability state) {
        return switch (state) {
            case UP -> "✓";
            case DEGRADED -> "~";
            case DOWN -> "✕";
            case UNKNOWN -> "?";
        };
    }
}
