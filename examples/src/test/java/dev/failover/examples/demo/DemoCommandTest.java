package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class DemoCommandTest {
    private static final Duration GENEROUS = Duration.ofSeconds(12);
    /** For what is to fail: as long as a busy machine takes for what comes before. */
    private static final Duration PATIENT = Duration.ofSeconds(6);

    private record Ended(int exitCode, String out) {
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }
    }

    private static Ended demo(Duration patience, Consumer<DemoWorld> disturbance, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new DemoCommand(DemoPlan.usual().hurried(patience), disturbance));
        command.setOut(new PrintWriter(out));
        return new Ended(command.execute(arguments), out.toString());
    }

    @Test
    @DisplayName("everything happens in its order, is measured, and nothing is left behind")
    void mainJob() throws Exception {
        List<Path> roots = new ArrayList<>();
        Ended ended = demo(GENEROUS, world -> roots.add(world.sites().prod().root()), "--json");
        assertThat(ended.exitCode()).as(ended.out()).isZero();
        JsonObject document = ended.json();
        assertThat(document.get("ok").getAsBoolean()).isTrue();
        assertThat(events(document))
                .containsSubsequence(
                        "mirrored home",
                        "up home",
                        "changed prod",
                        "replicated home",
                        "killed prod",
                        "client-failed",
                        "down prod",
                        "decided home",
                        "written",
                        "published home",
                        "returned prod",
                        "up prod",
                        "decided prod",
                        "written",
                        "published prod")
                .containsSubsequence(
                        "changed prod", "mirrored home", "killed prod", "returned prod", "mirror-failed home")
                .containsSubsequence("client-served prod", "changed prod", "client-served prod", "killed prod")
                .containsSubsequence("written", "client-served home", "returned prod", "written", "client-served prod")
                .containsSubsequence("decided home", "notified", "decided prod", "notified");
        assertThat(phases(document))
                .containsExactly(
                        "replica lag",
                        "failover detection",
                        "failover publish",
                        "failover visible",
                        "failback detection",
                        "failback hold",
                        "failback publish",
                        "failback visible");
        assertThat(document.getAsJsonArray("table")
                        .get(0)
                        .getAsJsonObject()
                        .get("measured-seconds")
                        .getAsDouble())
                .as("the lag, where a run takes milliseconds and the next look through everything follows within 1 s")
                .isLessThan(2);
        assertNothingListens(document.getAsJsonObject("endpoints"));
        assertThat(roots)
                .singleElement()
                .satisfies(root -> assertThat(root.getParent()).doesNotExist());
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("demo-client");
    }

    @Test
    @DisplayName("what a human reads has every moment as it happened, and the table")
    void forHumans() {
        Ended ended = demo(GENEROUS, world -> {});
        assertThat(ended.exitCode()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains(
                        "demo      home has \"version 2\" too",
                        "mirror    not to home: the target of pages became the source itself",
                        "predicted vs measured",
                        "gets \"version 2\" from home (127.0.0.3)",
                        "nothing is left running")
                .containsPattern("\\+ +\\d+\\.\\d{3} s  failover  prod is DOWN: ")
                .containsPattern(
                        "phone     CRITICAL www: failover from prod to home\\. The replica of home is \\d+(\\.\\d+)?m?s old: that much is lost at most\\.\n")
                .containsPattern("replica   lag +1\\.000 s +\\d\\.\\d{3} s   rescan")
                .containsPattern("failover  detection +1\\.900 s +\\d\\.\\d{3} s   interval")
                .containsPattern("failback  publish +\\d\\.\\d{3} s +\\d\\.\\d{3} s   the longest switch so far");
    }

    @Test
    @DisplayName("a standby that is never up is what is said, and the exit code is 4")
    void withoutStandby() {
        Ended ended = demo(PATIENT, world -> world.sites().home().kill());
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out())
                .contains("It was expected that home is found UP, but that did not happen within 6s.")
                .doesNotContain("All of it happened");
    }

    @Test
    @DisplayName("a vendor that does not answer is a failover that does not happen, also in JSON")
    void withoutVendor() {
        Ended ended = demo(PATIENT, world -> world.zone().provider().hang(), "--json");
        assertThat(ended.exitCode()).isEqualTo(4);
        JsonObject document = ended.json();
        assertThat(document.get("ok").getAsBoolean()).isFalse();
        assertThat(document.get("failure").getAsString()).contains("the address of home is written to the zone");
        assertThat(events(document)).contains("decided home").doesNotContain("client-served home");
    }

    @Test
    @DisplayName("a standby whose SSH server is gone is a mirror that does not happen, before anything is switched")
    void withoutReplica() {
        Ended ended = demo(PATIENT, world -> world.replica().stopServer(), "--json");
        assertThat(ended.exitCode()).isEqualTo(4);
        JsonObject document = ended.json();
        assertThat(document.get("failure").getAsString()).startsWith("The demonstration can't be given here: ");
        assertThat(events(document)).doesNotContain("mirrored home", "decided prod");
    }

    @Test
    @DisplayName(
            "three watchers outvote one that is wrong, and switch once when the one that holds the lease dies with prod")
    void watchers() throws Exception {
        Ended ended = demo(GENEROUS.multipliedBy(2), world -> {}, "--watchers", "3", "--json");
        assertThat(ended.exitCode()).as(ended.out()).isZero();
        JsonObject document = ended.json();
        assertThat(events(document))
                .containsSubsequence(
                        "up prod",
                        "leased",
                        "cut prod",
                        "down prod",
                        "voted prod",
                        "healed prod",
                        "up prod",
                        "killed prod",
                        "down prod",
                        "down prod",
                        "voted prod",
                        "decided home",
                        "written",
                        "published home")
                // The client may see it before the watcher does.
                .containsSubsequence("killed prod", "decided home", "client-served home");
        assertThat(events(document))
                .filteredOn("leased"::equals)
                .as("the second is seen at a look, perhaps after it was made use of")
                .hasSize(2);
        assertThat(phases(document)).containsExactly("failover takeover", "failover visible");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("demo-client");
    }

    @Test
    @DisplayName("two watchers can't be shown: neither can leave a site without the other")
    void twoWatchers() {
        assertThat(demo(GENEROUS, world -> {}, "--watchers", "2").exitCode()).isEqualTo(2);
    }

    private static List<String> events(JsonObject document) {
        List<String> events = new ArrayList<>();
        for (JsonElement element : document.getAsJsonArray("timeline")) {
            JsonObject moment = element.getAsJsonObject();
            String site = moment.has("site") ? " " + moment.get("site").getAsString() : "";
            events.add(moment.get("event").getAsString() + site);
        }
        return events;
    }

    private static List<String> phases(JsonObject document) {
        List<String> phases = new ArrayList<>();
        for (JsonElement element : document.getAsJsonArray("table")) {
            JsonObject line = element.getAsJsonObject();
            assertThat(line.get("measured-seconds").getAsDouble()).isPositive();
            assertThat(line.get("predicted-seconds").getAsDouble()).isPositive();
            phases.add(
                    line.get("switch").getAsString() + " " + line.get("phase").getAsString());
        }
        return phases;
    }

    private static void assertNothingListens(JsonObject endpoints) throws IOException {
        for (String site : List.of("prod", "home")) {
            URI uri = URI.create(endpoints.get(site).getAsString());
            bind(uri.getHost(), uri.getPort());
        }
        URI sftp = URI.create("sftp://" + endpoints.get("sftp").getAsString());
        bind(sftp.getHost(), sftp.getPort());
        URI dns = URI.create("dns://" + endpoints.get("dns").getAsString());
        InetSocketAddress address = bind(dns.getHost(), dns.getPort());
        try (DatagramSocket udp = new DatagramSocket(address)) {
            assertThat(udp.isBound()).isTrue();
        }
    }

    private static InetSocketAddress bind(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
        try (ServerSocket tcp = new ServerSocket()) {
            tcp.setReuseAddress(true);
            tcp.bind(address);
        }
        return address;
    }
}
