package dev.failover.agent.page.html;

import dev.failover.agent.page.model.PublicStatus.Component;

/** A service's state in a picture that other pages can show. It stands alone, so its colours are its own. */
public final class Badge {
    private static final int CHARACTER = 7;
    private static final int PADDING = 10;

    private Badge() {}

    /** The picture. */
    public static String of(Component component) {
        String what = switch (component.status()) {
            case "operational" -> "reachable";
            case "degraded_performance" -> "limited";
            case "major_outage" -> "not reachable";
            default -> "not known";
        };
        String colour = switch (component.status()) {
            case "operational" -> "#1a7f37";
            case "degraded_performance" -> "#8a5a00";
            case "major_outage" -> "#b3261e";
            default -> "#57606a";
        };
        int left = width(component.name());
        int right = width(what);
        return Markup.of("svg")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("width", String.valueOf(left + right))
                .with("height", "20")
                .with("role", "img")
                .with("aria-label", component.name() + ": " + what)
                .add(
                        Markup.of("title").text(component.name() + ": " + what),
                        box(0, left, "#24292f"),
                        box(left, right, colour),
                        text(component.name(), left / 2.0),
                        text(what, left + right / 2.0))
                .asXml();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length()) * CHARACTER + 2 * PADDING;
    }

    private static Markup box(int x, int width, String colour) {
        return Markup.of("rect")
                .with("x", String.valueOf(x))
                .with("width", String.valueOf(width))
                .with("height", "20")
                .with("fill", colour);
    }

    private static Markup text(String text, double middle) {
        return Markup.of("text")
                .with("x", String.valueOf(middle))
                .with("y", "14")
                .with("fill", "#ffffff")
                .with("text-anchor", "middle")
                .with("font-family", "DejaVu Sans,Verdana,sans-serif")
                .with("font-size", "11")
                .text(text);
    }
}
