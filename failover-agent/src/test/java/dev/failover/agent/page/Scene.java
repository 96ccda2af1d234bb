package dev.failover.agent.page;

import dev.failover.agent.control.AnswerView;
import dev.failover.agent.control.CoordinatedView;
import dev.failover.agent.control.CoordinatedView.SiteVotes;
import dev.failover.agent.control.CoordinatedView.VoteView;
import dev.failover.agent.control.RecordSetView;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Assigned;
import dev.failover.agent.control.ServiceView.ConditionView;
import dev.failover.agent.control.ServiceView.Decided;
import dev.failover.agent.control.ServiceView.GateView;
import dev.failover.agent.control.ServiceView.Predicted;
import dev.failover.agent.control.ServiceView.Records;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.agent.control.ServiceView.Switched;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.model.Bead;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.History;
import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.dns.Publication;
import dev.failover.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Days of an agent that watches a website in two places, as the page is shown in the documentation. */
enum Scene {
    QUIET("quiet day"),
    SWITCHING("failover in progress"),
    BOTH_DOWN("both sites down"),
    LATCHED("latched");

    static final Instant NOW = Instant.parse("2026-11-29T15:20:05Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String title;

    Scene(String title) {
        this.title = title;
    }

    String file() {
        return title.replace(' ', '-');
    }

    /** A quiet day's status, with what drills and looks have found. */
    static StatusDocument quiet(
            List<StatusDocument.Drill> drills,
            List<StatusDocument.Readiness> readiness,
            List<StatusDocument.Vendor> vendors) {
        StatusDocument status = QUIET.facts().status();
        return new StatusDocument(
                status.agent(),
                status.services(),
                status.pendingNotifications(),
                status.replicas(),
                status.backups(),
                status.syncs(),
                status.heartbeats(),
                status.exports(),
                drills,
                readiness,
                vendors);
    }

    /** The same day with another status. */
    static Facts quiet(StatusDocument status) {
        Facts facts = QUIET.facts();
        return new Facts(facts.title(), facts.at(), status, facts.histories(), facts.beads());
    }

    Facts facts() {
        ServiceView www = www();
        return new Facts(
                "beerus.fr",
                NOW,
                new StatusDocument(
                        new StatusDocument.Agent(true, 4711L),
                        this == QUIET ? List.of(www, blog()) : List.of(www),
                        pending(),
                        List.of(new StatusDocument.Replica(
                                "webroot",
                                "/srv/replica",
                                "www",
                                "home",
                                Optional.of(Duration.ofSeconds(21)),
                                "complete as of 21s ago",
                                null)),
                        List.of(),
                        List.of(new StatusDocument.Sync(
                                "certificates", "idle", Optional.of(NOW.minusSeconds(21)), 0, "", "", null)),
                        List.of(new StatusDocument.Heartbeat("healthchecks", Optional.of(NOW.minusSeconds(12)), "")),
                        List.of(new StatusDocument.Export(
                                "sftp", "hoster:/www/status", Optional.of(NOW.minusSeconds(2)), "")),
                        List.of(),
                        List.of(),
                        List.of()),
                histories(),
                Map.of(
                        Facts.key("www", "prod"), beads(prodFailures()),
                        Facts.key("www", "home"), beads(this == BOTH_DOWN ? 8 : 0),
                        Facts.key("blog", "prod"), beads(0),
                        Facts.key("blog", "home"), beads(0)));
    }

    private int prodFailures() {
        return switch (this) {
            case QUIET -> 0;
            case SWITCHING -> 11;
            case BOTH_DOWN -> 60;
            case LATCHED -> 3;
        };
    }

    private List<StatusDocument.Pending> pending() {
        return this == QUIET
                ? List.of()
                : List.of(new StatusDocument.Pending(
                        "www/8/switched", "www: failover to home", NOW.minusSeconds(4), "phone", ""));
    }

    private Map<String, History> histories() {
        return Map.of(
                "www",
                history(this == LATCHED ? Reachability.UP : now()),
                Facts.key("www", "prod"),
                prod(),
                Facts.key("www", "home"),
                home(),
                "blog",
                new History(List.of(new Span(ago(Duration.ofDays(62)), NOW, Reachability.UP))),
                Facts.key("blog", "prod"),
                new History(List.of(new Span(ago(Duration.ofDays(62)), NOW, Reachability.UP))),
                Facts.key("blog", "home"),
                new History(List.of(new Span(ago(Duration.ofDays(62)), NOW, Reachability.UP))));
    }

    private Reachability now() {
        return this == QUIET ? Reachability.UP : Reachability.DOWN;
    }

    private static Instant ago(Duration since) {
        return NOW.minus(since);
    }

    /** Nearly all of 90 days: an outage, a slip, some hours in which nobody watched, and what is so now. */
    private History history(Reachability state) {
        Instant outage = ago(Duration.ofDays(33).plusHours(5));
        Instant slip = ago(Duration.ofDays(12).plusHours(7));
        Instant unwatched = ago(Duration.ofDays(19));
        Instant last = ago(duration());
        List<Span> spans = new ArrayList<>(List.of(
                new Span(ago(Duration.ofDays(78)), outage, Reachability.UP),
                new Span(outage, outage.plusSeconds(47 * 60), Reachability.DOWN),
                new Span(outage.plusSeconds(47 * 60), unwatched, Reachability.UP),
                new Span(unwatched, unwatched.plusSeconds(5 * 3600), Reachability.UNKNOWN),
                new Span(unwatched.plusSeconds(5 * 3600), slip, Reachability.UP),
                new Span(slip, slip.plusSeconds(72), Reachability.DOWN),
                new Span(slip.plusSeconds(72), last, Reachability.UP)));
        spans.add(new Span(last, NOW, state));
        return new History(spans);
    }

    /** How long it has been as it is now. */
    private Duration duration() {
        return switch (this) {
            case QUIET -> Duration.ofDays(3);
            case SWITCHING -> Duration.ofSeconds(9);
            case BOTH_DOWN -> Duration.ofMinutes(2);
            case LATCHED -> Duration.ofMinutes(21);
        };
    }

    private History prod() {
        Instant day = ago(Duration.ofDays(2));
        return switch (this) {
            case QUIET -> new History(List.of(new Span(day, NOW, Reachability.UP)));
            case SWITCHING ->
                new History(List.of(
                        new Span(day, ago(Duration.ofSeconds(9)), Reachability.UP),
                        new Span(ago(Duration.ofSeconds(9)), NOW, Reachability.DOWN)));
            case BOTH_DOWN ->
                new History(List.of(
                        new Span(day, ago(Duration.ofHours(5)), Reachability.UP),
                        new Span(ago(Duration.ofHours(5)), NOW, Reachability.DOWN)));
            case LATCHED -> flapping();
        };
    }

    private static History flapping() {
        List<Span> spans = new ArrayList<>(
                List.of(new Span(ago(Duration.ofHours(20)), ago(Duration.ofMinutes(100)), Reachability.UP)));
        for (int minutes = 100; minutes > 20; minutes -= 20) {
            spans.add(new Span(
                    ago(MINUTE.multipliedBy(minutes)), ago(MINUTE.multipliedBy(minutes - 9)), Reachability.DOWN));
            spans.add(new Span(
                    ago(MINUTE.multipliedBy(minutes - 9)), ago(MINUTE.multipliedBy(minutes - 20)), Reachability.UP));
        }
        spans.add(new Span(ago(MINUTE.multipliedBy(20)), NOW, Reachability.UP));
        return new History(spans);
    }

    private History home() {
        Instant cut = ago(Duration.ofMinutes(2));
        return this == BOTH_DOWN
                ? new History(List.of(
                        new Span(ago(Duration.ofDays(2)), cut, Reachability.UP), new Span(cut, NOW, Reachability.DOWN)))
                : new History(List.of(
                        new Span(ago(Duration.ofDays(2)), ago(Duration.ofHours(15)), Reachability.UP),
                        new Span(ago(Duration.ofHours(15)), ago(Duration.ofHours(14)), Reachability.UNKNOWN),
                        new Span(ago(Duration.ofHours(14)), NOW, Reachability.UP)));
    }

    private static List<Bead> beads(int failing) {
        List<Bead> beads = new ArrayList<>();
        for (int i = 60; i > 0; i--) {
            boolean down = i <= failing;
            beads.add(new Bead(
                    ago(Duration.ofSeconds(i * 5L)),
                    down ? Health.Status.DOWN : Health.Status.UP,
                    down ? "connection refused" : "answered 200"));
        }
        return beads;
    }

    private ServiceView blog() {
        return new ServiceView(
                "blog",
                Optional.of(new Assigned(
                        "prod",
                        2,
                        ago(Duration.ofDays(62)),
                        "adoption",
                        "failover",
                        "every record points to prod",
                        true)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new HumanChoice(
                        "prod",
                        ago(Duration.ofDays(1)),
                        Optional.of(NOW.plusSeconds(7200)),
                        "anna",
                        "moving the database")),
                Optional.empty(),
                List.of(
                        site(
                                "prod",
                                true,
                                "up",
                                Duration.ofDays(62),
                                "answered 200",
                                "A is 203.0.113.11",
                                Optional.empty()),
                        site(
                                "home",
                                false,
                                "up",
                                Duration.ofDays(62),
                                "answered 200",
                                "A is 198.51.100.7",
                                Optional.empty())),
                Map.of(),
                Optional.empty(),
                List.of(),
                "connected",
                records(
                        "as-decided",
                        "every server of the zone gives what was decided",
                        set("blog", "203.0.113.11", given("dns110.ovh.net (192.0.2.53:53)", "203.0.113.11"))),
                new Decided("stay", null, null, "blog is at prod, which is UP", List.of(), List.of()),
                prediction(),
                Map.of(),
                Map.of(),
                null,
                List.of(),
                Optional.empty());
    }

    private ServiceView www() {
        return new ServiceView(
                "www",
                Optional.of(assigned()),
                Optional.empty(),
                this == LATCHED
                        ? Optional.of(new Latch(
                                ago(Duration.ofMinutes(21)), "3 automatic switches within 1h, and no more are allowed"))
                        : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sites(),
                conditions(),
                Optional.of(Duration.ofMinutes(4)),
                switches(),
                "connected",
                records(),
                decided(),
                prediction(),
                this == BOTH_DOWN ? Map.of("ovh", "no answer from eu.api.ovh.com within 10s") : Map.of(),
                Map.of(),
                this == SWITCHING || this == QUIET ? together() : null,
                List.of(),
                Optional.empty());
    }

    private Assigned assigned() {
        return switch (this) {
            case QUIET ->
                new Assigned("prod", 7, ago(Duration.ofDays(12)), "failback", "anna", "prod is repaired", true);
            case SWITCHING ->
                new Assigned(
                        "home",
                        8,
                        ago(Duration.ofSeconds(4)),
                        "failover",
                        "failover",
                        "prod is DOWN: connection refused",
                        false);
            case BOTH_DOWN ->
                new Assigned(
                        "home",
                        8,
                        ago(Duration.ofHours(5)),
                        "failover",
                        "failover",
                        "prod is DOWN: connection refused",
                        true);
            case LATCHED ->
                new Assigned(
                        "home",
                        12,
                        ago(Duration.ofMinutes(31)),
                        "failover",
                        "failover",
                        "prod is DOWN: answered 503",
                        true);
        };
    }

    private List<SiteView> sites() {
        boolean atProd = this == QUIET;
        SiteView prod = switch (this) {
            case QUIET ->
                site(
                        "prod",
                        true,
                        "up",
                        Duration.ofDays(12),
                        "answered 200 in 48ms",
                        "A is 203.0.113.10",
                        Optional.empty());
            case SWITCHING ->
                site(
                        "prod",
                        false,
                        "down",
                        Duration.ofSeconds(9),
                        "connection refused",
                        "A is 203.0.113.10",
                        Optional.empty());
            case BOTH_DOWN ->
                site(
                        "prod",
                        false,
                        "down",
                        Duration.ofHours(5),
                        "no answer within 2s",
                        "A is 203.0.113.10",
                        Optional.empty());
            case LATCHED ->
                site(
                        "prod",
                        false,
                        "up",
                        Duration.ofMinutes(20),
                        "answered 200",
                        "A is 203.0.113.10",
                        Optional.empty());
        };
        SiteView home = site(
                "home",
                !atProd,
                this == BOTH_DOWN ? "down" : "up",
                this == BOTH_DOWN ? Duration.ofMinutes(2) : Duration.ofHours(14),
                this == BOTH_DOWN ? "no route to host" : "answered 200 in 31ms",
                "A is 198.51.100.7, as api.ipify.org and 1 other say",
                Optional.of(Duration.ofSeconds(21)));
        return List.of(prod, home);
    }

    private static SiteView site(
            String name,
            boolean active,
            String verdict,
            Duration lasting,
            String detail,
            String address,
            Optional<Duration> replica) {
        return new SiteView(
                name,
                name.equals("prod") ? "primary" : "standby",
                active,
                false,
                verdict,
                lasting,
                detail,
                new AddressFact(true, address),
                Optional.of(NOW.plus(Duration.ofDays(54))),
                replica);
    }

    private Map<String, Instant> conditions() {
        return switch (this) {
            case BOTH_DOWN ->
                new TreeMap<>(Map.of("no-ready-site", ago(Duration.ofMinutes(2)), "publishing-fails/ovh", ago(MINUTE)));
            case LATCHED -> Map.of("latched", ago(Duration.ofMinutes(21)));
            default -> Map.of();
        };
    }

    private List<Switched> switches() {
        List<Switched> made = new ArrayList<>();
        made.add(switched(6, "failover", "prod", "home", Duration.ofDays(33).plusHours(5), true, 112, 51));
        made.add(switched(7, "failback", "home", "prod", Duration.ofDays(12), false, 60, 2));
        if (this == SWITCHING) {
            made.add(new Switched(
                    8,
                    "failover",
                    "prod",
                    "home",
                    ago(Duration.ofSeconds(4)),
                    true,
                    Optional.of(Duration.ofSeconds(112)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(ago(Duration.ofSeconds(54))),
                    Optional.empty(),
                    false));
        }
        if (this == BOTH_DOWN) {
            made.add(switched(8, "failover", "prod", "home", Duration.ofHours(5), true, 112, 53));
        }
        if (this == LATCHED) {
            made.add(switched(8, "failover", "prod", "home", Duration.ofMinutes(91), true, 112, 52));
            made.add(switched(9, "failback", "home", "prod", Duration.ofMinutes(75), true, 60, 2));
            made.add(switched(10, "failover", "prod", "home", Duration.ofMinutes(71), true, 112, 50));
            made.add(switched(11, "failback", "home", "prod", Duration.ofMinutes(55), true, 60, 2));
            made.add(switched(12, "failover", "prod", "home", Duration.ofMinutes(31), true, 112, 131));
        }
        return made;
    }

    private static Switched switched(
            long epoch,
            String cause,
            String from,
            String to,
            Duration since,
            boolean automatic,
            int predicted,
            int took) {
        return new Switched(
                epoch,
                cause,
                from,
                to,
                ago(since),
                automatic,
                Optional.of(Duration.ofSeconds(predicted)),
                Optional.of(Duration.ofSeconds(took)),
                Optional.of(Duration.ofMillis(1100)),
                Optional.of(ago(since.plusSeconds(took))),
                Optional.of(ago(since.minusSeconds(2))),
                took > predicted);
    }

    private Records records() {
        String wanted = this == QUIET ? "203.0.113.10" : "198.51.100.7";
        String first = "dns110.ovh.net (192.0.2.53:53)";
        String second = "ns110.ovh.net (192.0.2.54:53)";
        return switch (this) {
            case SWITCHING ->
                records(
                        "pending",
                        "www A is 198.51.100.7 or 203.0.113.10 (lagging: " + second + ")",
                        set("www", wanted, given(first, wanted), given(second, "203.0.113.10")));
            case BOTH_DOWN ->
                records(
                        "as-decided",
                        "1 of 2 servers of the zone gives what was decided",
                        set("www", wanted, given(first, wanted), silent(second)));
            default ->
                records(
                        "as-decided",
                        "every server of the zone gives what was decided",
                        set("www", wanted, given(first, wanted), given(second, wanted)));
        };
    }

    private static Records records(String status, String sentence, RecordSetView set) {
        return new Records(status, sentence, Optional.of(NOW.minusSeconds(2)), List.of(set));
    }

    private static RecordSetView set(String name, String decided, AnswerView... served) {
        return new RecordSetView("ovh", name + ".beerus.fr", "A", Optional.of(Set.of(decided)), List.of(served));
    }

    private static AnswerView given(String server, String address) {
        return new AnswerView(server, Set.of(address), Optional.of(60L), null);
    }

    private static AnswerView silent(String server) {
        return AnswerView.of(new Publication.Silent(server, "no answer in time"));
    }

    private Decided decided() {
        return switch (this) {
            case QUIET -> new Decided("stay", null, null, "www is at prod, which is UP", List.of(), List.of());
            case SWITCHING ->
                new Decided(
                        "stay",
                        null,
                        null,
                        "the switch to home is being published",
                        List.of(
                                new GateView("ready", true, "home is UP"),
                                new GateView("address", true, "its address was verified 12s ago"),
                                new GateView("replica", true, "its replica is 21s old, at most 5m are allowed"),
                                new GateView("connectivity", true, "this watcher reaches 2 of 2 references"),
                                new GateView("votes", true, "2 of 2 domains say that prod is DOWN")),
                        List.of());
            case BOTH_DOWN ->
                new Decided(
                        "stay",
                        null,
                        null,
                        "home is DOWN, and there is no site to go to",
                        List.of(
                                new GateView(
                                        "ready",
                                        false,
                                        "prod is DOWN: no answer within 2s. `switch --force` overrides that"),
                                new GateView("address", true, "its address is fixed"),
                                new GateView("connectivity", true, "this watcher reaches 2 of 2 references")),
                        List.of(
                                new ConditionView(
                                        "no-ready-site",
                                        "home is DOWN, and no other site is ready. `switch www SITE --force --reason TEXT` enters a site"
                                                + " that is not ready"),
                                new ConditionView(
                                        "publishing-fails/ovh",
                                        "writing to ovh fails: no answer from eu.api.ovh.com within 10s")));
            case LATCHED ->
                new Decided(
                        "stay",
                        null,
                        null,
                        "prod is UP again, but too many switches were made",
                        List.of(
                                new GateView("ready", true, "prod is UP"),
                                new GateView(
                                        "limit",
                                        false,
                                        "3 automatic switches within 1h, and no more are allowed. `resume www` allows automatic"
                                                + " switches again"),
                                new GateView("hold", true, "prod has been UP for 20m, at least 10m are asked for")),
                        List.of(new ConditionView(
                                "latched",
                                "3 automatic switches within 1h. `resume www` allows automatic switches again")));
        };
    }

    private static Predicted prediction() {
        return new Predicted(
                Duration.ofSeconds(52),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(1100),
                true,
                Duration.ofSeconds(60),
                Duration.ofMillis(53_100),
                Duration.ofMillis(113_100));
    }

    private CoordinatedView together() {
        String says = this == QUIET ? "up" : "down";
        String why = this == QUIET ? "answered 200" : "connection refused";
        return new CoordinatedView(
                Optional.of("home"),
                Duration.ofSeconds(41),
                Optional.empty(),
                List.of(new SiteVotes(
                        "prod",
                        this != QUIET,
                        2,
                        2,
                        List.of(
                                vote("home", "adsl", says, why),
                                vote("cloud", "rented", says, why),
                                vote(
                                        "prod",
                                        "rack",
                                        this == QUIET ? "up" : "abstain",
                                        this == QUIET ? why : "not heard of for 40s")))),
                List.of());
    }

    private static VoteView vote(String watcher, String domain, String says, String why) {
        return new VoteView(
                watcher, domain, says, Optional.of(Duration.ofSeconds(9)), Optional.of(Duration.ofSeconds(1)), why);
    }
}
