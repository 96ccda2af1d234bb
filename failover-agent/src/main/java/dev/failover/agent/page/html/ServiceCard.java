package dev.failover.agent.page.html;

import dev.failover.agent.control.CoordinatedView;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Decided;
import dev.failover.agent.control.ServiceView.GateView;
import dev.failover.agent.control.ServiceView.Predicted;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.agent.control.ServiceView.Switched;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.History;
import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import dev.failover.agent.page.model.Uptime;
import dev.failover.decision.Acknowledgement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All that is known of one service. */
final class ServiceCard {
    private static final int SWITCHES_SHOWN = 5;

    private final Facts facts;
    private final ServiceView service;
    private final boolean acting;

    ServiceCard(Facts facts, ServiceView service, boolean acting) {
        this.facts = facts;
        this.service = service;
        this.acting = acting;
    }

    /** What somebody should look at, in a few words; empty if all is well. */
    static Optional<String> attention(ServiceView service) {
        String name = service.service();
        if (service.latch().isPresent()) {
            return Optional.of("Automatic switching of " + name + " has stopped");
        }
        if (!service.conditions().isEmpty()) {
            String told =
                    service.conditions().keySet().stream().map(Words::condition).collect(Collectors.joining(", "));
            return Optional.of(acknowledger(service)
                    .map(who -> "%s knows of what %s has: %s".formatted(who, name, told))
                    .orElse(name + " needs somebody: " + told));
        }
        if (service.pause().isPresent()) {
            return Optional.of(name + " is paused");
        }
        return service.assignment()
                .filter(assigned -> !assigned.published())
                .map(assigned -> name + " is being switched to " + assigned.site());
    }

    /** Whether somebody should look at it. */
    static boolean isUnusual(ServiceView service) {
        return Reachability.of(service) != Reachability.UP || attention(service).isPresent();
    }

    static Markup pill(ServiceView service) {
        Reachability state = Reachability.of(service);
        return Words.pill(
                state,
                switch (state) {
                    case UP -> "reachable";
                    case DEGRADED -> "reachable with limits";
                    case DOWN -> "not reachable";
                    case UNKNOWN -> "not known";
                });
    }

    Markup element() {
        Markup card = Markup.of("section", "card service").add(heading());
        card.addAll(notices());
        card.add(figures(), sites(), timeline());
        Decided decision = service.decision();
        if (decision != null) {
            card.add(decision(decision));
        }
        if (service.records() != null) {
            card.add(GivenAnswers.element(service.records()));
        }
        CoordinatedView together = service.coordinated();
        if (together != null) {
            card.add(votes(together));
        }
        if (!service.switches().isEmpty()) {
            card.add(switches());
        }
        return card;
    }

    private Markup heading() {
        Markup heading = Markup.of("div", "heading")
                .add(
                        Markup.of("div").add(Markup.of("h2").text(service.service()), pill(service)),
                        Markup.of("p", "where")
                                .text(service.assignment()
                                        .map(assigned -> "at %s since %s, by %s: %s"
                                                .formatted(
                                                        assigned.site(),
                                                        Words.minute(assigned.since()),
                                                        assigned.by(),
                                                        assigned.reason()))
                                        .orElse("Nothing is decided yet")));
        if (acting) {
            Markup actions = Markup.of("p", "actions").add(action("switch", "Switch…"));
            if (isAwayFromPrimary() || service.held().isPresent()) {
                actions.add(action("failback", "Fail back…"));
            }
            boolean stopped = service.pause().isPresent() || service.latch().isPresent();
            actions.add(stopped ? action("resume", "Resume…") : action("pause", "Pause…"));
            boolean waits = service.decision() != null
                    && service.decision().gates().stream()
                            .anyMatch(gate -> gate.gate().equals("approval") && !gate.met());
            if (waits) {
                actions.add(action("approve", "Approve…"));
            }
            if (isNews()) {
                actions.add(action("ack", "Acknowledge…"));
            }
            heading.add(actions);
        }
        return heading;
    }

    private boolean isAwayFromPrimary() {
        return service.sites().stream()
                .anyMatch(site -> site.active() && !site.role().equals("primary"));
    }

    /** Whether there is something that nobody has acknowledged. */
    private boolean isNews() {
        return !service.conditions().isEmpty() && acknowledger(service).isEmpty()
                || service.latch().isPresent();
    }

    /** Who knows of all that humans were told; empty if nobody does, or there is nothing. */
    private static Optional<String> acknowledger(ServiceView service) {
        Set<String> told = service.conditions().keySet();
        return service.acknowledgement()
                .filter(known -> !told.isEmpty() && known.of().containsAll(told))
                .map(Acknowledgement::by);
    }

    private Markup action(String verb, String text) {
        return Markup.of("a", "button")
                .with(
                        "href",
                        "act?verb=%s&service=%s"
                                .formatted(verb, URLEncoder.encode(service.service(), StandardCharsets.UTF_8)))
                .text(text);
    }

    /** What is out of the ordinary, the most important first. */
    private List<Markup> notices() {
        List<Markup> notices = new ArrayList<>();
        service.assignment()
                .filter(assigned -> !assigned.published())
                .ifPresent(assigned -> notices.add(notice(
                        "now",
                        "Switching to " + assigned.site() + progress(),
                        service.records() == null
                                ? "not yet published everywhere"
                                : service.records().sentence())));
        service.latch()
                .ifPresent(latch -> notices.add(notice(
                        "alarm",
                        "Automatic switching has stopped since " + Words.moment(latch.since()),
                        latch.reason())));
        if (service.publishingFailures() != null) {
            service.publishingFailures()
                    .forEach((provider, why) -> notices.add(notice("alarm", "Writing to " + provider + " fails", why)));
        }
        if (service.connectivity() != null && !service.connectivity().equals("connected")) {
            notices.add(
                    service.connectivity().equals("isolated")
                            ? notice(
                                    "alarm",
                                    "This watcher is cut off",
                                    "It decides nothing until it reaches a reference")
                            : notice("now", "This watcher's own network", "is being looked at"));
        }
        service.pause()
                .ifPresent(pause -> notices.add(notice(
                        "hold",
                        "Paused by %s since %s".formatted(pause.by(), Words.moment(pause.since())),
                        pause.reason())));
        service.held()
                .ifPresent(held -> notices.add(notice(
                        "hold",
                        "Held at %s by %s since %s%s"
                                .formatted(
                                        held.site(),
                                        held.by(),
                                        Words.moment(held.since()),
                                        held.until()
                                                .map(until -> " until " + Words.moment(until))
                                                .orElse("")),
                        held.reason())));
        service.approval()
                .ifPresent(approval -> notices.add(notice(
                        "hold",
                        "%s approved of one switch to %s until %s"
                                .formatted(approval.by(), approval.site(), Words.moment(approval.until())),
                        approval.reason())));
        conditions().forEach(notices::add);
        facts.status()
                .readiness(service.service())
                .ifPresent(readiness -> readiness
                        .since()
                        .ifPresent(since -> notices.add(notice(
                                "now", "A failover would not work, since " + Words.moment(since), readiness.why()))));
        service.acknowledgement()
                .ifPresent(known -> notices.add(notice(
                        "hold",
                        "%s knows since %s of %s"
                                .formatted(
                                        known.by(),
                                        Words.moment(known.since()),
                                        known.of().stream()
                                                .map(Words::condition)
                                                .collect(Collectors.joining(", "))),
                        known.reason())));
        return notices;
    }

    /** How long the switch under way takes, and should. */
    private String progress() {
        List<Switched> all = service.switches();
        return all.stream()
                .skip(Math.max(0, all.size() - 1))
                .filter(made -> made.publishedAt().isEmpty())
                .map(made -> ", begun %s ago%s"
                        .formatted(
                                Words.duration(Duration.between(made.began().orElse(made.decidedAt()), facts.at())
                                        .truncatedTo(ChronoUnit.SECONDS)),
                                made.predictedSeconds()
                                        .map(predicted -> ", predicted to take " + Words.duration(predicted))
                                        .orElse("")))
                .findFirst()
                .orElse("");
    }

    private List<Markup> conditions() {
        List<Markup> told = new ArrayList<>();
        service.conditions().forEach((id, since) -> {
            boolean shown = id.equals("latched") && service.latch().isPresent()
                    || service.publishingFailures() != null
                            && service.publishingFailures().keySet().stream()
                                    .anyMatch(provider -> id.equals("publishing-fails/" + provider));
            if (!shown) {
                told.add(Markup.of("div", "notice told")
                        .add(
                                Words.sentence("strong", sentence(id)),
                                Markup.of("span", "quiet").text(" · told since " + Words.moment(since))));
            }
        });
        return told;
    }

    /** What a condition says; its name, if it is over in a moment. */
    private String sentence(String condition) {
        Decided decision = service.decision();
        return decision == null
                ? condition
                : decision.conditions().stream()
                        .filter(each -> each.id().equals(condition))
                        .map(ServiceView.ConditionView::sentence)
                        .findFirst()
                        .orElse(condition);
    }

    private static Markup notice(String kind, String what, String why) {
        Markup notice =
                Markup.of("div", "notice " + kind).add(Markup.of("strong").text(what));
        return why.isEmpty() ? notice : notice.text(": ").add(Words.sentence("span", why));
    }

    private Markup figures() {
        History history = facts.history(service.service());
        Markup figures = Markup.of("dl", "figures");
        figures.add(
                uptime("24 hours", history.uptime(facts.at(), Duration.ofDays(1))),
                uptime("7 days", history.uptime(facts.at(), Duration.ofDays(7))),
                uptime("90 days", history.uptime(facts.at(), Duration.ofDays(90))));
        Predicted prediction = service.prediction();
        if (prediction != null) {
            figures.add(figure(
                    "Recovery time",
                    Words.duration(prediction.visibleSeconds()),
                    service.rtoSeconds()
                            .map(goal -> "predicted; the aim is " + Words.duration(goal))
                            .orElse("predicted, caches included"),
                    service.rtoSeconds()
                            .filter(goal -> goal.compareTo(prediction.visibleSeconds()) < 0)
                            .isPresent()));
        }
        oldestReplica()
                .ifPresent(age ->
                        figures.add(figure("Data at stake", Words.duration(age), "age of the oldest replica", false)));
        return figures;
    }

    private Optional<Duration> oldestReplica() {
        return service.sites().stream()
                .filter(site -> !site.active())
                .map(SiteView::replicaAgeSeconds)
                .filter(Objects::nonNull)
                .flatMap(Optional::stream)
                .max(Duration::compareTo);
    }

    private static Markup uptime(String over, Uptime uptime) {
        String outages = uptime.down().isZero() ? "no outage" : "down for " + Words.duration(uptime.down());
        String unknown = Words.unknown(uptime.unknownShare());
        return figure("Up, " + over, uptime.percent(), unknown.isEmpty() ? outages : outages + ", " + unknown, false);
    }

    private static Markup figure(String term, String value, String note, boolean bad) {
        return Markup.of("div", bad ? "figure bad" : "figure")
                .add(
                        Markup.of("dt").text(term),
                        Markup.of("dd", "value").text(value),
                        Markup.of("dd", "note").text(note));
    }

    private Markup sites() {
        Markup list = Markup.of("ul", "sites");
        for (SiteView site : service.sites()) {
            list.add(site(site));
        }
        return list;
    }

    private Markup site(SiteView site) {
        Reachability verdict = Reachability.of(site.verdict());
        Markup name = Markup.of("div", "name")
                .add(Markup.of("strong").text(site.site()))
                .add(Markup.of("span", "quiet").text(site.role() + (site.degraded() ? ", degraded" : "")));
        if (site.active()) {
            name.add(Markup.of("span", "tag").text("active"));
        }
        Duration lasting = site.verdictSeconds();
        Markup finding = Markup.of("div", "finding")
                .add(Words.pill(verdict, verdict.name() + (lasting == null ? "" : " for " + Words.duration(lasting))))
                .add(Markup.of("span", "detail").text(site.detail() == null ? "" : site.detail()));
        List<String> more = new ArrayList<>();
        if (site.address() != null) {
            more.add(site.address().sentence());
        }
        if (site.certificateExpiry() != null) {
            site.certificateExpiry().ifPresent(expiry -> more.add("certificate until " + Words.minute(expiry)));
        }
        if (site.replicaAgeSeconds() != null) {
            site.replicaAgeSeconds().ifPresent(age -> more.add("replica " + Words.duration(age) + " old"));
        }
        return Markup.of("li", site.active() ? "site active" : "site")
                .add(
                        name,
                        finding,
                        Graphs.beads(facts.beads(service.service(), site.site())),
                        Markup.of("p", "quiet more").text(String.join(" · ", more)));
    }

    private Markup timeline() {
        Markup lanes = Markup.of("div", "lanes");
        for (SiteView site : service.sites()) {
            lanes.add(
                    Markup.of("span", "lane").text(site.site()),
                    Graphs.timeline(
                            site.site() + " over the last 24 hours",
                            facts.history(service.service(), site.site()),
                            active(site.site()),
                            service.switches().stream().map(Switched::decidedAt).toList(),
                            facts.at()));
        }
        return Markup.of("div", "day")
                .add(
                        Markup.of("h3").text("Last 24 hours"),
                        lanes,
                        Markup.of("p", "axis")
                                .add(
                                        Markup.of("span")
                                                .text(Words.minute(facts.at().minus(Duration.ofDays(1)))),
                                        Markup.of("span").text("now")));
    }

    /** While it was the active one, as far as the switches remember. */
    private List<Span> active(String site) {
        List<Span> spans = new ArrayList<>();
        Instant from = Instant.EPOCH;
        String at = service.switches().isEmpty()
                ? service.assignment().map(ServiceView.Assigned::site).orElse("")
                : service.switches().get(0).from();
        for (Switched made : service.switches()) {
            if (at.equals(site)) {
                spans.add(new Span(from, made.decidedAt(), Reachability.UP));
            }
            from = made.decidedAt();
            at = made.to();
        }
        if (at.equals(site)) {
            spans.add(new Span(from, facts.at(), Reachability.UP));
        }
        return spans;
    }

    private Markup decision(Decided decision) {
        Markup gates = Markup.of("ul", "gates");
        decision.gates().stream().filter(gate -> !gate.met()).forEach(gate -> gates.add(gate(gate)));
        Markup met = Markup.of("ul", "gates met");
        decision.gates().stream().filter(GateView::met).forEach(gate -> met.add(gate(gate)));
        Markup part = Markup.of("div", "next")
                .add(
                        Markup.of("h3").text("What the agent does now"),
                        Markup.of("p")
                                .add(Markup.of("strong").text(step(decision)))
                                .text(decision.reason().isEmpty() ? "" : ": ")
                                .add(Words.sentence("span", decision.reason())));
        if (service.prediction() != null) {
            part.add(prediction(service.prediction()));
        }
        return decision.gates().isEmpty() ? part : part.add(gates, met);
    }

    private String step(Decided decision) {
        return switch (decision.step()) {
            case "stay" ->
                service.assignment()
                        .filter(assigned -> !assigned.published())
                        .map(assigned -> "It is switching to " + assigned.site())
                        .orElse("It stays");
            case "stop" -> "It waits for a human";
            case "switch" -> "It switches to " + decision.to();
            default -> "It takes over what it finds";
        };
    }

    private static Markup prediction(Predicted expected) {
        List<String> parts = new ArrayList<>();
        part(parts, "detection", expected.detectionSeconds(), "");
        part(parts, "gates", expected.gatesSeconds(), "");
        part(parts, "or a takeover", expected.takeoverSeconds(), "");
        part(
                parts,
                "publishing",
                expected.publishingSeconds(),
                expected.publishingMeasured() ? " as measured" : " assumed");
        part(parts, "caches", expected.cachingSeconds(), "");
        return Markup.of("p", "quiet")
                .text("An unplanned switch takes at most %s: %s."
                        .formatted(Words.duration(expected.visibleSeconds()), String.join(", ", parts)));
    }

    private static void part(List<String> parts, String name, Duration duration, String note) {
        if (!duration.isZero()) {
            parts.add(name + " " + Words.duration(duration) + note);
        }
    }

    private static Markup gate(GateView gate) {
        return Markup.of("li")
                .add(
                        Words.pill(gate.met() ? Reachability.UP : Reachability.DOWN, gate.gate()),
                        Words.sentence("span", gate.sentence()));
    }

    private static Markup votes(CoordinatedView together) {
        Markup part = Markup.of("div", "votes").add(Markup.of("h3").text("Several watchers"));
        boolean mine = !together.leftSeconds().isZero();
        part.add(Markup.of("p", "quiet")
                .text("The lease is %s%s"
                        .formatted(
                                together.holder().map(holder -> holder + "’s").orElse("nobody’s"),
                                mine ? ", this watcher’s for another " + Words.duration(together.leftSeconds()) : "")));
        together.unreachable()
                .ifPresent(why -> part.add(notice("alarm", "The store that watchers share can’t be used", why)));
        together.differences().forEach(difference -> part.add(Words.sentence("p", difference.sentence())));
        for (CoordinatedView.SiteVotes count : together.votes()) {
            Markup list = Markup.of("ul", "gates");
            count.votes()
                    .forEach(vote -> list.add(Markup.of("li")
                            .add(
                                    Words.pill(Reachability.of(vote.says()), vote.watcher()),
                                    Markup.of("span")
                                            .text("%s, in %s: %s".formatted(vote.says(), vote.domain(), vote.why())))));
            part.add(
                    Markup.of("p")
                            .text("About %s: %s of %s needed to leave it%s"
                                    .formatted(
                                            count.site(),
                                            count.quorum(),
                                            count.turnout(),
                                            count.votedDown() ? "; it is voted DOWN" : "")),
                    list);
        }
        return part;
    }

    private Markup switches() {
        Markup body = Markup.of("tbody");
        List<Switched> all = service.switches();
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - SWITCHES_SHOWN); i--) {
            Switched made = all.get(i);
            body.add(Markup.of("tr")
                    .add(
                            cell("When", Words.moment(made.decidedAt())),
                            cell("What", made.cause() + (made.automatic() ? "" : ", by hand")),
                            cell("Way", (made.from().isEmpty() ? "nowhere" : made.from()) + " → " + made.to()),
                            cell(
                                    "Predicted",
                                    made.predictedSeconds().map(Words::duration).orElse("–")),
                            cell(
                                    "Took",
                                    made.tookSeconds().map(Words::duration).orElse("not published")
                                            + (made.late() ? ", late" : ""))));
        }
        Markup head = Markup.of("tr");
        List.of("When", "What", "Way", "Predicted", "Took")
                .forEach(column -> head.add(Markup.of("th").with("scope", "col").text(column)));
        return Markup.of("div", "switches")
                .add(
                        Markup.of("h3").text("Switches"),
                        Markup.of("table").add(Markup.of("thead").add(head), body));
    }

    private static Markup cell(String column, String text) {
        return Markup.of("td").with("data-column", column).text(text);
    }
}
