package dev.failover.agent.page.html;

import dev.failover.agent.page.model.Bead;
import dev.failover.agent.page.model.History;
import dev.failover.agent.page.model.PublicStatus;
import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import dev.failover.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Drawings, as SVG within a page. What is not known is hatched. All lengths are parts of the width, so that they fit any screen. */
final class Graphs {
    private static final Duration DAY = Duration.ofDays(1);
    /** In parts of the width: what is shorter would not be seen. */
    private static final double THINNEST = 0.15;

    private static final int BEADS = 60;
    private static final String HATCH = "url(#hatch)";

    private Graphs() {}

    /** The pattern that the others refer to; once in a page. */
    static Markup definitions() {
        return Markup.of("svg", "definitions")
                .with("width", "0")
                .with("height", "0")
                .with("aria-hidden", "true")
                .add(Markup.of("defs")
                        .add(Markup.of("pattern")
                                .with("id", "hatch")
                                .with("width", "6")
                                .with("height", "6")
                                .with("patternUnits", "userSpaceOnUse")
                                .with("patternTransform", "rotate(45)")
                                .add(
                                        Markup.of("rect", "hatch-ground")
                                                .with("width", "6")
                                                .with("height", "6"),
                                        Markup.of("rect", "hatch-line")
                                                .with("width", "2")
                                                .with("height", "6"))));
    }

    /** The latest 24 hours of one site. */
    static Markup timeline(String label, History history, List<Span> active, List<Instant> switches, Instant now) {
        Instant start = now.minus(DAY);
        Markup drawing = drawing("timeline", label).with("height", "22");
        drawing.add(bar(Reachability.UNKNOWN, 0, 100, 4, 12));
        for (Span span : history.spans()) {
            if (span.until().isAfter(start) && span.state() != Reachability.UNKNOWN) {
                double x = at(span.from(), start);
                drawing.add(
                        bar(span.state(), x, at(span.until(), start) - x, 4, 12).add(title(span)));
            }
        }
        for (Span span : active) {
            if (span.until().isAfter(start)) {
                double x = at(span.from(), start);
                drawing.add(rectangle("serving", x, at(span.until(), start) - x, 18, 3));
            }
        }
        for (Instant made : switches) {
            if (made.isAfter(start)) {
                drawing.add(rectangle("switched", at(made, start), 0.3, 0, 22)
                        .add(Markup.of("title").text("switched, " + Words.moment(made))));
            }
        }
        return drawing;
    }

    private static Markup title(Span span) {
        return Markup.of("title")
                .text("%s, %s to %s (%s)"
                        .formatted(
                                span.state(),
                                Words.moment(span.from()),
                                Words.moment(span.until()),
                                Words.duration(span.length())));
    }

    /** The latest checks of one site, the newest at the right. */
    static Markup beads(List<Bead> beads) {
        double step = 100.0 / BEADS;
        List<Bead> latest = beads.subList(Math.max(0, beads.size() - BEADS), beads.size());
        long failed = latest.stream()
                .filter(bead -> bead.status() == Health.Status.DOWN)
                .count();
        Markup drawing = drawing("beads", "the last %s checks, of which %s failed".formatted(latest.size(), failed))
                .with("height", "16");
        int first = BEADS - latest.size();
        for (int i = 0; i < latest.size(); i++) {
            Bead bead = latest.get(i);
            Reachability state = Reachability.of(bead.status().name().toLowerCase(Locale.ROOT));
            drawing.add(bar(state, (first + i) * step + step * 0.15, step * 0.7, 1, 14)
                    .with("rx", "2")
                    .add(Markup.of("title").text(Words.moment(bead.at()) + ": " + bead.detail())));
        }
        return drawing;
    }

    /** A bar for each of 90 days. */
    static Markup days(String service, List<PublicStatus.Day> days) {
        double step = 100.0 / days.size();
        Markup drawing = drawing("days", service + ", day by day").with("height", "34");
        for (int i = 0; i < days.size(); i++) {
            PublicStatus.Day day = days.get(i);
            drawing.add(bar(state(day.availability()), i * step + step * 0.12, step * 0.76, 0, 34)
                    .with("rx", "2")
                    .add(Markup.of("title").text(day.date() + ": " + sentence(day.availability()))));
        }
        return drawing;
    }

    private static Reachability state(PublicStatus.Availability day) {
        if (day.up().isEmpty()) {
            return Reachability.UNKNOWN;
        }
        if (day.downSeconds().isZero()) {
            return Reachability.UP;
        }
        return day.up().get() >= 0.99 ? Reachability.DEGRADED : Reachability.DOWN;
    }

    private static String sentence(PublicStatus.Availability day) {
        if (day.up().isEmpty()) {
            return "not known";
        }
        String down = day.downSeconds().isZero() ? "no outage" : "down for " + Words.duration(day.downSeconds());
        String unknown = Words.unknown(day.unknown());
        return unknown.isEmpty() ? down : down + "; " + unknown;
    }

    private static Markup drawing(String classes, String label) {
        return Markup.of("svg", classes)
                .with("width", "100%")
                .with("role", "img")
                .with("aria-label", label);
    }

    private static Markup bar(Reachability state, double x, double width, int y, int height) {
        Markup bar = rectangle("bar-" + Words.style(state), x, width, y, height);
        return state == Reachability.UNKNOWN ? bar.with("fill", HATCH) : bar;
    }

    private static Markup rectangle(String classes, double x, double width, int y, int height) {
        return Markup.of("rect", classes)
                .with("x", percent(x))
                .with("y", String.valueOf(y))
                .with("width", percent(Math.max(width, THINNEST)))
                .with("height", String.valueOf(height));
    }

    private static double at(Instant moment, Instant start) {
        double part = Duration.between(start, moment).toMillis() * 100.0 / DAY.toMillis();
        return Math.min(100, Math.max(0, part));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
