package dev.failover.agent.page.html;

import dev.failover.agent.evidence.IncidentTimeline.Moment;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Kept;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An incident on one page, for whoever has to find out why: what happened when, and what was collected. It is a file that stands alone, and
 * loads and runs nothing.
 */
public final class IncidentPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    /** Without a character that would be escaped. */
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; }
            td, th { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8888; }
            td { overflow-wrap: anywhere; }
            pre { overflow-x: auto; font-size: .85rem; }
            @media print { details { display: block; } }
            """;

    private final Manifest manifest;
    private final List<Moment> timeline;
    private final Function<Kept, Optional<String>> end;

    private IncidentPage(Manifest manifest, List<Moment> timeline, Function<Kept, Optional<String>> end) {
        this.manifest = manifest;
        this.timeline = timeline;
        this.end = end;
    }

    /**
     * The page.
     *
     * @param end the last lines of an item; empty if it has none
     */
    public static String of(Manifest manifest, List<Moment> timeline, Function<Kept, Optional<String>> end) {
        return new IncidentPage(manifest, timeline, end).html();
    }

    private String html() {
        Incident incident = manifest.incident();
        String title = "%s: %s failed".formatted(incident.id(), incident.site());
        Markup head = Markup.of("head")
                .add(
                        Markup.of("meta").with("charset", "utf-8"),
                        Markup.of("meta").with("name", "viewport").with("content", "width=device-width"),
                        Markup.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with("content", POLICY),
                        Markup.of("title").text(title),
                        Markup.of("style").text(STYLE));
        Markup body = Markup.of("body")
                .add(
                        Markup.of("h1").text(title),
                        Markup.of("p")
                                .text("%s was left at %s: %s."
                                        .formatted(incident.site(), incident.decidedAt(), incident.reason())))
                .addAll(outcome())
                .add(
                        Markup.of("h2").text("What happened"),
                        table(
                                List.of("When (UTC)", "What", ""),
                                timeline.stream().map(IncidentPage::row).toList()),
                        Markup.of("h2").text("What was collected"))
                .addAll(manifest.items().stream().map(this::item).toList());
        return Markup.of("html").with("lang", "en").add(head, body).asHtml();
    }

    private List<Markup> outcome() {
        List<Markup> outcome = new ArrayList<>();
        outcome.add(Markup.of("p")
                .text("The evidence is %s: %s items, %s bytes, %s secrets taken out."
                        .formatted(
                                manifest.isComplete() ? "complete" : "incomplete",
                                manifest.items().size(),
                                manifest.bytes(),
                                manifest.redacted())));
        List<String> missing = manifest.missing();
        if (!missing.isEmpty()) {
            outcome.add(Markup.of("p").text("Missing:"));
            outcome.add(Markup.of("ul")
                    .addAll(missing.stream()
                            .map(what -> Markup.of("li").text(what))
                            .toList()));
        }
        return outcome;
    }

    private static Markup table(List<String> heads, List<Markup> rows) {
        Markup head = Markup.of("tr")
                .addAll(heads.stream().map(name -> Markup.of("th").text(name)).toList());
        return Markup.of("table")
                .add(Markup.of("thead").add(head), Markup.of("tbody").addAll(rows));
    }

    private static Markup row(Moment moment) {
        String at = moment.at().truncatedTo(ChronoUnit.MILLIS).toString();
        return Markup.of("tr")
                .add(
                        Markup.of("td")
                                .add(Markup.of("time").with("datetime", at).text(at)),
                        Markup.of("td").text(moment.what()),
                        Markup.of("td").text(moment.text()));
    }

    private Markup item(Kept item) {
        List<Markup> rows = new ArrayList<>();
        fact(rows, "from", item.source());
        fact(rows, "when", item.began() + " to " + item.ended());
        fact(
                rows,
                "kept",
                "%s bytes%s%s"
                        .formatted(
                                item.bytes(),
                                item.dropped() == 0 ? "" : ", after %s that were not kept".formatted(item.dropped()),
                                item.exit().map(status -> ", status " + status).orElse("")));
        item.incomplete().ifPresent(why -> fact(rows, "not all of it", why));
        fact(rows, "SHA-256", item.sha256());
        Markup section = Markup.of("section")
                .add(
                        Markup.of("h3").text(item.file()),
                        Markup.of("table").add(Markup.of("tbody").addAll(rows)));
        end.apply(item)
                .ifPresent(text -> section.add(Markup.of("details")
                        .add(
                                Markup.of("summary").text("The end of it"),
                                Markup.of("pre").text(text))));
        return section;
    }

    private static void fact(List<Markup> rows, String name, String value) {
        rows.add(Markup.of("tr")
                .add(
                        Markup.of("th").with("scope", "row").text(name),
                        Markup.of("td").text(value)));
    }
}
