package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.drill.DrillReport;
import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Approval;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.Place;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordLook;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.ServiceState.Transition;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.Step;
import dev.failover.decision.Trial;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.TcpHealthCheck;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.replay.Replay.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents whose schema users rely on, to the byte: members, their order, nulls and the form of numbers. */
@DisplayName("What status and plan say")
class GoldenDocumentsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private static final Service SERVICE = Service.builder("www")
            .record("ovh", "www", RecordType.A, Duration.ofSeconds(60))
            .record("bind", "@", RecordType.A, Duration.ofSeconds(300))
            .site(Site.of("prod", "203.0.113.10"))
            .site(Site.of("home", "198.51.100.7"))
            .check(TcpHealthCheck.builder().port(443).build())
            .rto(Duration.ofMillis(240_500))
            .rpo(Duration.ofMinutes(5))
            .policy(FailoverPolicy.builder().drillMaxAge(Duration.ofDays(35)).build())
            .build();

    private static ServiceState everything() {
        return new ServiceState(
                Optional.of(
                        new Assignment(7, "home", Cause.FAILOVER, NOON, "failover", "prod is DOWN (\"timeout\" > 5s)")),
                Optional.of(new Transition("prod", NOON, Optional.of(NOON.minusSeconds(30)), Optional.empty())),
                List.of(),
                List.of(),
                Set.of(),
                List.of(
                        new RememberedSwitch(
                                6,
                                Cause.SWITCHOVER,
                                "",
                                "prod",
                                NOON.minusSeconds(9000),
                                false,
                                Optional.of(Duration.ofMillis(61_234)),
                                Optional.of(Duration.ofSeconds(40)),
                                true,
                                Optional.of(Duration.ofSeconds(60))),
                        new RememberedSwitch(
                                7,
                                Cause.FAILOVER,
                                "prod",
                                "home",
                                NOON,
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Optional.empty())),
                Optional.of(new Pause(NOON.plusSeconds(1), "anna", "works")),
                Optional.of(new Latch(NOON.plusSeconds(2), "too many switches")),
                Optional.of(new Approval("prod", NOON, NOON.plusSeconds(3600), "bob", "moving")),
                Optional.of(new HumanChoice(
                        "home", NOON, Optional.of(Instant.parse("2999-01-01T00:00:00Z")), "anna", "tests")),
                6,
                Optional.of(new Acknowledgement(NOON.plusSeconds(3), "carl", "on it", Set.of("latched"))),
                Map.of("standby-down/prod", NOON, "latched", NOON.plusMillis(5)),
                List.of(new Trial(Trial.Kind.DRILL, Trial.Basis.PASSED, NOON.minusSeconds(9), Optional.empty())));
    }

    private static ServiceStatus status(ServiceState state, Decision decision) {
        return new ServiceStatus(
                "www",
                state,
                List.of(
                        new SiteFacts(
                                "prod",
                                Verdict.DOWN,
                                Duration.ofMillis(95_250),
                                Duration.ofSeconds(90),
                                "HTTP 503",
                                Optional.of(NOON),
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                                new AddressFact(true, "A is 203.0.113.10"),
                                Optional.empty()),
                        new SiteFacts(
                                "home",
                                Verdict.UP,
                                Duration.ofDays(30),
                                Duration.ZERO,
                                "HTTP 200",
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                new AddressFact(false, "A is not known"),
                                Optional.of(Duration.ofMillis(1)))),
                Connectivity.UNCHECKED,
                new RecordFacts(RecordFacts.Status.AS_DECIDED, Optional.of("home"), "www A is 198.51.100.7"),
                look(),
                decision,
                new Prediction(
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(60_123),
                        Duration.ofMinutes(5),
                        true),
                Map.of("ovh", "refused <b>"),
                Map.of("certificate-expiring/prod", "site/prod"),
                Optional.empty());
    }

    private static Optional<RecordLook> look() {
        RecordSet home = RecordSet.of(WWW, Duration.ofSeconds(60), "198.51.100.7");
        RecordSet prod = RecordSet.of(WWW, Duration.ofSeconds(300), "203.0.113.10");
        return Optional.of(new RecordLook(
                NOON.plusSeconds(4),
                List.of(
                        new RecordLook.Looked(
                                new Place("ovh", WWW),
                                "example.org",
                                new Publication(
                                        WWW,
                                        List.of(
                                                new Publication.Served("192.0.2.53:53", Optional.of(home)),
                                                new Publication.Served("192.0.2.54:53", Optional.of(prod)),
                                                new Publication.Served("192.0.2.55:53", Optional.of(home)),
                                                new Publication.Served("192.0.2.56:53", Optional.empty()),
                                                new Publication.Silent("192.0.2.57:53", "no answer in time"))),
                                Optional.of(home)),
                        new RecordLook.Looked(
                                new Place("bind", WWW),
                                "example.net",
                                new Publication(
                                        WWW, List.of(new Publication.Served("192.0.2.58:53", Optional.of(prod)))),
                                Optional.empty()))));
    }

    private static final Decision SWITCH = new Decision(
            new Step.Switch(Cause.FAILOVER, "home", "failover", "prod is DOWN"),
            "prod is DOWN",
            List.of(
                    new Gate(Gate.Kind.READY, true, "home is UP"),
                    new Gate(Gate.Kind.ADDRESS, false, "its address is not known")),
            List.of(new Condition(Condition.Kind.STANDBY_DOWN, "prod", "prod is down")));
    private static final Decision STAY = new Decision(new Step.Stay(), "", List.of(), List.of());

    private static ServicePlan plan() {
        RecordSet prod = RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10");
        RecordSet home = RecordSet.of(WWW, Duration.ofSeconds(60), "198.51.100.7");
        RecordKey apex = new RecordKey("@", RecordType.A);
        RecordSet apexHome = RecordSet.of(apex, Duration.ofSeconds(300), "198.51.100.7");
        Map<String, Optional<List<RecordSet>>> desired = new LinkedHashMap<>();
        desired.put("prod", Optional.empty());
        desired.put("home", Optional.of(List.of(home, apexHome)));
        return new ServicePlan(
                SERVICE,
                status(everything(), SWITCH),
                List.of(
                        new FoundRecord(
                                "ovh",
                                "example.org",
                                WWW,
                                Optional.of(Optional.of(prod)),
                                Optional.of(new Publication(
                                        WWW,
                                        List.of(
                                                new Publication.Served("192.0.2.53:53", Optional.of(prod)),
                                                new Publication.Silent("192.0.2.54:53", "timeout")))),
                                List.of()),
                        new FoundRecord(
                                "bind",
                                "example.net",
                                apex,
                                Optional.empty(),
                                Optional.of(new Publication(
                                        apex, List.of(new Publication.Served("192.0.2.55:53", Optional.empty())))),
                                List.of())),
                List.of(),
                List.of(),
                desired,
                List.of(),
                List.of(),
                Set.of(),
                Set.of());
    }

    private static ServiceView view(ServiceStatus status) {
        return ServiceView.of(SERVICE, status, NOON);
    }

    /** As the verb prints it. */
    private static void assertGolden(String name, Object document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Output.json(new PrintStream(out, true, StandardCharsets.UTF_8), document);
        assertText(name + ".json", out.toString(StandardCharsets.UTF_8).stripTrailing());
    }

    private static void assertText(String file, String text) throws IOException {
        try (InputStream in = GoldenDocumentsTest.class.getResourceAsStream("/golden/" + file)) {
            String golden = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).isEqualTo(golden);
        }
    }

    @Test
    void status() throws IOException {
        assertGolden("status", view(status(everything(), SWITCH)));
    }

    @Test
    void statusOfNothing() throws IOException {
        assertGolden("status-initial", view(status(ServiceState.INITIAL, STAY)));
    }

    private static final List<StatusDocument.Vendor> VENDORS = List.of(
            new StatusDocument.Vendor(
                    "notifier phone", Optional.of(NOON), Optional.of(Duration.ofMinutes(5)), List.of()),
            new StatusDocument.Vendor(
                    "provider ovh",
                    Optional.of(NOON.plusSeconds(9)),
                    Optional.of(Duration.ofSeconds(291)),
                    List.of(
                            new StatusDocument.Found("access rules", NOON, true, "consumer-key lacks <b>"),
                            new StatusDocument.Found("clock", NOON.plusSeconds(9), false, "is behind"))));

    /** Around what is known of each service: of the agent, its notifications, its replicas and its syncs. */
    private static StatusDocument document(StatusDocument.Agent agent, @Nullable List<StatusDocument.Sync> syncs) {
        return new StatusDocument(
                agent,
                List.of(),
                List.of(new StatusDocument.Pending("www/7/switched", "www: failover", NOON, "phone", "refused <b>")),
                List.of(
                        new StatusDocument.Replica(
                                "pages",
                                "/srv/pages",
                                "www",
                                "home",
                                Optional.of(Duration.ofMillis(1500)),
                                "is 1.5s old",
                                new StatusDocument.Content(
                                        Optional.of(NOON), Optional.of(12L), Optional.of(4096L), Optional.of(1L), "")),
                        new StatusDocument.Replica(
                                "mail", "/srv/mail", "www", "home", Optional.empty(), "is not known", null)),
                List.of(
                        new StatusDocument.Backup(
                                "offsite",
                                "www",
                                Optional.of(NOON),
                                Optional.of(Duration.ofHours(7)),
                                Optional.of(NOON.minusSeconds(20)),
                                Optional.of(123_456L),
                                Optional.of(NOON),
                                Optional.of(Duration.ofDays(2)),
                                Optional.of(3L),
                                Optional.of(Duration.ofMillis(4500)),
                                Optional.of(2000L),
                                List.of()),
                        new StatusDocument.Backup(
                                "usb",
                                "www",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("can't be taken: no repository <b>"))),
                syncs,
                syncs == null
                        ? null
                        : List.of(
                                new StatusDocument.Heartbeat("hc", Optional.of(NOON), ""),
                                new StatusDocument.Heartbeat("gatus", Optional.empty(), "nobody <b>")),
                syncs == null
                        ? null
                        : List.of(
                                new StatusDocument.Export("directory", "/srv/status", Optional.of(NOON), ""),
                                new StatusDocument.Export("s3", "bucket", Optional.empty(), "refused <b>")),
                List.of(new StatusDocument.Drill(
                        "www",
                        "drill-20261121115500-0a1b",
                        "shadow",
                        "failed",
                        NOON,
                        "late <b>",
                        Optional.of(Duration.ofSeconds(91)),
                        Optional.empty())),
                syncs == null
                        ? null
                        : List.of(
                                new StatusDocument.Readiness("mail", true, Optional.empty(), List.of(), ""),
                                new StatusDocument.Readiness(
                                        "www",
                                        false,
                                        Optional.of(NOON),
                                        List.of(new ServiceView.GateView("replica", false, "it is 2h old <b>")),
                                        "")),
                VENDORS);
    }

    @Test
    @DisplayName("the document around the services, of an agent that runs")
    void running() throws IOException {
        StatusDocument document = document(
                new StatusDocument.Agent(true, 4711L),
                List.of(
                        new StatusDocument.Sync("pages", "following", Optional.of(NOON), 3, "", "", null),
                        new StatusDocument.Sync(
                                "mail",
                                "halted",
                                Optional.empty(),
                                0,
                                "it shrank",
                                "no watch",
                                new StatusDocument.Content(
                                        Optional.of(NOON),
                                        Optional.of(12L),
                                        Optional.of(4096L),
                                        Optional.of(1L),
                                        "the line is down"))));
        assertGolden("document", document);
        assertThat(Documents.read(Documents.of(document), StatusDocument.class)).isEqualTo(document);
    }

    @Test
    @DisplayName("the document around the services, of an agent that does not run: without pid and syncs")
    void notRunning() throws IOException {
        assertGolden("document-stored", document(new StatusDocument.Agent(false, null), null));
    }

    @Test
    void planned() throws IOException {
        assertGolden(
                "plan",
                PlanCommand.document(List.of(new PlanCommand.Planned(
                        view(plan().status()),
                        PlanView.of(plan(), List.of(new PlanWarnings.Warning("ttl", "www", "lives for long")))))));
    }

    @Test
    @DisplayName("the plan on paper, of everything that there is to say, and of hardly anything")
    void onPaper(@TempDir Path directory) throws IOException {
        String rich = """
                state-directory: /var/lib/failover
                contacts: {"on duty": "Anna, +33 6 12 34 56 78", hoster: "1007 <contract 42>"}
                providers:
                  ovh: {type: ovh, zone: example.org, endpoint: ovh-eu, application-key: not-to-be-shown, application-secret: not-to-be-shown, consumer-key: not-to-be-shown}
                notifiers:
                  phone: {type: ifttt, event: site_down, key: not-to-be-shown}
                  night: {type: ifttt, event: site_down, key: not-to-be-shown, escalate-after: 10m}
                heartbeats:
                  hc: {url: "https://hc-ping.com/not-to-be-shown", every: 1m}
                services:
                  www:
                    records: [{provider: ovh, name: www, type: A, ttl: 60s}]
                    state-class: ephemeral
                    sites:
                      - {name: prod, address: 203.0.113.10}
                      - {name: home, address: 198.51.100.7}
                    check: {type: tcp, port: 443}
                    notify: [phone, night]
                    replica-max-age: 5m
                    rto: 4m
                syncs:
                  webroot: {type: directory, source: /var/www, destination: /mnt/a, continuous: true, service: www, site: prod}
                """;
        String poor = """
                state-directory: /var/lib/failover
                syncs:
                  webroot: {type: directory, source: /var/www, destination: /mnt/a}
                """;
        assertText("plan.md", paper(directory, rich));
        assertText("plan-poor.md", paper(directory, poor));
    }

    private static String paper(Path directory, String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("failover.yaml"), yaml);
        try (Configuration configuration = ConfigurationReader.read(file, Map.of())) {
            List<PlanCommand.Planned> planned = configuration.services().stream()
                    .map(service -> new PlanCommand.Planned(
                            ServiceView.of(service, status(everything(), SWITCH), NOON),
                            PlanView.of(
                                    plan(), List.of(new PlanWarnings.Warning("ttl", "www A", "lives for *too* long")))))
                    .toList();
            return new PlanDocument(
                            configuration, planned, List.of(drill("blocked"), drill("failed")), kept(planned), NOON)
                    .text();
        }
    }

    private static List<StatusDocument.Backup> kept(List<PlanCommand.Planned> of) {
        return of.isEmpty()
                ? List.of()
                : List.of(new StatusDocument.Backup(
                        "pages",
                        "www",
                        Optional.of(NOON),
                        Optional.of(Duration.ZERO),
                        Optional.empty(),
                        Optional.of(9L),
                        Optional.of(NOON),
                        Optional.of(Duration.ZERO),
                        Optional.of(3L),
                        Optional.of(Duration.ofSeconds(12)),
                        Optional.of(4096L),
                        List.of()));
    }

    private static DrillReport drill(String outcome) {
        return new DrillReport(
                "www-2026",
                "www",
                "shadow",
                outcome,
                "it took <longer>",
                "anna",
                NOON.minusSeconds(3600),
                NOON,
                "failover",
                "00",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(Duration.ofSeconds(2)),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void texts() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StatusText text = new StatusText(new PrintStream(out, true, StandardCharsets.UTF_8));
        text.service(view(status(everything(), SWITCH)));
        text.service(view(status(ServiceState.INITIAL, STAY)));
        assertText("status.txt", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("says of each service whether a failover would work, with what is in the way")
    void readiness() {
        List<ServiceView.GateView> pause = List.of(new ServiceView.GateView("pause", false, "anna paused it"));
        assertThat(said(new StatusDocument.Readiness("www", true, Optional.empty(), List.of(), "")))
                .contains("  ready: a failover would work now\n");
        assertThat(said(new StatusDocument.Readiness("www", true, Optional.empty(), pause, "")))
                .contains("  ready: a failover would wait now: anna paused it\n");
        assertThat(said(new StatusDocument.Readiness("www", false, Optional.of(NOON), List.of(), "it is not known")))
                .contains("  NOT READY since 2026-11-21T12:00:00Z: a failover would not work now: it is not known\n");
        assertThat(said(new StatusDocument.Readiness("other", true, Optional.empty(), List.of(), "")))
                .doesNotContain("ready:");
    }

    private static String said(StatusDocument.Readiness readiness) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new StatusText(new PrintStream(out, true, StandardCharsets.UTF_8))
                .print(new StatusDocument(
                        new StatusDocument.Agent(true, 1L),
                        List.of(view(status(everything(), SWITCH))),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(readiness),
                        VENDORS));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("says what looks at vendors and channels have found, and since when")
    void vendors() {
        assertThat(said(new StatusDocument.Readiness("www", true, Optional.empty(), List.of(), "")))
                .endsWith("""

                        provider ovh would fail when it is needed:
                          ! access rules: consumer-key lacks <b> (since 2026-11-21T12:00:00Z)
                          ! clock: is behind (since 2026-11-21T12:00:09Z, and it may pass: it is looked at again soon)

                        vendors and channels: 1 of 2 as they should be, asked last at 2026-11-21T12:00:09Z
                        """);
    }

    @Test
    @DisplayName("read back, a document is what it was: the agent answers with one, and the verb prints it")
    void readBack() {
        for (ServiceView view : List.of(view(status(everything(), SWITCH)), view(status(ServiceState.INITIAL, STAY)))) {
            assertThat(Documents.read(Documents.of(view), ServiceView.class)).isEqualTo(view);
        }
    }

    @Test
    void replayed() throws IOException {
        Report some = new Report(
                "www",
                NOON,
                NOON.plusSeconds(86_400),
                List.of(new Report.Move(NOON.plusSeconds(5), Cause.FAILOVER, "prod", "home", "prod is DOWN")),
                List.of(new Report.Refusal(
                        NOON, NOON.plusMillis(1500), "prod is DOWN", List.of("home is not UP", "b"))),
                Optional.of(NOON.plusSeconds(9)),
                Duration.ofMillis(4_500));
        Report none =
                new Report("www", NOON, NOON.plusSeconds(60), List.of(), List.of(), Optional.empty(), Duration.ZERO);
        JsonArray both = new JsonArray();
        both.add(Documents.of(ReplayCommand.ReplayView.of(some)));
        both.add(Documents.of(ReplayCommand.ReplayView.of(none)));
        assertGolden("replay", both);
    }

    @Test
    void entry() throws IOException {
        assertGolden(
                "history",
                HistoryCommand.Entry.of(new JournalEntry(
                        41,
                        "www",
                        new JournalEvent(
                                NOON.plusNanos(5),
                                JournalEvent.Kind.SWITCHED,
                                "prod is <DOWN>",
                                Map.of("b", "2", "a", "1")),
                        everything())));
    }
}
