package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plan, on real sockets")
@Timeout(60)
class PlanTest {
    @TempDir
    Path directory;

    private static Result plan(World world, Path config, String... more) {
        List<String> args = new java.util.ArrayList<>(List.of("plan", "-c", config.toString()));
        args.addAll(List.of(more));
        return Verbs.run(world.environment(), args.toArray(String[]::new));
    }

    private static JsonObject www(World world, Path config) {
        Result result = plan(world, config, "--json");
        assertThat(result.err()).isEmpty();
        return JsonParser.parseString(result.out())
                .getAsJsonObject()
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject();
    }

    private static Map<String, String> warnings(JsonObject service) {
        return StreamSupport.stream(service.getAsJsonArray("warnings").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .collect(Collectors.toMap(
                        warning -> warning.get("id").getAsString(),
                        warning -> warning.get("subject").getAsString() + ": "
                                + warning.get("sentence").getAsString(),
                        (one, other) -> one + "\n" + other));
    }

    @Test
    @DisplayName("prints on request the plan on paper, of what it found out, without a secret")
    void document() throws Exception {
        try (World world = new World(directory)) {
            Result result = plan(world, world.configuration(), "--document");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out())
                    .startsWith("# What happens when a site fails\n")
                    .contains("**prod**, the primary: UP")
                    .contains("The watcher switches by itself, at any hour. Nobody has to be there.")
                    .containsPattern("For home: .+ A at .+ to 127\\.0\\.0\\.3")
                    .contains("A switch: never measured.")
                    .contains("No objective (RTO) is configured.");
            world.environment()
                    .values()
                    .forEach(secret -> assertThat(result.out()).doesNotContain(secret));
        }
    }

    @Test
    @DisplayName("shows for each site what a switch to it would replace, and how long caches keep that")
    void diff() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            JsonObject www = www(world, config);

            JsonObject home = www.getAsJsonArray("candidates").get(1).getAsJsonObject();
            assertThat(home.get("site").getAsString()).isEqualTo("home");
            assertThat(home.get("active").getAsBoolean()).isFalse();
            JsonObject record = home.getAsJsonArray("records").get(0).getAsJsonObject();
            assertThat(record.get("change").getAsString()).isEqualTo("replace");
            assertThat(record.getAsJsonObject("atProvider").toString())
                    .isEqualTo("{\"values\":[\"127.0.0.2\"],\"ttlSeconds\":60}");
            assertThat(record.getAsJsonArray("served").get(0).toString())
                    .isEqualTo("{\"server\":\"%s\",\"values\":[\"127.0.0.2\"],\"ttlSeconds\":60}"
                            .formatted(world.dns.address()));
            assertThat(record.getAsJsonObject("desired").toString())
                    .isEqualTo("{\"values\":[\"127.0.0.3\"],\"ttlSeconds\":60}");
            assertThat(record.get("cachedSeconds").getAsInt()).isEqualTo(60);
            assertThat(www.getAsJsonArray("candidates")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonArray("records")
                            .get(0)
                            .getAsJsonObject()
                            .get("change")
                            .getAsString())
                    .isEqualTo("none");

            assertThat(plan(world, config).out())
                    .contains("a switch to home would write:")
                    .contains("- 127.0.0.2 (ttl 60s) at ovh")
                    .contains("- 127.0.0.2 (ttl 60s) at " + world.dns.address())
                    .contains("+ 127.0.0.3 (ttl 60s)")
                    .contains("caches may keep the old one for 1m")
                    .doesNotContain("a switch to prod");
        }
    }

    @Test
    @DisplayName("S18: makes no call that could change anything, whatever there is to warn of")
    void writesNothing() throws Exception {
        try (World world = new World(directory)) {
            world.ovh.fail("PUT *", 100, "500");
            world.ovh.fail("POST *", 100, "500");
            world.ovh.fail("DELETE *", 100, "500");
            world.prod.kill();
            assertThat(plan(world, world.configuration()).code()).isZero();
            assertThat(world.ovh.requests()).isNotEmpty().allMatch(request -> request.startsWith("GET"));
            assertThat(world.phone.requests()).isEmpty();
            assertThat(world.stateDirectory()).doesNotExist();
        }
    }

    @Test
    @DisplayName("warns of what a switch would leave behind, take along, or be too slow for")
    void warnings() throws Exception {
        try (World world = new World(directory, "www.beerus.fr.")) {
            world.ovh.publish(List.of(
                    RecordSet.of(new RecordKey("www", RecordType.AAAA), Duration.ofSeconds(60), "2001:db8::1")));
            world.dns.put(RecordSet.of(World.WWW, Duration.ofMinutes(30), World.PROD));
            Path config = world.configuration("notify: [phone]", "notify: [phone]\n    rto: 5m");
            JsonObject www = www(world, config);

            assertThat(warnings(www))
                    .containsOnlyKeys("rto", "ttl", "ttl-served", "left-behind", "mail", "shared-fate");
            assertThat(warnings(www).get("rto")).contains("the rto is 5m").contains("31m");
            assertThat(warnings(www).get("ttl")).contains("www.beerus.fr A: caches may keep the old address for 30m");
            assertThat(warnings(www).get("ttl-served")).contains("30m, not the 1m configured");
            assertThat(warnings(www).get("left-behind")).contains("www.beerus.fr AAAA: is 2001:db8::1");
            assertThat(warnings(www).get("mail")).contains("www.beerus.fr: is where mail for beerus.fr goes");
            assertThat(warnings(www).get("shared-fate"))
                    .contains("ns.beerus.fr")
                    .contains("prod");
        }
    }

    @Test
    @DisplayName("warns, as check does, of an HTTPS record that keeps clients at the old site")
    void hints() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            assertThat(warnings(www(world, config))).doesNotContainKey("hints");
            world.dns.putHttps("www", "1 . alpn=h2 ipv4hint=203.0.113.10 ipv6hint=2001:db8::10");
            world.dns.putHttps("www", "2 pool.example.net.");
            assertThat(warnings(www(world, config)).get("hints"))
                    .contains(
                            "www.beerus.fr: has an HTTPS or SVCB record that hints at 2001:db8:0:0:0:0:0:10, 203.0.113.10 (ipv4hint")
                    .contains("leads to pool.example.net");
            assertThat(Verbs.run(world.environment(), "check", "-c", config.toString())
                            .out())
                    .contains("WARN  service www, name www.beerus.fr: has an HTTPS or SVCB record that hints at")
                    .contains("leads to pool.example.net");
        }
    }

    @Test
    @DisplayName("a name that is an alias, and one that somebody else's service manages")
    void neighbours() throws Exception {
        try (World world = new World(directory)) {
            world.dns.remove(World.WWW);
            world.dns.put(
                    RecordSet.of(new RecordKey("www", RecordType.CNAME), Duration.ofSeconds(60), "cdn.example.net."));
            JsonObject www = www(world, world.configuration());
            assertThat(warnings(www)).containsKey("alias").doesNotContainKeys("rto", "ttl", "mail", "left-behind");
            assertThat(warnings(www).get("alias")).contains("cdn.example.net");
        }
    }

    @Test
    @DisplayName(
            "asks a zone's server four questions about a name: for its addresses of both families and for two kinds of hint")
    void questions() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            long ofOne = questions(world, config);
            String mail = Files.readString(config)
                    .replaceFirst("(?s).*\n  www:", "\n  mail:")
                    .replace("name: www", "name: mail");
            Files.writeString(config, mail, StandardOpenOption.APPEND);
            assertThat(questions(world, config)).isEqualTo(ofOne + 4);
        }
    }

    /** The fewest of two plans: on a busy machine a question may be repeated. */
    private long questions(World world, Path config) throws Exception {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            long before = world.dns.queries();
            www(world, config);
            fewest = Math.min(fewest, world.dns.queries() - before);
        }
        return fewest;
    }

    @Test
    @DisplayName("an rto must be a duration of more than zero")
    void badObjective() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration("notify: [phone]", "notify: [phone]\n    rto: 0s");
            Result result = plan(world, config);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("services.www.rto").contains("more than zero");
        }
    }

    @Test
    @DisplayName("does not wait for checks at their own pace, and predicts by that all the same")
    void atOnce() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration(
                    "timeout: 500ms, interval: 500ms, fast-interval: 100ms, fall: 3, rise: 2",
                    "timeout: 2s, interval: 30s, fall: 3, rise: 3");
            JsonObject www = www(world, config);
            assertThat(www.getAsJsonArray("sites").toString())
                    .contains("\"verdict\":\"up\"")
                    .doesNotContain("unknown");
            assertThat(www.getAsJsonObject("prediction").get("detectionSeconds").getAsDouble())
                    .isEqualTo(92);
        }
    }
}
