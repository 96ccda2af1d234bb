package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The exit code")
class ExitCodeTest {
    @TempDir
    Path directory;

    private static Result run(String... args) {
        return Verbs.run(Map.of(), args);
    }

    @ParameterizedTest
    @DisplayName("is 2 for a command line that says nothing sensible, and one line says what is wrong with it")
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "run --nonsense",
                "switch",
                "switch www",
                "failback",
                "sync",
                "keys",
                "init --nonsense",
                "status extra",
                "switch www home --wait soon",
                "drill",
                "drill www --level nonsense"
            })
    void badUsage(String line) {
        Result result = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(2).last().asString().startsWith("Try: failover");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("is 0 for help and version, of every verb")
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "run --help",
                "check --help",
                "plan --help",
                "status --help",
                "switch --help",
                "failback --help",
                "pause --help",
                "resume --help",
                "sync --help",
                "demo --help",
                "drill --help",
                "init --help",
                "keys --help",
                "keys ovh --help",
                "keys put --help",
                "run --version"
            })
    void help(String line) {
        Result result = run(line.split(" "));
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("failover");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("is 2 for every verb on a faulty configuration, with every fault, and nothing is written")
    @ValueSource(
            strings = {
                "run",
                "check",
                "plan",
                "status",
                "switch www home",
                "failback www",
                "pause",
                "resume",
                "sync webroot"
            })
    void badConfiguration(String line) throws IOException {
        Path state = directory.resolve("state");
        Path config = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                providers: {ovh: {type: ovh, zone: "${NOT_SET}"}}
                services: {www: {chek: {}}}
                """.formatted(state));
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of("--config", config.toString()));
        Result result = run(args.toArray(String[]::new));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("providers.ovh.zone: the environment variable NOT_SET is not set (line 2)")
                .contains("providers.ovh.application-key: is missing")
                .contains("services.www.chek: unknown key")
                .contains("services.www.records: is missing")
                .contains("services.www.sites: is missing")
                .contains("services.www.check: is missing");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(state).doesNotExist();
    }

    @ParameterizedTest
    @DisplayName("is 2 for a service, site or sync that is not configured, and names those that are")
    @CsvSource(
            delimiter = '|',
            value = {
                "switch wwww home | no service named \"wwww\", only [www]",
                "switch www hom | no site named \"hom\", only [prod, home]",
                "failback wwww | no service named \"wwww\", only [www]",
                "pause wwww | no service named \"wwww\", only [www]",
                "resume wwww | no service named \"wwww\", only [www]",
                "sync webroot | no sync named \"webroot\", only []"
            })
    void unknownNames(String line, String expected) throws IOException {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            String[] args = Stream.concat(Stream.of(line.split(" ")), Stream.of("-c", config.toString()))
                    .toArray(String[]::new);
            Result result = Verbs.run(world.environment(), args);
            assertThat(result.err()).contains(expected);
            assertThat(result.code()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("is 2 for a state directory that can't be used, and says so")
    void unusableStateDirectory() throws IOException {
        try (World world = new World(directory)) {
            Path file = Files.writeString(directory.resolve("file"), "");
            String state = "state-directory: " + world.stateDirectory();
            Path config = world.configuration(state, "state-directory: " + file.resolve("below"));
            for (String verb : List.of("run", "pause")) {
                Result result = Verbs.run(world.environment(), verb, "-c", config.toString());
                assertThat(result.err()).contains("state-directory: ").contains("file");
                assertThat(result.code()).isEqualTo(2);
            }
            Files.createDirectories(world.stateDirectory());
            Files.writeString(world.stateDirectory().resolve("version"), "99\n");
            Path newer = world.configuration();
            for (String verb : List.of("run", "pause", "status", "plan")) {
                Result result = Verbs.run(world.environment(), verb, "-c", newer.toString());
                assertThat(result.err()).as(verb).contains("newer than this version");
                assertThat(result.code()).as(verb).isEqualTo(2);
            }
            Result check = Verbs.run(world.environment(), "check", "-c", newer.toString());
            assertThat(check.out()).contains("ERROR state directory: ");
            assertThat(check.code()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("is 5 for a switch where another watcher holds the lease, which is named, and 0 by force")
    void heldElsewhere() throws Exception {
        try (World world = new World(directory)) {
            String together = """
                    watcher: vps
                    coordination:
                      type: memory
                      voters:
                        - {name: vps, domain: vps}
                        - {name: home, domain: home}
                        - {name: office, domain: office}
                    providers:""";
            String config = world.configuration("providers:", together).toString();
            try (Verbs.Running agent = new Verbs.Running(world.environment(), "run", "-c", config)) {
                agent.awaitOut("www/home: UP:");
                Result[] refused = new Result[1];
                Verbs.await("the switch is refused for the lease", () -> {
                    refused[0] = ask(world, "switch", "www", "home", "-c", config, "--reason", "drill");
                    return refused[0].err().contains("the lease is home's");
                });
                assertThat(refused[0].err()).contains("switch --force --reason TEXT");
                assertThat(refused[0].code()).as(refused[0].toString()).isEqualTo(5);
                assertThat(world.served()).isEqualTo(World.PROD);
                Result forced = ask(world, "switch", "www", "home", "-c", config, "--force", "--reason", "drill");
                assertThat(forced.code()).as(forced.toString()).isZero();
                assertThat(world.served()).isEqualTo(World.HOME);
                assertThat(agent.stop()).isZero();
            }
        }
    }

    private static Result ask(World world, String... args) {
        return Verbs.run(world.environment(), args);
    }
}
