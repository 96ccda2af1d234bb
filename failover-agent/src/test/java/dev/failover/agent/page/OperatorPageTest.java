package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.html.OperatorView;
import dev.failover.agent.page.model.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The operator's page")
class OperatorPageTest {
    /** What a reader sees of it, without elements. */
    private static String text(Facts facts) {
        return OperatorView.of(facts, true)
                .replaceAll("<svg.*?</svg>", "")
                .replaceAll("<[^>]+>", "|")
                .replaceAll("\\|[|\\s]*", "|");
    }

    private static Facts with(Scene scene, String member, String json) {
        Facts facts = scene.facts();
        JsonObject view = Documents.of(facts.services().get(0));
        view.add(member, JsonParser.parseString(json));
        StatusDocument status = facts.status();
        return new Facts(
                facts.title(),
                facts.at(),
                new StatusDocument(
                        status.agent(),
                        List.of(Documents.read(view, ServiceView.class)),
                        status.pendingNotifications(),
                        status.replicas(),
                        status.backups(),
                        status.syncs(),
                        status.heartbeats(),
                        List.of(new StatusDocument.Export("s3", "bucket b", Optional.empty(), "<b>refused")),
                        status.drills(),
                        status.readiness(),
                        status.vendors()),
                facts.histories(),
                facts.beads());
    }

    private static List<String> actions(Facts facts) {
        return Pattern.compile("act\\?verb=(\\w+)&amp;service=www")
                .matcher(OperatorView.of(facts, true))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    @DisplayName("has what each of the zones' servers gives, when, and beside what was decided")
    void answers() {
        assertThat(text(Scene.SWITCHING.facts()))
                .contains("asked at 29 Nov, 15:20:03 UTC")
                .contains("|www.beerus.fr A|at ovh, to be 198.51.100.7|")
                .contains("|as decided|198.51.100.7, TTL 60s|from dns110.ovh.net (192.0.2.53:53)|")
                .contains("|differs|203.0.113.10, TTL 60s|from ns110.ovh.net (192.0.2.54:53)|");
        assertThat(text(Scene.QUIET.facts()))
                .contains("203.0.113.10, TTL 60s|from dns110.ovh.net (192.0.2.53:53), ns110.ovh.net (192.0.2.54:53)|");
        assertThat(text(Scene.BOTH_DOWN.facts()))
                .contains("|silent|no answer in time|from ns110.ovh.net (192.0.2.54:53)|");
    }

    @Test
    @DisplayName("has each backup: when it was taken and restored, how long that took, and what fails")
    void backups() {
        Facts facts = Scene.QUIET.facts();
        StatusDocument status = facts.status();
        Instant at = Instant.parse("2026-11-20T12:00:00Z");
        StatusDocument.Backup proven = new StatusDocument.Backup(
                "offsite",
                "www",
                Optional.of(at),
                Optional.of(Duration.ofHours(7)),
                Optional.empty(),
                Optional.of(9L),
                Optional.of(at),
                Optional.of(Duration.ofHours(7)),
                Optional.of(3L),
                Optional.of(Duration.ofSeconds(12)),
                Optional.of(4096L),
                List.of());
        StatusDocument.Backup failing = new StatusDocument.Backup(
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
                List.of("can't be taken: no <b>"));
        String text = text(new Facts(
                facts.title(),
                facts.at(),
                new StatusDocument(
                        status.agent(),
                        status.services(),
                        status.pendingNotifications(),
                        status.replicas(),
                        List.of(proven, failing),
                        status.syncs(),
                        status.heartbeats(),
                        status.exports(),
                        status.drills(),
                        status.readiness(),
                        status.vendors()),
                facts.histories(),
                facts.beads()));
        assertThat(text)
                .contains("|restored|backup offsite|of www, taken 20 Nov, 12:00:00 UTC; restored 20 Nov, 12:00:00 UTC:"
                        + " 4096 bytes in 12s, 3 files as the source read them|")
                .contains(
                        "|fails|backup usb|of www, not taken yet; never restored. It can&#39;t be taken: no &lt;b&gt;|");
    }

    @Test
    @DisplayName("says how long a switch under way has taken, and should take")
    void progress() {
        assertThat(text(Scene.SWITCHING.facts()))
                .contains("Switching to home, begun 54s ago, predicted to take 1m 52s|")
                .contains("It is switching to home|");
    }

    @Test
    @DisplayName("leads to those actions that make sense now")
    void actions() {
        assertThat(actions(Scene.QUIET.facts())).containsExactly("switch", "pause");
        assertThat(actions(Scene.LATCHED.facts())).containsExactly("switch", "failback", "resume", "ack");
        assertThat(actions(Scene.BOTH_DOWN.facts())).containsExactly("switch", "failback", "pause", "ack");
        String hold = "{since: \"2026-11-29T15:00:00Z\", until: null, site: prod, by: anna, reason: works}";
        assertThat(actions(with(Scene.QUIET, "held", hold))).contains("failback");
        assertThat(OperatorView.of(Scene.LATCHED.facts(), false)).doesNotContain("act?verb");
    }

    @Test
    @DisplayName("says who knows of what is the case, and asks for nobody then")
    void acknowledged() {
        assertThat(text(Scene.BOTH_DOWN.facts()))
                .contains("www needs somebody: no ready site, publishing fails (ovh)|");
        String partly = "{since: \"2026-11-29T15:19:00Z\", by: anna, reason: \"on my way\", of: [no-ready-site]}";
        Facts some = with(Scene.BOTH_DOWN, "acknowledgement", partly);
        assertThat(text(some))
                .contains("www needs somebody")
                .contains("anna knows since 29 Nov, 15:19:00 UTC of no ready site|: |on my way|");
        assertThat(actions(some)).contains("ack");
        String all = partly.replace("no-ready-site", "no-ready-site, \"publishing-fails/ovh\"");
        Facts known = with(Scene.BOTH_DOWN, "acknowledgement", all);
        assertThat(text(known))
                .contains("anna knows of what www has: no ready site, publishing fails (ovh)|")
                .doesNotContain("needs somebody");
        assertThat(actions(known)).doesNotContain("ack");
    }

    @Test
    @DisplayName("says on a quiet day that a failover would not work, and why")
    void readiness() {
        assertThat(text(Scene.QUIET.facts())).doesNotContain("A failover would not work");
        StatusDocument.Readiness hindered = new StatusDocument.Readiness(
                "www",
                false,
                Optional.of(Scene.NOW),
                List.of(new ServiceView.GateView("replica", false, "home's replica is 2h old")),
                "");
        assertThat(text(Scene.quiet(Scene.quiet(List.of(), List.of(hindered), List.of()))))
                .containsOnlyOnce(
                        "A failover would not work, since 29 Nov, 15:20:05 UTC|: |home&#39;s replica is 2h old|");
    }

    @Test
    @DisplayName("has what looks at vendors and channels have found")
    void vendors() {
        List<StatusDocument.Vendor> vendors = List.of(
                new StatusDocument.Vendor("notifier phone", Optional.of(Scene.NOW), Optional.empty(), List.of()),
                new StatusDocument.Vendor(
                        "provider ovh",
                        Optional.of(Scene.NOW),
                        Optional.empty(),
                        List.of(new StatusDocument.Found("access rules", Scene.NOW, true, "consumer-key lacks <b>"))));
        assertThat(text(Scene.quiet(Scene.quiet(List.of(), List.of(), vendors))))
                .contains("|as it should be|notifier phone|, asked 29 Nov, 15:20:05 UTC|")
                .contains("|would fail|provider ovh|, asked 29 Nov, 15:20:05 UTC."
                        + " access rules: consumer-key lacks &lt;b&gt; (since 2026-11-29T15:20:05Z)|");
    }

    @Test
    @DisplayName("says once that writing fails, and why")
    void writing() {
        assertThat(text(Scene.BOTH_DOWN.facts()))
                .contains("Writing to ovh fails|: |no answer from eu.api.ovh.com within 10s|")
                .doesNotContain("writing to ovh fails: no answer");
    }

    @Test
    @DisplayName("says where the public page is put, and why it is not")
    void exports() {
        assertThat(text(Scene.QUIET.facts()))
                .contains("|written|sftp|at hoster:/www/status, as of 29 Nov, 15:20:03 UTC|");
        assertThat(OperatorView.of(with(Scene.QUIET, "pause", "null"), false))
                .contains("not written", "at bucket b, not there yet. &lt;b&gt;refused");
    }
}
