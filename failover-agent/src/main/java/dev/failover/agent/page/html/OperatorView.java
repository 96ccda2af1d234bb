package dev.failover.agent.page.html;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import dev.failover.agent.page.model.Reachability;
import dev.failover.time.Durations;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page for whoever owns the site: all that the agent knows. */
public final class OperatorView {
    /** More than this are shown as a list, each with a page of its own. */
    private static final int MOST_IN_FULL = 8;

    private final Facts facts;
    private final boolean acting;

    private OperatorView(Facts facts, boolean acting) {
        this.facts = facts;
        this.acting = acting;
    }

    /**
     * All services.
     *
     * @param acting whether the page leads to forms that act
     */
    public static String of(Facts facts, boolean acting) {
        return new OperatorView(facts, acting).all();
    }

    /** One service; empty if there is none of that name. */
    public static Optional<String> of(Facts facts, String service, boolean acting) {
        return facts.services().stream()
                .filter(each -> each.service().equals(service))
                .findFirst()
                .map(each -> new OperatorView(facts, acting).one(each));
    }

    private String all() {
        PublicStatus.Overall overall = PublicStatus.overall(facts);
        Markup main = Markup.of("main").add(banner(overall));
        if (facts.services().size() > MOST_IN_FULL) {
            main.add(list());
            facts.services().stream()
                    .filter(service -> ServiceCard.isUnusual(service))
                    .limit(MOST_IN_FULL)
                    .forEach(service -> main.add(card(service)));
        } else {
            facts.services().forEach(service -> main.add(card(service)));
        }
        main.addAll(surroundings());
        return frame(overall.description()).around(main, Optional.of(footer()));
    }

    private String one(ServiceView service) {
        Markup main = Markup.of("main")
                .add(
                        Markup.of("p", "way")
                                .add(Markup.of("a").with("href", "./").text("← All services")),
                        card(service));
        return frame(service.service()).around(main, Optional.of(footer()));
    }

    private Markup card(ServiceView service) {
        return new ServiceCard(facts, service, acting).element();
    }

    private Frame frame(String what) {
        return Frame.live(what + " · " + facts.title()).feed(facts.title());
    }

    private Markup banner(PublicStatus.Overall overall) {
        List<String> attention = facts.services().stream()
                .flatMap(service -> ServiceCard.attention(service).stream())
                .toList();
        boolean reachable = overall.indicator().equals("none");
        Markup banner = Markup.of(
                        "header", "banner " + (reachable && !attention.isEmpty() ? "minor" : overall.indicator()))
                .add(
                        Markup.of("p", "owner").text(facts.title()),
                        Markup.of("h1").text(overall.description()));
        attention.stream()
                .limit(MOST_IN_FULL)
                .forEach(what -> banner.add(Markup.of("p", "attention").text(what)));
        return banner.add(Markup.of("p", "as-of")
                .text("As of ")
                .add(Words.time(facts.at()))
                .add(Markup.of("span", "live").with("data-live-state", "")));
    }

    private Markup list() {
        Markup rows = Markup.of("ul", "services");
        for (ServiceView service : facts.services()) {
            rows.add(Markup.of("li")
                    .add(
                            Markup.of("a").with("href", link(service.service())).text(service.service()),
                            ServiceCard.pill(service),
                            Markup.of("span", "quiet")
                                    .text(service.assignment()
                                            .map(assigned -> "at " + assigned.site())
                                            .orElse("nothing is decided yet"))));
        }
        return Markup.of("section", "card")
                .add(Markup.of("h2").text(facts.services().size() + " services"), rows);
    }

    private static String link(String service) {
        return "service?name=" + URLEncoder.encode(service, StandardCharsets.UTF_8);
    }

    /** What belongs to no single service. */
    private List<Markup> surroundings() {
        List<Markup> sections = new ArrayList<>();
        StatusDocument status = facts.status();
        Markup notifications = Markup.of("ul", "plain");
        status.pendingNotifications()
                .forEach(pending -> notifications.add(Markup.of("li")
                        .add(Words.pill(Reachability.DEGRADED, "waits"))
                        .text(" “%s” for %s, since %s%s"
                                .formatted(
                                        pending.title(),
                                        pending.notifier(),
                                        Words.moment(pending.posted()),
                                        pending.lastError().isEmpty() ? "" : ": " + pending.lastError()))));
        if (status.pendingNotifications().isEmpty()) {
            notifications.add(Markup.of("li", "quiet").text("Everything was delivered."));
        }
        if (status.heartbeats() != null) {
            status.heartbeats().forEach(heartbeat -> notifications.add(heartbeat(heartbeat)));
        }
        sections.add(section("Notifications", notifications));
        if (status.syncs() != null && !status.syncs().isEmpty()
                || !status.replicas().isEmpty()) {
            Markup files = Markup.of("ul", "plain");
            if (status.syncs() != null) {
                status.syncs().forEach(sync -> files.add(sync(sync)));
            }
            status.replicas()
                    .forEach(replica -> files.add(Markup.of("li")
                            .add(Markup.of("strong").text("replica " + replica.replica()))
                            .text(" of " + replica.service() + " at " + replica.site() + ": " + replica.whole())));
            sections.add(section("Files", files));
        }
        if (status.backups() != null && !status.backups().isEmpty()) {
            Markup backups = Markup.of("ul", "plain");
            status.backups().forEach(backup -> backups.add(backup(backup)));
            sections.add(section("Backups", backups));
        }
        if (status.exports() != null && !status.exports().isEmpty()) {
            Markup copies = Markup.of("ul", "plain");
            status.exports().forEach(export -> copies.add(export(export)));
            sections.add(section("The public page elsewhere", copies));
        }
        if (status.vendors() != null && !status.vendors().isEmpty()) {
            Markup vendors = Markup.of("ul", "plain");
            status.vendors().forEach(vendor -> vendors.add(vendor(vendor)));
            sections.add(section("Vendors and channels", vendors));
        }
        return sections;
    }

    private static Markup vendor(StatusDocument.Vendor vendor) {
        boolean fails = !vendor.sure().isEmpty();
        boolean sound = vendor.found().isEmpty();
        Markup item = Markup.of("li")
                .add(
                        Words.pill(
                                fails ? Reachability.DOWN : sound ? Reachability.UP : Reachability.DEGRADED,
                                fails ? "would fail" : sound ? "as it should be" : "may fail"),
                        Markup.of("strong").text(" " + vendor.component()))
                .text(vendor.latest().map(at -> ", asked " + Words.moment(at)).orElse(", not asked yet"));
        vendor.found().forEach(found -> item.text(". " + found.sentence()));
        return item;
    }

    private static Markup backup(StatusDocument.Backup backup) {
        boolean sound = backup.problems().isEmpty();
        boolean proven = backup.latest().isPresent() && backup.tested().isPresent();
        Markup item = Markup.of("li")
                .add(
                        Words.pill(
                                !sound ? Reachability.DOWN : proven ? Reachability.UP : Reachability.UNKNOWN,
                                !sound ? "fails" : proven ? "restored" : "not proven"),
                        Markup.of("strong").text(" backup " + backup.backup()))
                .text(" of " + backup.service()
                        + backup.latest()
                                .map(at -> ", taken " + Words.moment(at))
                                .orElse(", not taken yet")
                        + backup.tested()
                                .map(at -> "; restored %s: %s bytes in %s, %s files as the source read them"
                                        .formatted(
                                                Words.moment(at),
                                                backup.restoredBytes().orElse(0L),
                                                Durations.format(
                                                        backup.restoreSeconds().orElse(Duration.ZERO)),
                                                backup.comparedWithSource().orElse(0L)))
                                .orElse("; never restored"));
        backup.problems().forEach(problem -> item.text(". It " + problem));
        return item;
    }

    private static Markup export(StatusDocument.Export export) {
        boolean sound = export.problem().isEmpty();
        Markup item = Markup.of("li")
                .add(
                        Words.pill(
                                !sound
                                        ? Reachability.DOWN
                                        : export.latest().isPresent() ? Reachability.UP : Reachability.UNKNOWN,
                                sound ? "written" : "not written"),
                        Markup.of("strong").text(" " + export.export()))
                .text(" at " + export.to()
                        + export.latest()
                                .map(at -> ", as of " + Words.moment(at))
                                .orElse(", not there yet"));
        return sound ? item : item.text(". " + export.problem());
    }

    private static Markup heartbeat(StatusDocument.Heartbeat heartbeat) {
        boolean sound = heartbeat.problem().isEmpty();
        return Markup.of("li")
                .add(
                        Words.pill(sound ? Reachability.UP : Reachability.DOWN, sound ? "heard" : "not heard"),
                        Markup.of("strong").text(" heartbeat " + heartbeat.heartbeat()))
                .text(heartbeat
                                .latestPing()
                                .map(at -> ", last heard " + Words.moment(at))
                                .orElse(", not heard yet")
                        + (sound ? "" : ". " + heartbeat.problem()));
    }

    private static Markup sync(StatusDocument.Sync sync) {
        Reachability state = switch (sync.state()) {
            case "idle", "running" -> sync.blind().isEmpty() ? Reachability.UP : Reachability.DEGRADED;
            case "failing" -> Reachability.DEGRADED;
            case "halted" -> Reachability.DOWN;
            default -> Reachability.UNKNOWN;
        };
        Markup item = Markup.of("li")
                .add(Words.pill(state, sync.state()), Markup.of("strong").text(" sync " + sync.sync()));
        item.text(sync.latestScanStarted()
                .map(scan -> ", complete as of " + Words.moment(scan))
                .orElse(", not complete yet"));
        if (!sync.problem().isEmpty()) {
            item.text(". " + sync.problem());
        }
        if (!sync.blind().isEmpty()) {
            item.text(". " + sync.blind());
        }
        if (sync.content() != null) {
            item.text(". " + sync.content().sentence());
        }
        return item;
    }

    private static Markup section(String heading, Markup content) {
        return Markup.of("section", "card").add(Markup.of("h2").text(heading), content);
    }

    private static Markup footer() {
        return Markup.of("footer")
                .add(Markup.of("nav")
                        .add(
                                Markup.of("a").with("href", "public").text("Public page"),
                                Markup.of("a").with("href", "api/v1/status").text("JSON"),
                                Markup.of("a").with("href", "feed.atom").text("Feed")));
    }
}
