package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.agent.drill.DrillBook;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BIND, two sites, and an agent that watches the service for real while drills are made beside it. */
@DisplayName("A drill at a real name server, beside a real agent")
@Timeout(120)
class DrillTest {
    private static final String ZONE = "example.com";
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final String PROD = "127.0.0.2";
    private static final String HOME = "127.0.0.3";

    @TempDir
    Path directory;

    private NameServerProcess named;
    private WebSite prod;
    private WebSite home;
    private Path config;
    private Verbs.Running agent;

    @BeforeEach
    void start() throws Exception {
        named = new NameServerProcess(directory, ZONE, List.of("www 1 A " + PROD, "mail 300 A 192.0.2.99"));
        prod = new WebSite(PROD, 0, "welcome");
        home = new WebSite(HOME, prod.port(), "welcome");
        Files.writeString(directory.resolve("traffic"), "prod\n");
        Path line = Files.writeString(directory.resolve("line"), """
                #!/bin/sh
                # Traffic goes where the file says; each site that it was sent to is written down.
                read -r asked
                case $asked in
                *'"action":"send"'*)
                    printf '%%s' "$asked" | sed 's/.*"site":"\\([^"]*\\)".*/\\1/' | tee -a %1$s/sent > %1$s/traffic ;;
                esac
                printf '{"site":"%%s"}\\n' "$(cat %1$s/traffic)"
                """.formatted(directory));
        assertThat(line.toFile().setExecutable(true)).isTrue();
        config = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                watcher: one
                dns: {servers: ["%s"]}
                providers:
                  dns: {type: rfc2136, zone: example.com, server: "%s", tsig-name: %s, tsig-algorithm: hmac-sha256, tsig-secret: "%s"}
                switches:
                  line: {type: command, command: ["%s"], sites: [prod, home], longest: 5s}
                services:
                  www:
                    ownership: true
                    switches: [line]
                    rto: 1m
                    records: [{provider: dns, name: www, type: A, ttl: 1s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://www.example.com:%d/", timeout: 500ms, interval: 500ms, fast-interval: 100ms, fall: 3, rise: 2}
                """.formatted(
                state(), named.address(), named.address(), Named.KEY, Named.SECRET, line, PROD, HOME, prod.port()));
        agent = new Verbs.Running(Map.of(), "run", "-c", config.toString());
        agent.awaitOut("adopted: every record points to prod");
    }

    @AfterEach
    void stop() {
        agent.close();
        List.of(prod, home).forEach(WebSite::close);
        named.close();
    }

    private Path state() {
        return directory.resolve("state");
    }

    private Result drill(String... more) {
        return Verbs.run(
                Map.of(),
                Stream.concat(Stream.of("drill", "www", "-c", config.toString(), "--by", "anna"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private Optional<RecordSet> served(RecordKey key) {
        return named.look(ZONE, key).agreed();
    }

    private void assertGone(String drill) {
        assertThat(served(new RecordKey(drill, RecordType.A))).isEmpty();
        assertThat(served(new RecordKey("_failover-" + drill, RecordType.TXT))).isEmpty();
        assertThat(DrillBook.leftovers(state())).isEmpty();
    }

    @Test
    @DisplayName(
            "goes there and back within what was declared, is kept as a report, and leaves nothing; the agent sees none of it")
    void shadow() throws Exception {
        Result result = drill("--json");
        assertThat(result.err()).contains("the failure begins: prod is DOWN");
        JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(report.get("reason").getAsString()).isEqualTo("there and back");
        assertThat(result.code()).isZero();
        assertThat(report.get("outcome").getAsString()).isEqualTo("succeeded");
        assertThat(report.get("by").getAsString()).isEqualTo("anna");
        assertThat(report.getAsJsonArray("away")).hasSize(5);
        assertThat(report.getAsJsonArray("gone")).hasSize(2);
        String drill = report.get("drill").getAsString();
        assertGone(drill);
        assertThat(state().resolve("drills").resolve(drill + ".md"))
                .content()
                .contains("# Drill of www: SUCCEEDED", "| detection |");
        assertThat(DrillBook.reports(state())).hasSize(1);
        assertThat(state().resolve("drills").resolve(drill)).doesNotExist();
        assertThat(Verbs.run(Map.of(), "status", "-c", config.toString()).out())
                .contains("drill of www: succeeded at ", ", level shadow: there and back");
        assertThat(directory.resolve("sent"))
                .as("where users are is not touched")
                .doesNotExist();
        assertThat(report.getAsJsonArray("notes").toString()).contains("the traffic switch line was not tried");
        assertThat(agent.out()).doesNotContain("switched", "written", "DOWN");
        assertThat(served(WWW).orElseThrow().values()).isEqualTo(Set.of(PROD));
        assertThat(served(new RecordKey("_failover-www", RecordType.TXT))).isEmpty();
    }

    @Test
    @DisplayName("is interrupted by a real outage: the agent's failover wins, and the drill leaves nothing")
    void interrupted() throws Exception {
        Thread outage = new Thread(() -> {
            try {
                await("a drill has names", () -> !DrillBook.leftovers(state()).isEmpty());
                prod.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        outage.start();
        Result result = drill("--json");
        outage.join();
        JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(report.get("reason").getAsString()).contains("real");
        assertThat(report.get("outcome").getAsString()).isIn("interrupted", "blocked");
        assertThat(result.code()).isIn(1, 3);
        assertGone(report.get("drill").getAsString());
        await(
                "the agent's failover",
                () -> served(WWW)
                        .filter(set -> set.values().equals(Set.of(HOME)))
                        .isPresent());
    }

    @Test
    @DisplayName("is refused while another is on, with exit code 3")
    void another() throws Exception {
        DrillBook held = DrillBook.open(state());
        try (held) {
            Result result = drill();
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("Another drill is on");
            Files.writeString(state().resolve("drills").resolve("drill-damaged.json"), "nonsense");
            assertThat(Verbs.run(Map.of(), "status", "-c", config.toString()).code())
                    .isZero();
            assertThat(drill("--list").err()).contains("can't be read");
        }
    }

    @Test
    @Tag("long")
    @DisplayName("that was killed is named by check, and cleaned up after by the next one")
    void killed() throws Exception {
        File log = directory.resolve("drill.log").toFile();
        Process process = new ProcessBuilder(Java.command(64, Main.class, "drill", "www", "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            await("the failure begins", () -> read(log).contains("the failure begins") || !process.isAlive());
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        String drill = DrillBook.leftovers(state()).get(0).drill();
        assertThat(served(new RecordKey(drill, RecordType.A))).isPresent();
        assertThat(Verbs.run(Map.of(), "check", "-c", config.toString()).out()).contains("WARN  drills: " + drill);

        Result next = drill();
        assertThat(next.err()).contains("takes away what " + drill + " has left");
        assertThat(next.code()).as(next.out() + next.err()).isZero();
        assertGone(drill);
        assertThat(served(WWW).orElseThrow().values()).isEqualTo(Set.of(PROD));
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName(
            "of level readiness decides as in an outage and writes nothing; a dead standby is named, with exit code 1")
    void readiness() throws Exception {
        Result ready = drill("--level", "readiness");
        assertThat(ready.out()).contains("OK    drill www: if prod fails, it moves to home");
        assertThat(ready.code()).as(ready.out() + ready.err()).isZero();
        Path several = Files.writeString(
                directory.resolve("several.yaml"), Files.readString(config).replace("watcher: one", """
                        watcher: one
                        coordination:
                          type: memory
                          voters: [{name: one, domain: a}, {name: two, domain: b}, {name: three, domain: c}]"""));
        assertThat(Verbs.run(Map.of(), "drill", "www", "-c", several.toString(), "--level", "readiness")
                        .out())
                .as("the votes of others are not rehearsed")
                .contains("OK    drill www: if prod fails, it moves to home");
        home.kill();
        Result unready = drill("--level", "readiness");
        assertThat(unready.out()).contains("ERROR drill www: if prod fails");
        assertThat(unready.code()).isEqualTo(1);
        assertThat(state().resolve("drills")).doesNotExist();
        assertThat(served(WWW).orElseThrow().values()).isEqualTo(Set.of(PROD));
    }

    @Test
    @DisplayName(
            "of level live moves the service itself and brings it back, as a human would, and the agent journals both")
    void live() throws Exception {
        awaitSteady();
        Result result = drill("--level", "live", "--yes", "--json");
        JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(report.get("reason").getAsString()).isEqualTo("there and back");
        assertThat(result.code()).isZero();
        assertThat(report.get("level").getAsString()).isEqualTo("live");
        assertThat(report.getAsJsonArray("away")).hasSize(3);
        assertThat(report.getAsJsonArray("back")).hasSize(3);
        String drill = report.get("drill").getAsString();
        assertThat(agent.out()).contains("anna asked for it: live drill " + drill);
        assertThat(served(WWW).orElseThrow().values()).isEqualTo(Set.of(PROD));
        assertThat(text(served(new RecordKey("_failover-www", RecordType.TXT)))).contains("epoch=3");
        assertThat(drill("--list").out()).contains(drill, "live", "succeeded", "anna");
        assertThat(directory.resolve("sent")).content().startsWith("home").endsWith("prod");
        assertThat(report.getAsJsonArray("notes").toString()).doesNotContain("not tried");
    }

    @Test
    @DisplayName(
            "of level live is refused without a name, without --yes, outside of its windows, and while the service is paused")
    void liveRefused() throws Exception {
        awaitSteady();
        Result unsure = drill("--level", "live");
        assertThat(unsure.code()).isEqualTo(2);
        assertThat(unsure.err()).contains("--yes");
        Result nameless = Verbs.run(Map.of(), "drill", "www", "-c", config.toString(), "--level", "live", "--yes");
        assertThat(nameless.code()).isEqualTo(2);
        assertThat(nameless.err()).contains("--by");
        String day =
                LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek().name().substring(0, 3);
        Path elsewhen = Files.writeString(
                directory.resolve("windows.yaml"),
                Files.readString(config)
                        .replace(
                                "rto: 1m",
                                "rto: 1m\n    drill: {windows: [%s 02:00-05:00], time-zone: UTC}".formatted(day)));
        Result closed = Verbs.run(
                Map.of(), "drill", "www", "-c", elsewhen.toString(), "--level", "live", "--yes", "--by", "anna");
        assertThat(closed.err()).contains("window");
        assertThat(closed.code()).isEqualTo(3);
        Verbs.run(Map.of(), "pause", "www", "-c", config.toString());
        Result paused = drill("--level", "live", "--yes");
        assertThat(paused.out()).contains("It is paused");
        assertThat(paused.code()).isEqualTo(3);
        assertThat(agent.out()).doesNotContain("switched");
        assertThat(served(WWW).orElseThrow().values()).isEqualTo(Set.of(PROD));
    }

    private static String text(Optional<RecordSet> set) {
        return set.map(found -> String.join("+", found.values())).orElse("absent");
    }

    private void awaitSteady() throws Exception {
        agent.awaitOut("www/home: UP:").awaitOut("www/prod: UP:");
    }
}
