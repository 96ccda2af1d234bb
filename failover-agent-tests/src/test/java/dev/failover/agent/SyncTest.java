package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import dev.failover.sync.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent and its data")
@Timeout(60)
class SyncTest {
    @TempDir
    Path directory;

    private World world;
    private Path prod;
    private Path home;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new World(directory);
        prod = Files.createDirectory(directory.resolve("prod"));
        home = directory.resolve("home");
        for (int i = 0; i < 4; i++) {
            Files.writeString(prod.resolve("page" + i), "page " + i);
        }
    }

    @AfterEach
    void endWorld() {
        world.close();
    }

    private Path configuration(String more, String service) throws Exception {
        Path config = world.configuration();
        String text = Files.readString(config) + "    %s\n".formatted(service) + """
                syncs:
                  webroot: {type: directory, source: "%s", destination: "%s", service: www%s}
                """.formatted(prod, home, more);
        return Files.writeString(config, text);
    }

    private Result sync(Path config, String... options) {
        String[] all = new String[options.length + 4];
        all[0] = "sync";
        all[1] = "webroot";
        all[2] = "-c";
        all[3] = config.toString();
        System.arraycopy(options, 0, all, 4, options.length);
        return Verbs.run(world.environment(), all);
    }

    @Test
    @DisplayName("mirrors by hand, and leaves a watermark")
    void byHand() throws Exception {
        Path config = configuration(", exclude: [\"*.tmp\"]", "failback: manual");
        Files.writeString(prod.resolve("x.tmp"), "x");
        Result result = sync(config);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("webroot: complete, 4 of 4 files sent");
        assertThat(home.resolve("page0")).hasContent("page 0");
        assertThat(home.resolve("x.tmp")).doesNotExist();
        assertThat(DataSet.of("webroot", home).watermark()).isPresent();
        assertThat(sync(config, "--json").out()).contains("\"complete\": true");
    }

    @Test
    @DisplayName("reads the target back by hand, and heals what size and time don't show")
    void verifies() throws Exception {
        Path config = configuration("", "failback: manual");
        assertThat(sync(config).code()).isZero();
        damage("page1");
        assertThat(sync(config).out()).contains("0 of 4 files sent");
        assertThat(home.resolve("page1")).content().isNotEqualTo("page 1");
        Result verified = sync(config, "--verify");
        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("webroot: content verified, 4 files (24 bytes), 1 of them sent again, in ");
        assertThat(home.resolve("page1")).hasContent("page 1");
        JsonObject document =
                JsonParser.parseString(sync(config, "--verify", "--json").out()).getAsJsonObject();
        assertThat(document.getAsJsonObject("verified").get("healed").getAsLong())
                .isZero();
    }

    /** Its size and its time stay. */
    private void damage(String name) throws Exception {
        Path file = home.resolve(name);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, "x" + Files.readString(file).substring(1));
        Files.setLastModifiedTime(file, modified);
    }

    @Test
    @DisplayName("verifies what it mirrors now and then, and says as of when")
    void verifiesContinuously() throws Exception {
        Path config = configuration(", continuous: true, verify-every: 7d", "failback: manual");
        assertThat(sync(config).code()).isZero();
        damage("page1");
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("healed");
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.contains("sync webroot healed its target")));
            await("it is told", () -> verb(config, "status").out().contains(": 4 files, 1 of them sent again"));
            assertThat(Verbs.run(world.environment(), "status", "-c", config.toString(), "--json")
                            .out())
                    .contains("\"verifiedAsOf\"");
            assertThat(home.resolve("page1")).hasContent("page 1");
            assertThat(agent.stop()).isZero();
        }
    }

    @Test
    @DisplayName("refuses a source that shrank, with exit code 3, until a human accepts it")
    void shrunken() throws Exception {
        Path config = configuration(", max-shrink: 25%", "failback: manual");
        assertThat(sync(config).code()).isZero();
        Files.delete(prod.resolve("page0"));
        Files.delete(prod.resolve("page1"));
        Result refused = sync(config);
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("25 %").contains("--accept-source");
        assertThat(home.resolve("page0")).exists();
        Result accepted = sync(config, "--accept-source", "--by", "ann");
        assertThat(accepted.code()).as(accepted.err()).isZero();
        assertThat(home.resolve("page0")).doesNotExist();
    }

    @Test
    @DisplayName("does not take somebody else's directory for its target, unless told to")
    void foreignTarget() throws Exception {
        Files.createDirectory(home);
        Files.writeString(home.resolve("theirs"), "x");
        Path config = configuration("", "failback: manual");
        Result refused = sync(config);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("--prepare");
        assertThat(home.resolve("theirs")).exists();
        assertThat(sync(config, "--prepare").code()).isZero();
        assertThat(home.resolve("theirs")).exists();
        assertThat(sync(config).code()).isZero();
        assertThat(home.resolve("theirs")).doesNotExist();
    }

    @Test
    @DisplayName("refuses the old primary once the standby was promoted")
    void oldPrimary() throws Exception {
        Path config = configuration("", "failback: manual");
        assertThat(sync(config).code()).isZero();
        DataSet.of("webroot", home).promote(7);
        Result refused = sync(config);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("epoch 7").contains("--promote");
    }

    @Test
    @DisplayName("follows changes while it runs, runs commands after them, and tells how it is doing")
    void continuous() throws Exception {
        Path said = directory.resolve("said");
        Path config = configuration(
                ", continuous: true, after: [{files: [\"*.pem\"], command: [/bin/sh, -c, \"echo reloaded >> %s\"], where: local}]"
                        .formatted(said),
                "replica-max-age: 5m");
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            await("the first mirror", () -> Files.exists(home.resolve("page3")));
            Files.writeString(prod.resolve("new.html"), "new");
            await("a change is there", () -> Files.exists(home.resolve("new.html")));
            Files.writeString(prod.resolve("cert.pem"), "no certificate");
            await("the command ran", () -> Files.exists(said));
            await("the agent tells", () -> {
                Result status = Verbs.run(world.environment(), "status", "-c", config.toString(), "--json");
                JsonObject document = JsonParser.parseString(status.out()).getAsJsonObject();
                return document.has("syncs")
                        && document.getAsJsonArray("syncs").size() == 1
                        && status.out().contains("replicaAgeSeconds");
            });
            await(
                    "it is idle",
                    () -> Verbs.run(world.environment(), "status", "-c", config.toString())
                            .out()
                            .contains("sync webroot: idle, complete as of"));
            Files.delete(prod.resolve(".failover/source"));
            Files.writeString(prod.resolve("page0"), "of an unknown source");
            agent.awaitOut("halted");
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.contains("sync webroot has halted")));
            assertThat(home.resolve("page0")).hasContent("page 0");
            assertThat(agent.stop()).isZero();
        }
    }

    @Test
    @DisplayName("is all that an agent may do, which then needs no service; who is told is said by the sync")
    void onlySyncs() throws Exception {
        Path config = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                notifiers:
                  phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}", base-url: "%s"}
                syncs:
                  webroot: {type: directory, source: "%s", destination: "%s", continuous: true, notify: [phone]}
                """.formatted(
                        world.stateDirectory(), world.phone.url(), prod, home));
        assertThat(verb(config, "check").out())
                .contains("OK    sync webroot: its source")
                .doesNotContain("ERROR");
        assertThat(verb(config, "plan").code()).isZero();
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            await("the first mirror", () -> Files.exists(home.resolve("page3")));
            await("the agent tells", () -> verb(config, "status").out().contains("sync webroot: idle"));
            assertThat(verb(config, "pause").err()).contains("There is no service here, only syncs");
            assertThat(verb(config, "pause").code()).isEqualTo(2);
            Files.delete(prod.resolve(".failover/source"));
            Files.writeString(prod.resolve("page0"), "of an unknown source");
            agent.awaitOut("halted");
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.contains("sync webroot has halted")));
            assertThat(agent.stop()).isZero();
        }
        assertThat(verb(config, "pause").code()).isEqualTo(2);
        assertThat(verb(config, "status").code()).isZero();
    }

    @Test
    @DisplayName("follows changes only while its site is the active one, if it has one")
    void atItsSite() throws Exception {
        Path config = configuration(", continuous: true, site: home", "failback: manual");
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("adopted").awaitOut("www/home: UP");
            assertThat(home.resolve("page0")).doesNotExist();
            world.prod.kill();
            await("home is active, and mirrored from", () -> Files.exists(home.resolve("page3")));
        }
    }

    @Test
    @DisplayName("names what a site was given after it was left, while caches still led there, once they have run out")
    void leftBehind() throws Exception {
        Path config = configuration(", continuous: true, site: home", "failback: manual");
        Files.writeString(config, Files.readString(config).replace("ttl: 60s", "ttl: 2s"));
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("adopted").awaitOut("www/home: UP");
            await(
                    "the agent answers",
                    () -> Verbs.run(world.environment(), "status", "-c", config.toString())
                            .out()
                            .contains("is running"));
            moved(config, "switch", "www", "home");
            await("home is mirrored from", () -> Files.exists(home.resolve("page3")));
            moved(config, "failback", "www");
            await("the mirror ended", () -> !verb(config, "status").out().contains("sync webroot"));
            Files.writeString(prod.resolve("late.html"), "an order");
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.contains("webroot stayed behind at home")
                                    && request.contains("1 file in")
                                    && request.contains("late.html")));
            assertThat(home.resolve("late.html")).doesNotExist();
            assertThat(verb(config, "history").out()).contains("webroot stayed behind at home");
        }
    }

    private Result verb(Path config, String verb) {
        return Verbs.run(world.environment(), verb, "-c", config.toString());
    }

    private void moved(Path config, String... words) throws InterruptedException {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "-c";
        all[words.length + 1] = config.toString();
        Result result = Verbs.insist(world.environment(), all);
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    @DisplayName("on the standby, knows its replica's age and promotes it with the switch")
    void standby() throws Exception {
        Path config = configuration("", "replica-max-age: 5m");
        assertThat(Verbs.run(world.environment(), "sync", "webroot", "--verify", "-c", config.toString())
                        .code())
                .isZero();
        Path standby = world.configuration();
        Files.writeString(standby, Files.readString(standby) + """
                            replica-max-age: 5m
                        replicas:
                          webroot: {directory: "%s", service: www, site: home}
                        """.formatted(home));
        assertThat(Verbs.run(world.environment(), "check", "-c", standby.toString())
                        .out())
                .contains("replica webroot: the replica is");
        assertThat(Verbs.run(world.environment(), "status", "-c", standby.toString())
                        .out())
                .contains("replica webroot in " + home + " (www/home): the replica is")
                .containsPattern(" old; content verified as of 20\\S+Z: \\d+ files, 0 of them sent again");
        try (Running agent = new Running(world.environment(), "run", "-c", standby.toString())) {
            agent.awaitOut("adopted").awaitOut("www/home: UP");
            world.prod.kill();
            await("DNS follows", () -> world.served().equals(World.HOME));
            await(
                    "the replica is promoted",
                    () -> DataSet.of("webroot", home).source().isPresent());
            await(
                    "the phone says what is lost",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.contains("that much is lost at most")));
        }
    }
}
