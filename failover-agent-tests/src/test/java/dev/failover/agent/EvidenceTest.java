package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Evidence, from the failure to the replacement")
@Timeout(120)
class EvidenceTest {
    @TempDir
    Path directory;

    private World world;
    private Path config;

    @BeforeEach
    void open() throws Exception {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Result verb(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "-c";
        all[words.length + 1] = config.toString();
        return Verbs.run(world.environment(), all);
    }

    private void configure(String core) throws Exception {
        Path replaced = directory.resolve("replaced");
        config = world.configuration(
                "    notify: [phone]", """
                    notify: [phone]
                    evidence:
                      time: 10s
                      replace: [sh, -c, 'echo "$FAILOVER_SITE $FAILOVER_EVIDENCE" > %s']
                      collectors:
                        log: {type: command, site: prod, command: [echo, "the key is key-of-the-phone"]}
                        core: {type: command, site: prod, command: [%s, core]}
                """.formatted(replaced, core).indent(0).stripTrailing());
    }

    /** The configuration as it comes from a program that deciphers it: it can be read but once. */
    private Path once() throws Exception {
        Path pipe = directory.resolve("once");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        new ProcessBuilder("sh", "-c", "cat '%s' > '%s'".formatted(config, pipe)).start();
        return pipe;
    }

    @Test
    @DisplayName("is collected beside the switch, told, listed, verified, and lets the site be replaced")
    void complete() throws Exception {
        configure("echo");
        try (Running agent = new Running(world.environment(), "run", "-c", once().toString())) {
            agent.awaitOut("www/prod: UP").awaitOut("www/home: UP").awaitOut("adopted");
            Result active = verb("replace", "www", "prod");
            assertThat(active.code()).isEqualTo(3);
            assertThat(active.err()).contains("www is at prod");
            world.prod.close();
            agent.awaitOut("published");
            await("there is evidence", () -> verb("evidence", "list").out().contains("complete"));
            await("it is told", () -> world.phone.requests().toString().contains("evidence of prod is saved"));
        }
        String id = verb("evidence", "list").out().strip().split(" ")[0];
        assertThat(id).matches("www-\\d+");
        Result shown = verb("evidence", "show", id);
        assertThat(shown.out()).contains("prod was left", "log-echo: 15 bytes", "1 secrets taken out");
        assertThat(shown.out()).doesNotContain("key-of-the-phone");
        Result verified = verb("evidence", "verify", id);
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("OK    journal:", "OK    notification:");
        assertThat(verb("evidence", "show", "www-99").code()).isEqualTo(2);

        Path item = world.stateDirectory().resolve("evidence").resolve(id).resolve("log-echo");
        byte[] bytes = Files.readAllBytes(item);
        Files.writeString(item, "nothing");
        assertThat(verb("evidence", "verify", id).code()).isEqualTo(4);
        Result refused = verb("replace", "www", "prod");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("log-echo was changed", "--force");
        assertThat(directory.resolve("replaced")).doesNotExist();
        Files.write(item, bytes);

        Result replaced = verb("replace", "www", "prod", "--by", "anna");
        assertThat(replaced.code()).as(replaced.err()).isZero();
        assertThat(directory.resolve("replaced")).hasContent("prod " + item.getParent());
        assertThat(verb("history").out()).contains("replacing", "anna has prod replaced\n");
    }

    @Test
    @DisplayName("that failed keeps the machine, until a human gives it up with a reason")
    void failed() throws Exception {
        configure("/nowhere/coredumpctl");
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("www/prod: UP").awaitOut("www/home: UP").awaitOut("adopted");
            world.prod.close();
            agent.awaitOut("published");
            await("there is evidence", () -> verb("evidence", "list").out().contains("incomplete"));
            Result refused = verb("replace", "www", "prod");
            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.err()).contains("core: There is no program /nowhere/coredumpctl");
            assertThat(verb("replace", "www", "prod", "--force").code()).isEqualTo(2);
            assertThat(directory.resolve("replaced")).doesNotExist();
            Result forced = verb("replace", "www", "prod", "--force", "--by", "anna", "--reason", "no core needed");
            assertThat(forced.code()).as(forced.err()).isZero();
            assertThat(directory.resolve("replaced")).exists();
            await("it is told", () -> world.phone.requests().toString().contains("anna has prod replaced"));
            assertThat(verb("history", "--json").out()).contains("\"replacing\"", "\"no core needed\"", "\"given-up\"");
        }
    }

    @Test
    @DisplayName("needs a configuration that asks somebody, knows its sites, and allows what collecting costs")
    void faults() throws Exception {
        for (String[] each : List.of(
                new String[] {"      collectors: {}", "evidence.collectors"},
                new String[] {"      collectors: {a: {type: command, command: [id], site: prd}}", "no site named"},
                new String[] {"      collectors: {a: {type: command, command: [id], cost: freezes}}", "allow: [freezes]"
                },
                new String[] {"      allow: [all]", "evidence.allow"},
                new String[] {"      size: 12", "evidence.size"},
                new String[] {"      copy-to: {directory: here}", "evidence.copy-to.directory"},
                new String[] {"      copy-to: {s3: {region: gra}}", "evidence.copy-to.s3.bucket"},
                new String[] {"      copy-to: {}", "evidence.copy-to"},
                new String[] {"      redact: ['(']", "evidence.redact"},
                new String[] {"      directory: here", "evidence.directory"},
                new String[] {"      time: 2h", "an hour or less"})) {
            config = world.configuration("    notify: [phone]", "    notify: [phone]\n    evidence:\n" + each[0]);
            Result result = verb("plan");
            assertThat(result.code()).as(each[0]).isEqualTo(2);
            assertThat(result.err()).contains(each[1]);
        }
    }
}
