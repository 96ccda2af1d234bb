package dev.failover.agent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.failover.FailoverEvent.Decided;
import dev.failover.FailoverEvent.VerdictChanged;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.control.InForce;
import dev.failover.agent.page.html.IncidentPage;
import dev.failover.component.Finding;
import dev.failover.component.Secret;
import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent, when a site fails,")
class EvidenceWatchTest {
    @TempDir
    Path directory;

    private final ManualScheduler time = new ManualScheduler();
    private final List<Notification> told = new ArrayList<>();
    private String extra = "keep: 20";
    private Configuration configuration;
    private EvidenceWatch watch;

    private void start(String collectors) throws Exception {
        Path file = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                watcher: home
                providers:
                  dns: {type: rfc2136, zone: example.org, server: 192.0.2.53, tsig-name: failover., tsig-secret: c2VjcmV0LW9mLXRzaWc=}
                services:
                  www:
                    records: [{provider: dns, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: 203.0.113.10}
                      - {name: home, address: 198.51.100.7}
                    check: {type: tcp, port: 443}
                    evidence:
                      redact: ["token=\\\\S+"]
                      %s
                      collectors:
                %s
                """.formatted(
                        directory.resolve("state"), extra, collectors.indent(8)));
        configuration = ConfigurationReader.read(file, Map.of());
        Set<Secret> known = Sets.union(new InForce(configuration).secrets(), Set.of(Secret.of("s3cret-of-ours")));
        watch = new EvidenceWatch(() -> configuration, () -> known, time);
        watch.begin((service, notification) -> told.add(notification));
    }

    @AfterEach
    void close() {
        watch.close();
        configuration.close();
    }

    private void left(long epoch, Cause cause, String from, String to) {
        watch.on(new Decided(
                time.instant(),
                "www",
                Optional.empty(),
                Optional.of(new RememberedSwitch(
                        epoch,
                        cause,
                        from,
                        to,
                        time.instant(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty())),
                from + " is DOWN"));
        time.advance(Duration.ofMinutes(2));
    }

    private EvidenceStore store() {
        return configuration.evidence().get("www").store(time);
    }

    @Test
    @DisplayName("collects from those of that site, tells what it saved, and keeps no secret")
    void collects() throws Exception {
        start("""
                log: {type: command, command: [echo, "a s3cret-of-ours token=1 b"]}
                prod: {type: command, site: prod, command: [echo, prod]}
                home: {type: command, site: home, command: [echo, home]}
                """);
        left(7, Cause.FAILOVER, "prod", "home");
        assertThat(told).hasSize(1);
        Notification notification = told.get(0);
        assertThat(notification.id()).isEqualTo("www/7/evidence");
        assertThat(notification.severity()).isEqualTo(Severity.INFO);
        assertThat(notification.title()).isEqualTo("www: evidence of prod is saved");
        assertThat(notification.facts())
                .containsEntry("items", "2")
                .containsEntry("redacted", "2")
                .containsEntry("manifest", store().sha256("www-7").orElseThrow());
        assertThat(directory.resolve("state/evidence/www-7/log-echo")).hasContent("a *** *** b");
        assertThat(directory.resolve("state/evidence/www-7")).isDirectoryNotContaining("glob:**/home-*");
    }

    @Test
    @DisplayName("knows the secrets of the text that it was configured by, though nothing stands there any more")
    void emptiedFile() throws Exception {
        start("log: {type: command, command: [echo, c2VjcmV0LW9mLXRzaWc=]}");
        Files.writeString(directory.resolve("failover.yaml"), "");
        left(7, Cause.FAILOVER, "prod", "home");
        assertThat(directory.resolve("state/evidence/www-7/log-echo")).hasContent("***");
    }

    @Test
    @DisplayName("tells what is missing, and that the machine should be kept")
    void incomplete() throws Exception {
        start("""
                log: {type: command, command: [echo, fine]}
                core: {type: command, command: [/nowhere/coredumpctl]}
                """);
        left(7, Cause.FAILOVER, "prod", "home");
        assertThat(told.get(0).severity()).isEqualTo(Severity.WARNING);
        assertThat(told.get(0).title()).isEqualTo("www: evidence of prod is incomplete");
        assertThat(told.get(0).text())
                .contains("keep prod as it is")
                .contains("core: There is no program /nowhere/coredumpctl");
    }

    @Test
    @DisplayName("makes a second copy, reads it back, and tells; or tells why there is none")
    void copies() throws Exception {
        Path usb = directory.resolve("usb");
        extra = "copy-to: {directory: %s}".formatted(usb);
        start("log: {type: command, command: [echo, fine]}");
        left(7, Cause.FAILOVER, "prod", "home");
        assertThat(told.get(0).severity()).isEqualTo(Severity.WARNING);
        assertThat(told.get(0).text()).contains("There is no copy", "may not be mounted");
        Files.createDirectory(usb);
        left(8, Cause.FAILOVER, "prod", "home");
        assertThat(told.get(1).severity()).isEqualTo(Severity.INFO);
        assertThat(told.get(1).text()).contains("A copy is in " + usb + ", and was read back");
        EvidenceStore copy = new EvidenceStore(usb, EvidenceStore.Keep.defaults(), time);
        assertThat(copy.find("www-8")).isEqualTo(store().find("www-8"));
        assertThat(copy.verify("www-8", sequence -> Optional.empty()))
                .noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        Files.createDirectories(usb.resolve(".www-9.part"));
        Files.writeString(usb.resolve(".www-9.part/half"), "");
        Files.createDirectory(usb.resolve("www-10"));
        left(9, Cause.FAILOVER, "prod", "home");
        left(10, Cause.FAILOVER, "prod", "home");
        assertThat(told.get(2).facts()).containsEntry("copied", "true");
        assertThat(told.get(3).facts()).containsEntry("copied", "false");
    }

    @Test
    @DisplayName(
            "has a page about it: what happened when, and what was collected, with nothing that means anything to a browser")
    void report() throws Exception {
        start("""
                log: {type: command, command: [echo, "<script>"]}
                core: {type: command, command: [/nowhere/coredumpctl]}
                """);
        left(7, Cause.FAILOVER, "prod", "home");
        JournalEntry entry = new JournalEntry(
                3,
                "www",
                new JournalEvent(time.instant(), JournalEvent.Kind.SWITCHED, "failover <b>to</b> home", Map.of()),
                ServiceState.INITIAL);
        JournalEntry replacing = new JournalEntry(
                4,
                "www",
                new JournalEvent(
                        time.instant().plus(Duration.ofDays(3)),
                        JournalEvent.Kind.REPLACING,
                        "anna has prod replaced",
                        Map.of("left", "7")),
                ServiceState.INITIAL);
        Manifest manifest = store().find("www-7").orElseThrow();
        String page = IncidentPage.of(
                manifest,
                IncidentTimeline.of(manifest, List.of(entry, replacing)),
                item -> ItemEnd.of(store().directoryOf("www-7").resolve(item.file())));
        assertThat(page)
                .contains("<h1>www-7: prod failed</h1>", "log was collected", "core failed: There is no program")
                .contains("<td>switched</td><td>failover &lt;b&gt;to&lt;/b&gt; home</td>")
                .contains("<td>replacing</td><td>anna has prod replaced</td>")
                .contains("<pre>&lt;script&gt;\n</pre>", "SHA-256", "default-src 'none'".replace("'", "&#39;"))
                .doesNotContain("<script", "src=", "href=");
    }

    @Test
    @DisplayName("tells that there is nothing if nothing can be kept")
    void nothing() throws Exception {
        start("log: {type: command, command: [echo, fine]}");
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/evidence"), "a file");
        left(7, Cause.FAILOVER, "prod", "home");
        assertThat(told.get(0).title()).isEqualTo("www: there is no evidence of prod");
    }

    @Test
    @DisplayName("collects nothing of a site that is well, whoever leaves it; and does of one that is DOWN")
    void wellSites() throws Exception {
        start("log: {type: command, command: [echo, fine]}");
        left(7, Cause.SWITCHOVER, "prod", "home");
        left(8, Cause.FAILBACK, "home", "prod");
        assertThat(told).isEmpty();
        watch.on(new VerdictChanged(time.instant(), "www", "prod", Verdict.DOWN, Health.down("refused")));
        left(9, Cause.SWITCHOVER, "prod", "home");
        assertThat(told).extracting(Notification::id).containsExactly("www/9/evidence");
    }

    @Test
    @DisplayName("ends at the next start what was cut short, which stays incomplete")
    void interrupted() throws Exception {
        start("log: {type: command, command: [echo, fine]}");
        time.hang(name -> name.startsWith("collecting evidence"));
        watch.on(new Decided(
                time.instant(),
                "www",
                Optional.empty(),
                Optional.of(new RememberedSwitch(
                        7,
                        Cause.FAILOVER,
                        "prod",
                        "home",
                        time.instant(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty())),
                "prod is DOWN"));
        time.runUntilIdle();
        assertThat(store().find("www-7").orElseThrow().ended()).isEmpty();
        ManualScheduler next = new ManualScheduler();
        try (EvidenceWatch another = new EvidenceWatch(() -> configuration, List::of, next)) {
            another.begin((service, notification) -> {});
            next.runUntilIdle();
        }
        assertThat(store().find("www-7").orElseThrow().ended()).isPresent();
        assertThat(store().find("www-7").orElseThrow().isComplete()).isFalse();
    }
}
