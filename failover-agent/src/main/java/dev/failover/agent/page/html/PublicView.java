package dev.failover.agent.page.html;

import dev.failover.agent.page.model.PublicStatus;
import dev.failover.agent.page.model.PublicStatus.Availability;
import dev.failover.agent.page.model.PublicStatus.Component;
import dev.failover.agent.page.model.PublicStatus.Incident;
import dev.failover.agent.page.model.Reachability;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The page for everybody: no address, no site, no vendor. */
public final class PublicView {
    private static final int INCIDENTS_SHOWN = 15;
    /** Of more, 90 days each would be too much for a phone. */
    private static final int MOST_WITH_DAYS = 60;

    private PublicView() {}

    /** As a server gives it, or as a file if it says until when it is valid. */
    public static String of(PublicStatus status) {
        Frame frame = status.validUntil()
                .map(until -> Frame.file(title(status), until))
                .orElseGet(() -> Frame.live(title(status)));
        Markup main = Markup.of("main").add(banner(status));
        Markup services = Markup.of("section", "card").add(Markup.of("h2").text("Services"));
        boolean days = status.components().size() <= MOST_WITH_DAYS;
        status.components().forEach(component -> services.add(component(component, days)));
        main.add(services, incidents(status.incidents(), status.asOf()));
        return frame.feed(status.title()).around(main, Optional.of(footer()));
    }

    private static String title(PublicStatus status) {
        return status.status().description() + " · " + status.title();
    }

    private static Markup banner(PublicStatus status) {
        Markup asOf = Markup.of("p", "as-of").text("As of ").add(Words.time(status.asOf()));
        status.validUntil()
                .ifPresent(until -> asOf.text(", valid until ")
                        .add(Words.time(until))
                        .text(". If it is later than that, this page says nothing about the present."));
        if (status.validUntil().isEmpty()) {
            asOf.add(Markup.of("span", "live").with("data-live-state", ""));
        }
        return Markup.of("header", "banner " + status.status().indicator())
                .add(
                        Markup.of("p", "owner").text(status.title()),
                        Markup.of("h1").text(status.status().description()),
                        asOf);
    }

    private static Markup component(Component component, boolean days) {
        Markup part = Markup.of("div", "component")
                .add(Markup.of("div", "heading")
                        .add(Markup.of("div")
                                .add(
                                        Markup.of("h3").text(component.name()),
                                        Words.pill(state(component), sentence(component)))));
        if (days) {
            part.add(
                    Graphs.days(component.name(), component.days()),
                    Markup.of("p", "axis")
                            .add(
                                    Markup.of("span").text("90 days ago"),
                                    Markup.of("span").text("today")));
        }
        return part.add(Markup.of("dl", "figures small")
                .add(
                        figure("24 hours", component.day()),
                        figure("7 days", component.week()),
                        figure("90 days", component.quarter())));
    }

    private static Markup figure(String term, Availability availability) {
        return Markup.of("div", "figure")
                .add(
                        Markup.of("dt").text(term),
                        Markup.of("dd", "value").text(availability.percent()),
                        Markup.of("dd", "note").text(Words.unknown(availability.unknown())));
    }

    private static Reachability state(Component component) {
        return switch (component.status()) {
            case "operational" -> Reachability.UP;
            case "degraded_performance" -> Reachability.DEGRADED;
            case "major_outage" -> Reachability.DOWN;
            default -> Reachability.UNKNOWN;
        };
    }

    private static String sentence(Component component) {
        String standby = component.standby() ? ", by a standby" : "";
        return switch (state(component)) {
            case UP -> "reachable" + standby;
            case DEGRADED -> "reachable with limits" + standby;
            case DOWN -> "not reachable";
            case UNKNOWN -> "not known";
        };
    }

    private static Markup incidents(List<Incident> incidents, Instant now) {
        Markup list = Markup.of("ul", "incidents");
        incidents.stream().limit(INCIDENTS_SHOWN).forEach(incident -> list.add(incident(incident, now)));
        if (incidents.isEmpty()) {
            list.add(Markup.of("li", "quiet").text("None within 90 days, as far as it is known."));
        }
        return Markup.of("section", "card").add(Markup.of("h2").text("Outages"), list);
    }

    private static Markup incident(Incident incident, Instant now) {
        Markup item = Markup.of("li", incident.ended().isPresent() ? "over" : "lasting")
                .add(Markup.of("strong").text(Outages.title(incident)));
        item.add(Markup.of("p", "quiet").text(Outages.sentence(incident, now)));
        return item;
    }

    private static Markup footer() {
        return Markup.of("footer")
                .add(Markup.of("nav")
                        .add(
                                Markup.of("a").with("href", "status.json").text("JSON"),
                                Markup.of("a").with("href", "feed.atom").text("Feed")));
    }
}
