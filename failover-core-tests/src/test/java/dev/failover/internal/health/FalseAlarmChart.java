package dev.failover.internal.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** False failovers a year against the time that detection takes, both by powers of ten, as SVG for light and dark pages. */
final class FalseAlarmChart {
    private static final int LEFT = 70;
    private static final int RIGHT = 740;
    private static final int TOP = 30;
    private static final int BOTTOM = 370;
    private static final double LEAST_SECONDS = 1.5;
    private static final double MOST_SECONDS = 80;
    private static final double LEAST_A_YEAR = 0.01;
    private static final double MOST_A_YEAR = 1_000;
    /** Where there was none at all. */
    private static final int NONE = BOTTOM + 22;

    private static final String BEGIN = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 480" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="%s">
              <style>
                .axis { stroke: #6e7781; stroke-width: 1 }
                .grid { stroke: #6e7781; stroke-width: .5; stroke-opacity: .35 }
                .slow { stroke: #2f81f7; fill: none; stroke-width: 2 }
                .quick { stroke: #d4761c; fill: none; stroke-width: 2 }
                .three { stroke-dasharray: 6 4 }
                circle.slow { fill: #2f81f7 }
                circle.quick { fill: #d4761c }
                text { fill: #6e7781; text-anchor: middle }
                text.right { text-anchor: end }
                text.left { text-anchor: start }
                .name { font-weight: 600 }
              </style>
            """;

    private final StringBuilder svg = new StringBuilder();

    /**
     * A point of a curve.
     *
     * @param name written beside it; empty for none
     * @param detection how long a fault goes unnoticed at the most
     * @param aYear false failovers
     */
    record Point(String name, Duration detection, double aYear) {}

    FalseAlarmChart(String title) {
        svg.append(BEGIN.formatted(title));
        for (double seconds : new double[] {2, 5, 10, 20, 50}) {
            line("grid", x(seconds), TOP, x(seconds), NONE);
            text("", x(seconds), NONE + 18, number(seconds) + " s");
        }
        for (double aYear = LEAST_A_YEAR; aYear <= MOST_A_YEAR; aYear *= 10) {
            line("grid", LEFT, y(aYear), RIGHT, y(aYear));
            text("right", LEFT - 8, y(aYear) + 4, number(aYear));
        }
        line("axis", LEFT, TOP, LEFT, NONE);
        line("axis", LEFT, NONE, RIGHT, NONE);
        text("right", LEFT - 8, NONE + 4, "none");
        text("left", 8, 16, "false failovers a year");
        text("right", RIGHT, NONE + 38, "from a fault to the verdict DOWN, at the most");
    }

    /** @param kind the classes of the line */
    void curve(String kind, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(at(x(point)))
                    .append(' ')
                    .append(at(y(point.aYear())));
        }
        svg.append("  <path class=\"%s\" d=\"%s\"/>\n".formatted(kind, path));
        for (Point point : points) {
            boolean named = !point.name().isEmpty();
            svg.append("  <circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n"
                    .formatted(kind.replaceAll(" .*", ""), at(x(point)), at(y(point.aYear())), named ? 5 : 2));
            if (named) {
                text("name left", x(point) + 9, y(point.aYear()) - 7, point.name());
            }
        }
    }

    /** What a kind of line means; the first stands above the next. */
    void legend(String kind, int number, String meaning) {
        int y = NONE + 38 + number * 18;
        svg.append("  <path class=\"%s\" d=\"M%s %sh34\"/>\n".formatted(kind, LEFT, y - 4));
        text("left", LEFT + 42, y, meaning);
    }

    String end() {
        return svg + "</svg>\n";
    }

    private void line(String kind, double x1, double y1, double x2, double y2) {
        svg.append("  <path class=\"%s\" d=\"M%s %sL%s %s\"/>\n".formatted(kind, at(x1), at(y1), at(x2), at(y2)));
    }

    private void text(String kind, double x, double y, String text) {
        svg.append("  <text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n".formatted(kind, at(x), at(y), text));
    }

    private static double x(Point point) {
        return x(point.detection().toMillis() / 1000.0);
    }

    private static double x(double seconds) {
        return LEFT + (RIGHT - LEFT) * Math.log(seconds / LEAST_SECONDS) / Math.log(MOST_SECONDS / LEAST_SECONDS);
    }

    private static double y(double aYear) {
        return aYear < LEAST_A_YEAR
                ? NONE
                : BOTTOM - (BOTTOM - TOP) * Math.log(aYear / LEAST_A_YEAR) / Math.log(MOST_A_YEAR / LEAST_A_YEAR);
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    private static String number(double value) {
        return value < 1
                ? String.format(Locale.ROOT, "%.2g", value).replaceAll("0$", "")
                : String.valueOf(Math.round(value));
    }
}
