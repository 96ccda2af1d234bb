package dev.failover.agent.page.html;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.page.model.Facts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The forms by which somebody acts, and what came of it. */
public final class ActView {
    /** What can be done: each a verb of the command line. */
    public enum Verb {
        SWITCH("Move %s to another site"),
        FAILBACK("Move %s back to its first site"),
        PAUSE("Stop automatic writes of %s"),
        RESUME("Allow automatic switches of %s again"),
        APPROVE("Allow one automatic switch of %s within 30 minutes"),
        ACK("Say that you know what is the case with %s");

        private final String sentence;

        Verb(String sentence) {
            this.sentence = sentence;
        }

        /** The verb of that name; empty if there is none. */
        public static Optional<Verb> named(String word) {
            return Stream.of(values()).filter(verb -> verb.word().equals(word)).findFirst();
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is about a site. */
        public boolean needsSite() {
            return this == SWITCH || this == APPROVE;
        }
    }

    private ActView() {}

    /** The form for one thing; empty if there is no such service. */
    public static Optional<String> form(Facts facts, Verb verb, String service) {
        return facts.services().stream()
                .filter(each -> each.service().equals(service))
                .findFirst()
                .map(each -> form(facts, verb, each));
    }

    private static String form(Facts facts, Verb verb, ServiceView service) {
        String what = verb.sentence.formatted(service.service());
        Markup form = Markup.of("form")
                .with("method", "post")
                .with("action", "act")
                .add(hidden("verb", verb.word()), hidden("service", service.service()));
        if (verb.needsSite()) {
            Markup sites = Markup.of("select").with("name", "site").with("required");
            service.sites().stream()
                    .filter(site -> !site.active())
                    .forEach(site -> sites.add(
                            Markup.of("option").with("value", site.site()).text(site(site))));
            form.add(Markup.of("label").text("Site").add(sites));
        }
        form.add(
                field("Your name", "by", "text", "name"),
                field("Reason", "reason", "text", "off"),
                field("Token", "token", "password", "current-password"),
                Markup.of("p", "quiet").text("Name and reason go into the journal, and to whoever is notified."),
                Markup.of("button").with("type", "submit").text(what));
        Markup card = Markup.of("section", "card")
                .add(
                        Markup.of("div", "heading")
                                .add(Markup.of("div").add(Markup.of("h2").text(what), ServiceCard.pill(service))),
                        Markup.of("p", "quiet")
                                .text(
                                        service.decision() == null
                                                ? ""
                                                : "The agent now: "
                                                        + service.decision().reason()),
                        form);
        return Frame.still(what + " · " + facts.title()).around(main(card), Optional.empty());
    }

    private static String site(ServiceView.SiteView site) {
        return site.verdict() == null
                ? site.site()
                : site.site() + " (" + site.verdict().toUpperCase(Locale.ROOT) + ")";
    }

    private static Markup hidden(String name, String value) {
        return Markup.of("input").with("type", "hidden").with("name", name).with("value", value);
    }

    private static Markup field(String label, String name, String type, String completed) {
        return Markup.of("label")
                .text(label)
                .add(Markup.of("input")
                        .with("type", type)
                        .with("name", name)
                        .with("autocomplete", completed)
                        .with("maxlength", "500")
                        .with("required"));
    }

    /** What came of it. */
    public static String done(String title, boolean done, List<String> lines) {
        Markup card = Markup.of("section", "card").add(Markup.of("h2").text(done ? "Done" : "Not done"));
        lines.forEach(line ->
                card.add(Markup.of("div", done ? "notice now" : "notice alarm").text(line)));
        return Frame.still((done ? "Done" : "Not done") + " · " + title).around(main(card), Optional.empty());
    }

    private static Markup main(Markup card) {
        return Markup.of("main")
                .add(Markup.of("p", "way").add(Markup.of("a").with("href", "./").text("← Back to the page")), card);
    }
}
