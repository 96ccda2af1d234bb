package dev.failover.evidence.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.evidence.Incident;
import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhAccount;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.RecordingSink;
import dev.failover.testkit.RecordingSink.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What OVH knows of a machine")
@Timeout(60)
class OvhCollectorTest {
    private static final String SERVER = "ns1234567.ip-203-0-113.eu";
    private static final String PATH = "/dedicated/server/" + SERVER;
    private static final Incident INCIDENT = new Incident("www", 7, "prod", Instant.EPOCH, "prod is down");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private OvhImitation ovh;

    @BeforeEach
    void start() throws IOException {
        ovh = OvhImitation.start("beerus.fr");
        tellOfServer(ovh);
    }

    @AfterEach
    void stop() {
        ovh.close();
    }

    static void tellOfServer(OvhImitation ovh) {
        ovh.tell(PATH, "{\"name\":\"%s\",\"state\":\"error\",\"monitoring\":true,\"bootId\":1}".formatted(SERVER));
        ovh.tell(PATH + "/intervention", "[4711]");
        ovh.tell(PATH + "/intervention/4711", "{\"interventionId\":4711,\"type\":\"pingFailure\"}");
        ovh.tell(
                PATH + "/task",
                IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        for (int i = 1; i <= 12; i++) {
            ovh.tell(
                    PATH + "/task/" + i,
                    "{\"taskId\":%s,\"function\":\"hardReboot\",\"status\":\"done\"}".formatted(i));
        }
        ovh.tell(PATH + "/serviceMonitoring", "[]");
        ovh.tell(PATH + "/features/ipmi", "{\"activated\":true,\"supportedFeatures\":{\"serialOverLanSshKey\":true}}");
    }

    static OvhCollectorBuilder at(OvhImitation ovh) {
        return OvhCollector.builder().account(account(ovh));
    }

    private static OvhAccount account(OvhImitation ovh) {
        return new OvhAccount()
                .endpoint(ovh.endpoint())
                .applicationKey(Secret.of(OvhImitation.APPLICATION_KEY))
                .applicationSecret(Secret.of(OvhImitation.APPLICATION_SECRET))
                .consumerKey(Secret.of(OvhImitation.CONSUMER_KEY));
    }

    private static RecordingSink collect(OvhCollectorBuilder builder) throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        try (OvhCollector collector = builder.build()) {
            collector.collect(INCIDENT, sink, TIMEOUT);
        }
        return sink;
    }

    private static String text(RecordingSink sink, String name) {
        return sink.items().stream()
                .filter(item -> item.name().equals(name))
                .map(item -> new String(item.content(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "is, of a dedicated server, its state, interventions, tasks, monitoring and consoles, all of it only read")
    void server() throws Exception {
        RecordingSink sink = collect(at(ovh).server(SERVER));
        assertThat(sink.items())
                .extracting(Recorded::name)
                .containsExactly("state", "interventions", "tasks", "monitoring", "ipmi");
        assertThat(sink.items()).extracting(Recorded::problem).containsOnlyNulls();
        assertThat(text(sink, "state")).contains("\"state\":\"error\"");
        assertThat(text(sink, "interventions")).isEqualTo("""
                [4711]
                {"interventionId":4711,"type":"pingFailure"}
                """);
        assertThat(text(sink, "tasks"))
                .contains("\"taskId\":12,", "\"taskId\":3,")
                .doesNotContain("\"taskId\":2,");
        assertThat(text(sink, "ipmi")).contains("serialOverLanSshKey");
        assertThat(ovh.requests()).allMatch(request -> request.startsWith("GET "));
        assertThat(sink.items().get(0).source()).startsWith("GET 127.0.0.1:").endsWith(PATH);
    }

    @Test
    @DisplayName("is, of a VPS, its state, its services as OVH sees them, its tasks and its load")
    void vps() throws Exception {
        String path = "/vps/vps-1a2b3c4d.vps.ovh.net";
        ovh.tell(path, "{\"state\":\"running\"}");
        ovh.tell(path + "/status", "{\"ping\":\"down\",\"ssh\":{\"state\":\"down\",\"port\":22}}");
        ovh.tell(path + "/tasks", "[]");
        ovh.tell(path + "/monitoring", "{\"unit\":\"percent\",\"values\":[]}");
        RecordingSink sink = collect(at(ovh).vps("vps-1a2b3c4d.vps.ovh.net"));
        assertThat(sink.items())
                .extracting(Recorded::name)
                .containsExactly("state", "services", "tasks", "processor", "memory");
        assertThat(sink.items()).extracting(Recorded::problem).containsOnlyNulls();
        assertThat(text(sink, "services")).contains("\"ping\":\"down\"");
        assertThat(ovh.requests()).contains("GET " + path + "/monitoring?period=lastday&type=cpu%3Aused");
    }

    @Test
    @DisplayName("is, of an instance of the Public Cloud, its state")
    void instance() throws Exception {
        ovh.tell("/cloud/project/abc/instance/def", "{\"status\":\"SHUTOFF\"}");
        RecordingSink sink = collect(at(ovh).project("abc").instance("def"));
        assertThat(text(sink, "state")).contains("SHUTOFF");
    }

    @Test
    @DisplayName("is kept as far as the key may read, and says which access rule is missing for the rest")
    void rights() throws Exception {
        ovh.accessRules("GET " + PATH, "GET " + PATH + "/task", "GET " + PATH + "/task/*");
        RecordingSink sink = collect(at(ovh).server(SERVER));
        assertThat(text(sink, "tasks")).contains("hardReboot");
        assertThat(sink.items().get(0).problem()).isNull();
        assertThat(sink.items().get(1).problem())
                .contains("refused GET " + PATH + "/intervention", "consumer-key may not make this call");
        try (OvhCollector collector = at(ovh).server(SERVER).build()) {
            assertThat(collector.inspect(TIMEOUT))
                    .extracting(Finding::severity)
                    .containsExactly(Severity.OK, Severity.ERROR, Severity.OK, Severity.ERROR, Severity.ERROR);
        }
    }

    @Test
    @DisplayName("is nothing at all for a machine that is not in the account, or a wrong key, which is said")
    void refused() throws Exception {
        assertThatThrownBy(() -> collect(at(ovh).server("ns1.ip-1.eu")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("not in this account");
        OvhCollectorBuilder wrong =
                OvhCollector.builder().server(SERVER).account(account(ovh).applicationSecret(Secret.of("another")));
        assertThatThrownBy(() -> collect(wrong))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("application-secret");
    }

    @Test
    @DisplayName("is given up where OVH does not answer, and what came before stays")
    void hanging() throws Exception {
        ovh.fail("GET " + PATH + "/intervention", 9, "hang");
        RecordingSink sink = new RecordingSink();
        try (OvhCollector collector = at(ovh).server(SERVER).build()) {
            collector.collect(INCIDENT, sink, Duration.ofSeconds(1));
        }
        assertThat(text(sink, "state")).contains("error");
        assertThat(sink.items().get(1).problem()).isNotNull();
        ovh.fail("GET " + PATH + "*", 99, "503");
        assertThatThrownBy(() -> collect(at(ovh).server(SERVER))).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("takes one machine, and the settings of the account")
    void settings() {
        assertThat(at(ovh).server(SERVER).build().describe().reach()).isEqualTo(Reach.OUT_OF_BAND);
        assertThat(at(ovh).server(SERVER).build().describe().cost()).isEqualTo(Cost.NONE);
        for (OvhCollectorBuilder builder : List.of(
                at(ovh),
                at(ovh).server(SERVER).vps("vps-1"),
                at(ovh).instance("def"),
                at(ovh).server(SERVER).project("abc"),
                OvhCollector.builder().server(SERVER))) {
            assertThatThrownBy(builder::build).isInstanceOf(InvalidSettingsException.class);
        }
    }

    @Test
    @DisplayName("needs the rights that its page lists, and no others")
    void rightsOfItsPage() throws Exception {
        Matcher block = Pattern.compile("```\n(GET /dedicated[^`]*)```")
                .matcher(Files.readString(Path.of("../docs/evidence-ovh.md")));
        assertThat(block.find()).isTrue();
        assertThat(block.group(1).lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactlyInAnyOrderElementsOf(OvhCollector.builder().server("NAME").accessRules().stream()
                        .map(AccessRule::toString)
                        .toList());
    }
}
