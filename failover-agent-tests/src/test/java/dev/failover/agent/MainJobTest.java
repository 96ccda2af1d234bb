package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent, on real sockets")
@Timeout(60)
class MainJobTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new World(directory);
    }

    @AfterEach
    void endWorld() {
        world.close();
    }

    private Result verb(Path config, String... args) {
        String[] all = Stream.concat(Stream.of(args), Stream.of("-c", config.toString()))
                .toArray(String[]::new);
        return Verbs.run(world.environment(), all);
    }

    private Running agent(Path config, String... args) {
        String[] all = Stream.concat(Stream.of("run", "-c", config.toString()), Stream.of(args))
                .toArray(String[]::new);
        return new Running(world.environment(), all);
    }

    @Test
    @DisplayName("switches when the primary dies, tells the phone, and after a restart knows where it was")
    void mainJob() throws Exception {
        Path config = world.configuration();
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted").awaitOut("UP");
            await(
                    "both sites are UP",
                    () -> agent.out()
                                    .lines()
                                    .filter(line -> line.contains("UP:"))
                                    .count()
                            >= 2);
            world.prod.kill();
            await("DNS follows", () -> world.served().equals(World.HOME));
            agent.awaitOut("published");
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream()
                            .anyMatch(request -> request.startsWith("POST /trigger/site_down/with/key/key-of-the-phone")
                                    && request.contains("prod")));
            assertThat(agent.stop()).isZero();
            assertThat(agent.out()).contains("switched: prod is DOWN");
        }
        assertThat(world.stateDirectory().resolve("control")).doesNotExist();

        Result stopped = verb(config, "status", "--json");
        JsonObject status = JsonParser.parseString(stopped.out()).getAsJsonObject();
        assertThat(status.getAsJsonObject("agent").get("running").getAsBoolean())
                .isFalse();
        JsonObject www = status.getAsJsonArray("services").get(0).getAsJsonObject();
        assertThat(www.getAsJsonObject("assignment").get("site").getAsString()).isEqualTo("home");
        assertThat(www.getAsJsonArray("switches")
                        .get(0)
                        .getAsJsonObject()
                        .get("tookSeconds")
                        .getAsDouble())
                .isBetween(0.1, 10.0);

        world.ovh.forgetRequests();
        try (Running agent = agent(config)) {
            agent.awaitOut("DOWN");
            await("the agent answers", () -> verb(config, "status").out().contains("is running"));
            assertThat(verb(config, "status").out())
                    .contains("www: at home since")
                    .contains("prod       primary; DOWN");
        }
        assertThat(world.ovh.requests()).noneMatch(request -> request.startsWith("PUT"));
        assertThat(world.served()).isEqualTo(World.HOME);
    }

    @Test
    @DisplayName("prints one JSON document per event when asked to")
    void jsonEvents() throws Exception {
        try (Running agent = agent(world.configuration(), "--json")) {
            agent.awaitOut("adopted");
            List<JsonObject> events = agent.out()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            assertThat(events)
                    .isNotEmpty()
                    .allSatisfy(event ->
                            assertThat(event.keySet()).containsExactly("at", "service", "event", "site", "text"));
        }
    }

    @Test
    @DisplayName("a second run on one state directory ends with 5, and names the first")
    void secondRun() throws Exception {
        Path config = world.configuration();
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted");
            Result second = verb(config, "run");
            assertThat(second.code()).isEqualTo(5);
            assertThat(second.err())
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    @DisplayName("moves by hand, with and without an agent, and back; what is there already is nothing to do")
    void byHand() throws Exception {
        Path config = world.configuration();
        Result moved = verb(config, "switch", "www", "home", "--by", "anna", "--reason", "maintenance");
        assertThat(moved.err()).isEmpty();
        assertThat(moved.code()).isZero();
        assertThat(world.served()).isEqualTo(World.HOME);
        assertThat(world.phone.requests()).anyMatch(request -> request.contains("anna"));
        assertThat(verb(config, "status").out()).contains("held at home by anna since", "`failback www` ends it");
        Result again = verb(config, "switch", "www", "home", "--by", "bob", "--for", "2h");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("Nothing to do but to hold it");
        assertThat(verb(config, "status").out()).contains("held at home by bob since", " until ");
        assertThat(verb(config, "plan").out()).contains("held at home by bob since", " until ");
        try (Running agent = agent(config)) {
            await("the agent answers", () -> verb(config, "status").out().contains("is running"));
            Result back = Verbs.insist(world.environment(), "failback", "www", "--by", "anna", "-c", config.toString());
            assertThat(back.err()).isEmpty();
            assertThat(back.code()).isZero();
            assertThat(world.served()).isEqualTo(World.PROD);
            agent.awaitOut("published");
        }
        assertThat(verb(config, "status").out()).contains("failback by anna").doesNotContain("held at");
        assertThat(verb(config, "switch", "www", "prod", "--for", "1h").err()).contains("prod is the primary");
        assertThat(verb(config, "switch", "www", "home", "--for", "0s").code()).isEqualTo(2);
    }

    @Test
    @DisplayName("refuses to move to a dead site with 3 and says why, unless it is forced by name and reason")
    void refusal() throws Exception {
        Path config = world.configuration();
        world.home.kill();
        Result refused = verb(config, "switch", "www", "home");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("home has been DOWN", "`switch --force` overrides that");
        assertThat(world.served()).isEqualTo(World.PROD);
        Result unreasoned = verb(config, "switch", "www", "home", "--force");
        assertThat(unreasoned.code()).isEqualTo(2);
        assertThat(unreasoned.err()).contains("--reason");
        Result forced = verb(config, "switch", "www", "home", "--force", "--by", "anna", "--reason", "drill");
        assertThat(forced.err()).isEmpty();
        assertThat(forced.code()).isZero();
        assertThat(world.served()).isEqualTo(World.HOME);
    }

    @Test
    @DisplayName("a vendor that refuses makes a move end with 4 and its reason, and the decision stands")
    void vendorRefuses() throws Exception {
        Path config = world.configuration();
        world.ovh.fail("PUT *", 100, "403");
        Result failed = verb(config, "switch", "www", "home", "--by", "anna");
        assertThat(failed.code()).isEqualTo(4);
        assertThat(failed.err()).contains("ovh").contains("stands");
        assertThat(world.served()).isEqualTo(World.PROD);
        world.ovh.heal();
        assertThat(verb(config, "switch", "www", "home", "--by", "anna").code()).isZero();
        assertThat(world.served()).isEqualTo(World.HOME);
    }

    @Test
    @DisplayName("writes nothing automatically while paused, across restarts, and goes on when resumed")
    void pause() throws Exception {
        Path config = world.configuration();
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted");
            await("the agent answers", () -> verb(config, "status").out().contains("is running"));
            assertThat(verb(config, "pause", "www", "--by", "anna", "--reason", "works")
                            .out())
                    .contains("www is paused");
        }
        world.prod.kill();
        try (Running agent = agent(config)) {
            agent.awaitOut("DOWN:").awaitOut("paused by anna");
            assertThat(world.served()).isEqualTo(World.PROD);
            assertThat(verb(config, "switch", "www", "home").code()).isEqualTo(3);
            assertThat(verb(config, "resume", "--by", "anna", "--reason", "works are done")
                            .code())
                    .isZero();
            assertThat(verb(config, "history", "--json").out()).contains("works are done");
            await("DNS follows", () -> world.served().equals(World.HOME));
        }
        assertThat(verb(config, "pause").code()).isZero();
        assertThat(verb(config, "status").out()).contains("paused by");
        assertThat(verb(config, "resume", "www", "--reason", "without an agent").code())
                .isZero();
        assertThat(verb(config, "history", "--json").out()).contains("without an agent");
        assertThat(verb(config, "status").out()).doesNotContain("paused by");
    }

    @Test
    @DisplayName("plans what it would do, and creates and writes nothing")
    void plan() throws Exception {
        Path config = world.configuration();
        Result well = verb(config, "plan");
        assertThat(well.code()).isZero();
        assertThat(well.out())
                .contains("decision: stay")
                .contains("would write nothing")
                .contains("at most");
        world.prod.kill();
        Result dead = verb(config, "plan", "--json");
        JsonObject www = JsonParser.parseString(dead.out())
                .getAsJsonObject()
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject();
        assertThat(www.getAsJsonObject("decision").get("step").getAsString()).isEqualTo("switch");
        JsonObject change = www.getAsJsonArray("changes").get(0).getAsJsonObject();
        assertThat(change.get("from").toString()).isEqualTo("[\"" + World.PROD + "\"]");
        assertThat(change.get("to").toString()).isEqualTo("[\"" + World.HOME + "\"]");
        assertThat(world.stateDirectory()).doesNotExist();
        assertThat(world.ovh.requests()).allMatch(request -> request.startsWith("GET"));
        assertThat(world.phone.requests()).isEmpty();
    }

    @Test
    @DisplayName("checks everything and changes nothing; an error makes it end with 4")
    void check() throws Exception {
        Path config = world.configuration();
        Result well = verb(config, "check");
        assertThat(well.out()).doesNotContain("ERROR").contains("points to prod at 1 of 1 servers");
        assertThat(well.code()).isZero();
        assertThat(world.stateDirectory()).doesNotExist();
        world.home.answerWith(503);
        Result ill = verb(config, "check");
        assertThat(ill.code()).isEqualTo(4);
        assertThat(ill.out()).containsPattern("ERROR service www, site home: DOWN at 127.0.0.3: .*503");
        assertThat(world.ovh.requests()).allMatch(request -> request.startsWith("GET"));
        assertThat(world.phone.requests()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    @DisplayName("tells what it did and why, with what it knew then, also without its secrets")
    void history() throws Exception {
        Path config = world.configuration();
        assertThat(verb(config, "history").out()).isEmpty();
        assertThat(verb(config, "switch", "www", "home", "--by", "anna", "--reason", "works")
                        .code())
                .isZero();

        String text = verb(config, "history", "www", "--since", "1h").out();
        assertThat(text)
                .contains("www/1 adopted: every record points to prod")
                .contains("www/2 switched: anna asked for it: works")
                .contains("    site/home: UP for ")
                .contains("    gate/ready: home has been UP")
                .contains("www/2 written: ovh took it")
                .contains("www/2 published");
        assertThat(verb(config, "history", "--since", "2100-01-01").out()).isEmpty();
        assertThat(verb(config, "history", "nobody").code()).isEqualTo(2);
        assertThat(verb(config, "history", "--since", "yesterday").code()).isEqualTo(2);
        Result bare = Verbs.run(Map.of(), "history", "--json", "-c", config.toString());
        assertThat(JsonParser.parseString(bare.out())
                        .getAsJsonObject()
                        .getAsJsonArray("entries")
                        .get(0)
                        .getAsJsonObject()
                        .keySet())
                .containsExactly("sequence", "service", "at", "epoch", "kind", "text", "facts");
    }

    @Test
    @DisplayName("replays what it recorded under another policy, from a fragment or a whole configuration")
    void replay() throws Exception {
        Path config = world.configuration();
        assertThat(verb(config, "replay").code()).as("nothing recorded yet").isEqualTo(2);
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted");
            await(
                    "both UP",
                    () -> agent.out()
                                    .lines()
                                    .filter(line -> line.contains("UP:"))
                                    .count()
                            >= 2);
            world.prod.kill();
            agent.awaitOut("published");
        }
        Path history = Files.copy(world.stateDirectory().resolve("observations"), directory.resolve("history"));
        // The agent was stopped soon after the switch: let the replay see a little more.
        Files.writeString(
                history,
                java.time.Instant.now().plusSeconds(20) + " www prod DOWN 66 connection refused\n",
                java.nio.file.StandardOpenOption.APPEND);

        Result same = verb(config, "replay", "--history", history.toString());
        assertThat(same.err()).isEmpty();
        assertThat(same.out())
                .contains("www: ")
                .contains("1 switches")
                .contains("failover from prod to home: prod is DOWN");
        Path stateful = Files.writeString(directory.resolve("policy.yaml"), "state-class: stateful\n");
        assertThat(verb(config, "replay", "www", "--history", history.toString(), "--policy", stateful.toString())
                        .out())
                .contains("0 switches")
                .contains("not switched for")
                .contains("on a human's word only");
        Path whole = Files.writeString(
                directory.resolve("other.yaml"),
                "providers: {x: {key: \"${NOT_HERE}\"}}\nservices: {www: {check: {type: tcp, fall: 1000}}}\n");
        JsonObject patient = JsonParser.parseString(
                        verb(config, "replay", "--json", "--history", history.toString(), "--policy", whole.toString())
                                .out())
                .getAsJsonObject()
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject();
        assertThat(patient.getAsJsonArray("switches")).isEmpty();
        assertThat(patient.keySet())
                .containsExactly("service", "from", "until", "downSeconds", "switches", "refusals", "stoppedAt");
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "check: {fall: 0}\nfailback-hold: 1m\n");
        Result refused = verb(config, "replay", "--history", history.toString(), "--policy", wrong.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("check.fall: must be from 1 to 1000").contains("failback-hold: unknown key");
    }

    @Test
    @DisplayName("switches a stateful service to a degraded site on a word given beforehand, with and without an agent")
    void approval() throws Exception {
        Path config = world.configuration(
                "state-class: stateless", "state-class: stateful", "{name: home,", "{name: home, degraded: true,");
        assertThat(verb(config, "approve", "www", "home").code())
                .as("no reason")
                .isEqualTo(2);
        assertThat(verb(config, "approve", "www", "nowhere", "--reason", "x").code())
                .isEqualTo(2);
        Result approved = verb(config, "approve", "www", "home", "--by", "anna", "--reason", "storm", "--for", "1h");
        assertThat(approved.code()).isZero();
        assertThat(approved.out()).contains("One switch of www to home is approved for 1h");
        assertThat(verb(config, "status").out())
                .contains("anna approved of one switch to home until")
                .contains("degraded");
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted");
            await(
                    "both UP",
                    () -> agent.out()
                                    .lines()
                                    .filter(line -> line.contains("UP:"))
                                    .count()
                            >= 2);
            world.prod.kill();
            await("DNS follows", () -> world.served().equals(World.HOME));
            await(
                    "the phone rings",
                    () -> world.phone.requests().stream().anyMatch(request -> request.contains("degraded")));
            assertThat(verb(config, "status").out()).doesNotContain("approved of one switch");
            assertThat(verb(config, "approve", "www", "prod", "--reason", "x").out())
                    .contains("One switch of www to prod is approved for 30m");
            assertThat(verb(config, "approve", "www", "nowhere", "--reason", "x")
                            .code())
                    .isEqualTo(2);
        }
    }

    @Test
    @DisplayName("what a killed agent left behind is not taken for one that runs")
    void staleControlFile() throws Exception {
        Path config = world.configuration();
        assertThat(verb(config, "pause").code()).isZero();
        Files.writeString(world.stateDirectory().resolve("control"), "{\"port\":1,\"token\":\"x\"}");
        assertThat(verb(config, "status").out()).contains("is not running");
        assertThat(verb(config, "resume").code()).isZero();
    }

    @Test
    @DisplayName(
            "is paused by somebody who has not got its secrets, while it is running, and by nobody else without them")
    void withoutSecrets() throws Exception {
        Path config = world.configuration();
        try (Running agent = agent(config)) {
            agent.awaitOut("adopted");
            await("the agent answers", () -> verb(config, "status").out().contains("is running"));
            assertThat(Verbs.run(Map.of(), "pause", "-c", config.toString()).code())
                    .isZero();
            assertThat(Verbs.run(Map.of(), "status", "-c", config.toString()).out())
                    .contains("paused by");
            assertThat(Verbs.run(Map.of(), "check", "-c", config.toString()).code())
                    .isEqualTo(2);
        }
        assertThat(Verbs.run(Map.of(), "resume", "-c", config.toString()).code())
                .isEqualTo(2);
        assertThat(verb(config, "status").out()).contains("paused by");
    }
}
