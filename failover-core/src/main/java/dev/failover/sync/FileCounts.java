package dev.failover.sync;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many files a source held within a day: the most in each hour. What goes slowly goes within that day all the same, however many
 * runs are made meanwhile. Immutable.
 */
final class FileCounts {
    static final Duration WINDOW = Duration.ofDays(1);
    static final FileCounts NONE = new FileCounts(new TreeMap<>());

    private final NavigableMap<Instant, Long> hours;

    private FileCounts(NavigableMap<Instant, Long> hours) {
        this.hours = hours;
    }

    /** With one more count; without those of more than a day before. What is dated later, by a clock that was ahead, counts as of now. */
    FileCounts and(Instant at, long files) {
        Instant now = at.truncatedTo(ChronoUnit.HOURS);
        NavigableMap<Instant, Long> all = new TreeMap<>();
        hours.forEach((hour, most) -> {
            if (!hour.isBefore(at.minus(WINDOW).truncatedTo(ChronoUnit.HOURS))) {
                all.merge(hour.isAfter(now) ? now : hour, most, Math::max);
            }
        });
        all.merge(now, files, Math::max);
        return new FileCounts(all);
    }

    /** The most of them; 0 if there is none. */
    long most() {
        return hours.values().stream().max(Comparator.naturalOrder()).orElse(0L);
    }

    String text() {
        return hours.entrySet().stream()
                .map(hour -> hour.getKey() + "=" + hour.getValue())
                .collect(Collectors.joining(" "));
    }

    /** @throws IllegalArgumentException if the text is none of {@link #text} */
    static FileCounts parse(String text) {
        FileCounts counts = NONE;
        try {
            for (String hour : text.split(" ", -1)) {
                int equals = hour.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("has a count of files without a time");
                }
                counts = counts.and(
                        Instant.parse(hour.substring(0, equals)),
                        NoteText.number("count of files", hour.substring(equals + 1)));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has a count of files with a time that is none", e);
        }
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileCounts that && hours.equals(that.hours);
    }

    @Override
    public int hashCode() {
        return hours.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
