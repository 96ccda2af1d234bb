package dev.failover.agent.page.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was the case when, oldest first, without gaps and overlaps. Immutable.
 *
 * @param spans the last one lasts until it was noted last
 */
public record History(List<Span> spans) {
    /** Of what was never noted. */
    public static final History NONE = new History(List.of());
    /** How far back it goes: 90 days, and the day that has begun. */
    public static final Duration KEPT = Duration.ofDays(91);

    /** Nothing noted for longer than this means that nobody watched: not known. */
    static final Duration LONGEST_GAP = Duration.ofMinutes(2);
    /** Five hundred outages within 90 days. What lies before them counts as not known. */
    static final int MOST_SPANS = 1000;

    public History {
        spans = List.copyOf(spans);
    }

    /** With what is the case now. A clock that was set back makes what lies behind it undone. */
    public History noted(Instant now, Reachability state) {
        List<Span> next = new ArrayList<>();
        for (Span span : spans) {
            if (span.from().isBefore(now)) {
                next.add(span.until().isAfter(now) ? new Span(span.from(), now, span.state()) : span);
            }
        }
        if (!next.isEmpty()) {
            Span last = next.get(next.size() - 1);
            boolean watched = Duration.between(last.until(), now).compareTo(LONGEST_GAP) <= 0;
            append(next, last.until(), now, watched ? last.state() : Reachability.UNKNOWN);
        }
        append(next, now, now, state);
        Instant oldest = now.minus(KEPT);
        next.removeIf(span -> span.until().isBefore(oldest));
        return new History(next.subList(Math.max(0, next.size() - MOST_SPANS), next.size()));
    }

    private static void append(List<Span> spans, Instant from, Instant until, Reachability state) {
        if (!spans.isEmpty()) {
            Span last = spans.get(spans.size() - 1);
            if (last.state() == state) {
                spans.set(spans.size() - 1, new Span(last.from(), until, state));
                return;
            }
        }
        spans.add(new Span(from, until, state));
    }

    /** With what is known of a part of the time that was noted already. */
    public History with(Span better) {
        if (spans.isEmpty()) {
            return this;
        }
        Instant from = latest(better.from(), spans.get(0).from());
        Instant until = earliest(better.until(), spans.get(spans.size() - 1).until());
        if (!from.isBefore(until)) {
            return this;
        }
        List<Span> next = new ArrayList<>();
        for (Span span : spans) {
            if (span.from().isBefore(from)) {
                append(next, span.from(), earliest(span.until(), from), span.state());
            }
        }
        append(next, from, until, better.state());
        for (Span span : spans) {
            if (!span.until().isBefore(until)) {
                append(next, latest(span.from(), until), span.until(), span.state());
            }
        }
        return new History(next);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** What the time between two moments was made of. */
    public Uptime uptime(Instant from, Instant until) {
        long start = from.toEpochMilli();
        long end = until.toEpochMilli();
        long up = 0;
        long down = 0;
        for (Span span : spans) {
            long part = span.millisWithin(start, end);
            switch (span.state()) {
                case UP, DEGRADED -> up += part;
                case DOWN -> down += part;
                case UNKNOWN -> {}
            }
        }
        return new Uptime(Duration.ofMillis(up), Duration.ofMillis(down), Duration.ofMillis(end - start - up - down));
    }

    /** The latest so long. */
    public Uptime uptime(Instant now, Duration lasting) {
        return uptime(now.minus(lasting), now);
    }

    /** When it was down, oldest first. */
    public List<Span> outages() {
        return spans.stream().filter(span -> span.state() == Reachability.DOWN).toList();
    }
}
