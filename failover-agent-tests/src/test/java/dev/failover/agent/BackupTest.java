package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent and its backups")
@Timeout(120)
class BackupTest {
    private static final String PASSWORD = "s3cret-of-the-repository";

    @TempDir
    Path directory;

    private World world;
    private Path config;
    private Path home;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new World(directory);
        Path prod = Files.createDirectory(directory.resolve("prod"));
        home = directory.resolve("home");
        for (int i = 0; i < 4; i++) {
            Files.writeString(prod.resolve("page" + i), "page " + i);
        }
        config = world.configuration();
        Files.writeString(
                config,
                Files.readString(config)
                        + """
                syncs:
                  webroot: {type: directory, source: "%s", destination: "%s", service: www}
                replicas:
                  webroot: {directory: "%s", service: www, site: home}
                backups:
                  offsite:
                    type: restic
                    repository: "%s"
                    password: %s
                    cache: "%s"
                    replica: webroot
                    append-only: true
                    retention: {keep-last: 2, keep-within: 14d}
                    restore-test: {command: [sh, -c, 'test -f "$FAILOVER_RESTORED/page3"']}
                """.formatted(
                                prod, home, home, directory.resolve("repo"), PASSWORD, directory.resolve("cache")));
    }

    @AfterEach
    void endWorld() {
        world.close();
    }

    private Result run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-c", config.toString()));
        return Verbs.run(world.environment(), all.toArray(String[]::new));
    }

    private void restic(String... words) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("restic", "-r", directory.resolve("repo").toString()));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("RESTIC_PASSWORD", PASSWORD));
        assertThat(builder.start().waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "takes and tests one by hand, and status has both; nothing is taken of what is not complete, or has no repository")
    void byHand() throws Exception {
        Result refused = run("backup", "www");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("offsite: ").contains("neither a source nor a replica");
        assertThat(run("sync", "webroot").code()).isZero();
        Result missing = run("backup", "www");
        assertThat(missing.err()).contains("There is no repository").doesNotContain(PASSWORD);
        assertThat(run("status").out())
                .contains("backup offsite of www: not taken yet; never restored")
                .contains("! can't be taken: There is no repository");

        restic("init");
        Result taken = run("backup", "www");
        assertThat(taken.code()).as(taken.err()).isZero();
        assertThat(taken.out()).contains("offsite: snapshot ").contains(" of 4 files, 24 bytes");
        Result tested = run("restore-test", "www", "--json", "--read-all");
        assertThat(tested.code()).as(tested.err()).isZero();
        JsonObject made = JsonParser.parseString(tested.out())
                .getAsJsonObject()
                .getAsJsonArray("restoreTests")
                .get(0)
                .getAsJsonObject();
        assertThat(made.get("compared").getAsInt()).isEqualTo(4);

        assertThat(run("status").out())
                .containsPattern(
                        "backup offsite of www: taken .+ ago, of the state of .+; restored .+ ago: 24 bytes in ")
                .doesNotContain("can't be taken");
        JsonObject shown = JsonParser.parseString(run("status", "--json").out())
                .getAsJsonObject()
                .getAsJsonArray("backups")
                .get(0)
                .getAsJsonObject();
        assertThat(shown.get("restoredBytes").getAsInt()).isEqualTo(24);
        assertThat(run("backup", "mail").code()).isEqualTo(2);
        assertThat(run("check").out())
                .contains("backup offsite: repository ", "and holds 1 snapshots")
                .contains("is complete, and can be taken")
                .contains("missing of the rule 3-2-1 for its data: a backup in another place,")
                .doesNotContain("append-only: true");
    }

    @Test
    @DisplayName("takes and tests one by itself while it runs, also if a reload brought it")
    void byItself() throws Exception {
        assertThat(run("sync", "webroot").code()).isZero();
        restic("init");
        String configured = Files.readString(config);
        Files.writeString(config, configured.substring(0, configured.indexOf("backups:")));
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString()).awaitOut("adopted")) {
            Files.writeString(config, configured);
            assertThat(run("reload").out()).contains("backup offsite added");
            Path record = directory.resolve("state/backups/offsite/record.json");
            await("a test is written down", () -> read(record).contains("\"tested\":{"));
            assertThat(run("status").out()).contains("restored");
            assertThat(agent.stop()).isZero();
        }
    }

    @Test
    @DisplayName(
            "follows a reload: one more, another retention, one less; a wrong one is refused by name, and nothing changes")
    void reload() throws Exception {
        String configured = Files.readString(config);
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString()).awaitOut("adopted")) {
            Files.writeString(
                    config, configured.replace("keep-last: 2", "keep-last: many") + "  usb: {type: restic}\n");
            Result refused = run("reload");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("backups.offsite.retention.keep-last", "backups.usb.repository")
                    .doesNotContain(PASSWORD);
            Files.writeString(config, configured);
            assertThat(run("reload").out()).isEqualTo("Nothing has changed\n");
            assertThat(run("status").out()).contains("backup offsite of www").doesNotContain("backup usb");

            Files.writeString(config, configured.replace("keep-last: 2", "keep-last: 3"));
            assertThat(run("reload").out())
                    .isEqualTo(
                            "backup offsite changed: backups.offsite.retention.keep-last\n1 service runs on untouched\n");

            Files.writeString(
                    config, configured.replace("  offsite:", "  usb:").replace("keep-last: 2", "keep-last: 3"));
            assertThat(run("reload").out())
                    .isEqualTo("backup offsite removed\nbackup usb added\n1 service runs on untouched\n");
            assertThat(run("status").out()).contains("backup usb of www").doesNotContain("backup offsite");
            assertThat(agent.stop()).isZero();
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
