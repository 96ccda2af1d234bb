package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A running agent whose configuration's file has changed")
@Timeout(120)
class ReloadTest {
    private static final RecordKey BLOG = new RecordKey("blog", RecordType.A);

    @TempDir
    Path directory;

    private World world;
    private Path config;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory);
        world.ovh.publish(List.of(
                RecordSet.of(World.WWW, Duration.ofSeconds(60), World.PROD),
                RecordSet.of(BLOG, Duration.ofSeconds(60), World.PROD)));
        config = world.configuration();
        environment = new HashMap<>(world.environment());
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Running run() throws InterruptedException {
        return new Running(environment, "run", "-c", config.toString()).awaitOut("www/prod: UP");
    }

    private Result reload(String... more) {
        List<String> line = new java.util.ArrayList<>(List.of("reload", "-c", config.toString()));
        line.addAll(List.of(more));
        return Verbs.run(environment, line.toArray(String[]::new));
    }

    /** The scenario's service once more, for another name. */
    private String blog() {
        return """
                  blog:
                    records: [{provider: ovh, name: blog, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://www.beerus.fr:%s/", timeout: 500ms, interval: 500ms, fast-interval: 100ms, fall: 3, rise: 2}
                    notify: [phone]
                """.formatted(World.PROD, World.HOME, world.prod.port());
    }

    private void append(String text) throws Exception {
        Files.writeString(config, Files.readString(config) + text);
    }

    private static long count(String text, String word) {
        return text.lines().filter(line -> line.contains(word)).count();
    }

    @Test
    @DisplayName("adds a service and removes it, while the other keeps running untouched and no record is written")
    void addsAndRemoves() throws Exception {
        try (Running agent = run()) {
            append(blog());
            Result added = reload();
            assertThat(added.code()).as(added.err()).isZero();
            assertThat(added.out()).isEqualTo("service blog added\n1 service runs on untouched\n");
            agent.awaitOut("blog/prod: UP");
            await(
                    "it is watched",
                    () -> Verbs.run(environment, "status", "-c", config.toString())
                            .out()
                            .contains("blog: at prod"));

            int writes = world.ovh.requests().size();
            config = world.configuration();
            Result removed = reload();
            assertThat(removed.out())
                    .isEqualTo("service blog removed; its records stay as they are\n1 service runs on untouched\n");
            assertThat(Verbs.run(environment, "status", "-c", config.toString()).out())
                    .contains("www: at prod")
                    .doesNotContain("blog");
            assertThat(world.dns.find(BLOG)).isPresent();
            assertThat(world.ovh.requests().stream().skip(writes))
                    .noneMatch(request -> request.toString().startsWith("PUT")
                            || request.toString().startsWith("POST")
                            || request.toString().startsWith("DELETE"));

            assertThat(count(agent.out(), "www/prod: UP"))
                    .as("a verdict that was kept is not reached again")
                    .isEqualTo(1);
            world.prod.kill();
            await("the one that is left is still switched", () -> world.served().equals(World.HOME));
        }
    }

    @Test
    @DisplayName("begins a changed service anew from its journal: what is held, paused and told stays so")
    void changes() throws Exception {
        try (Running agent = run()) {
            Verbs.insist(
                    environment, "switch", "www", "home", "--by", "anna", "--reason", "works", "-c", config.toString());
            await("it is told", () -> count(String.join("\n", world.phone.requests()), "at home") > 0);
            Verbs.run(environment, "pause", "www", "--by", "anna", "--reason", "works", "-c", config.toString());
            int told = world.phone.requests().size();

            config = world.configuration("fall: 3", "fall: 4");
            Result changed = reload();
            assertThat(changed.out())
                    .isEqualTo("service www changed: services.www.check.fall\n0 services run on untouched\n");
            await("it is looked at anew", () -> count(agent.out(), "www/home: UP") == 2);
            assertThat(Verbs.run(environment, "status", "-c", config.toString()).out())
                    .contains("www: at home", "paused by anna", "held at home by anna");
            assertThat(world.phone.requests()).hasSize(told);
        }
    }

    @Test
    @DisplayName("names a changed secret, and never its value")
    void changedSecret() throws Exception {
        Path secret = Files.writeString(directory.resolve("key"), "key-of-the-phone");
        config = world.configuration("${IFTTT_KEY}", "${file:" + secret + "}");
        try (Running agent = run()) {
            Files.writeString(secret, "another-key-of-it");
            Result changed = reload("--json");
            JsonObject document = JsonParser.parseString(changed.out()).getAsJsonObject();
            assertThat(document.get("changes"))
                    .hasToString(
                            "[{\"kind\":\"notifier\",\"name\":\"phone\",\"change\":\"changed\",\"settings\":[\"notifiers.phone.key\"]}]");
            assertThat(document.get("result")).hasToString("\"done\"");
            assertThat(changed.out() + agent.out() + agent.err()).doesNotContain("key-of-the-phone", "another-key");

            world.prod.kill();
            await(
                    "the new key is used",
                    () -> String.join("\n", world.phone.requests()).contains("another-key-of-it"));
        }
    }

    @Test
    @DisplayName("is refused with all that is wrong with it, and the old one stays in force")
    void refused() throws Exception {
        try (Running agent = run()) {
            config = world.configuration("fall: 3", "fall: none", "rise: 2", "rise: -1");
            Result refused = reload();
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("services.www.check.fall", "services.www.check.rise");
            assertThat(Verbs.run(environment, "status", "-c", config.toString()).out())
                    .as("status goes by the agent, not by the file")
                    .contains("The agent is running", "www: at prod");

            world.prod.kill();
            await("it is switched as before", () -> world.served().equals(World.HOME));
            assertThat(count(agent.out(), "www/prod: UP")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("that differs in what belongs to the process is refused as a whole, by the names of the settings")
    void takesARestart() throws Exception {
        try (Running agent = run()) {
            Files.writeString(
                    config,
                    "references: [\"127.0.0.1:%s\"]\n".formatted(world.prod.port())
                            + Files.readString(config)
                            + blog());
            Result refused = reload();
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("Nothing has changed, as this takes a restart of the agent:", "references.0 is another");
            assertThat(Verbs.run(environment, "status", "-c", config.toString()).out())
                    .doesNotContain("blog");
            assertThat(agent.out()).doesNotContain("blog");
        }
    }

    @Test
    @DisplayName("that is the same is no change")
    void same() throws Exception {
        try (Running agent = run()) {
            append("# a remark\n");
            assertThat(reload().out()).isEqualTo("Nothing has changed\n");
            assertThat(agent.out()).contains("www/prod: UP");
        }
        Result stopped = reload();
        assertThat(stopped.code()).isEqualTo(4);
        assertThat(stopped.err()).startsWith("No agent is running on ");
    }

    @Test
    @DisplayName("is followed on SIGHUP too")
    void hangUp() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Java.command(64, Main.class, "run", "-c", config.toString()));
        builder.environment().putAll(environment);
        Path log = directory.resolve("agent.log");
        Process agent =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await("it watches", () -> read(log).contains("www/prod: UP"));
            append(blog());
            new ProcessBuilder("kill", "-HUP", String.valueOf(agent.pid()))
                    .start()
                    .waitFor();
            await("it is logged", () -> read(log).contains("Reload: service blog added"));
            await("it is watched", () -> read(log).contains("blog/prod: UP"));
            Files.writeString(config, "services: 1");
            new ProcessBuilder("kill", "-HUP", String.valueOf(agent.pid()))
                    .start()
                    .waitFor();
            await("it is refused", () -> read(log).contains("can't be used, so nothing has changed"));
            assertThat(agent.isAlive()).isTrue();
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
