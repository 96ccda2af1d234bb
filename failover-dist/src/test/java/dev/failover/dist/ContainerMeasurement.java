package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Builds the image, which takes half a minute and asks the registry for Debian's packages, and that of the commit before this one:
 * part of {@code ./verify --measure}.
 */
@DisplayName("The container image")
@Timeout(1200)
class ContainerMeasurement {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String CONFIGURATION = "/etc/failover/failover.yaml";

    @TempDir
    static Path store;

    private static String image;

    @TempDir
    Path directory;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "NOT TESTED: building an image takes root");
        Path built = store.resolve("image.tar");
        Command.run(
                        ROOT.resolve("failover-dist/src/container/build").toString(),
                        Delivery.bundle().toString(),
                        built.toString())
                .expect(0);
        System.out.printf("image: %.0f MB, unpacked%n", Files.size(built) / 1e6);
        assertThat(Files.size(built)).isLessThanOrEqualTo(120_000_000);
        image = load(built);
    }

    /** By its content: the next one may have the same name. */
    private static String load(Path file) throws Exception {
        String name = podman("load", "-q", "-i", file.toString())
                .expect(0)
                .strip()
                .replaceFirst("(?s).*Loaded image: (\\S+).*", "$1");
        return podman("image", "inspect", name, "--format", "{{.Id}}").expect(0).strip();
    }

    @BeforeEach
    void configure() throws Exception {
        Files.createDirectories(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/failover.yaml"), InstalledMeasurement.CONFIGURATION);
    }

    @AfterEach
    void remove() throws Exception {
        podman("rm", "-f", "-t", "0", "failover");
    }

    @Test
    @DisplayName(
            "gives the demonstration, without a network, as a user without rights, on a root that can't be written to")
    void demonstration() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/install.md"));
        String[] command = page.lines()
                .filter(line -> line.startsWith("podman run "))
                .findFirst()
                .orElseThrow()
                .replace("failover:VERSION", "--read-only --cap-drop=all " + image)
                .split(" ", -1);
        assertThat(run(Arrays.copyOfRange(command, 2, command.length)).expect(0))
                .contains("All of it happened");
        assertThat(run("--rm", "--network=none", "--entrypoint=sh", image, "-c", "id -u; ssh -V 2>&1; rsync --version")
                        .expect(0))
                .startsWith("999\n")
                .contains("OpenSSH", "rsync  version");
    }

    @Test
    @DisplayName("runs as the page's compose.yaml says, and goes on after kill -9 and a restart")
    void life() throws Exception {
        start(image);
        asAgent("pause", "www", "--by", "anna", "--reason", "restart");
        podman("healthcheck", "run", "failover").expect(0);

        podman("kill", "-s", "KILL", "failover").expect(0);
        podman("wait", "failover").expect(0);
        podman("start", "failover").expect(0);
        await();
        assertThat(asAgent("status")).contains("paused by anna", "(restart)");

        podman("stop", "failover").expect(0);
        assertThat(podman("inspect", "failover", "--format", "{{.State.ExitCode}}")
                        .expect(0))
                .isEqualTo("0\n");
        podman("start", "failover").expect(0);
        await();
        assertThat(asAgent("status")).contains("paused by anna", "(restart)");
    }

    @Test
    @DisplayName("goes on from the state that the image of the commit before this one left")
    void upgrade() throws Exception {
        String parent = load(Parent.image(store.resolve("parent.tar")));
        start(parent);
        asAgent("pause", "www", "--by", "anna", "--reason", "upgrade");
        podman("stop", "failover").expect(0);
        podman("rm", "failover").expect(0);

        start(image);

        assertThat(asAgent("status")).contains("paused by anna", "(upgrade)");
        assertThat(podman("logs", "failover").expect(0)).doesNotContain("without being stopped");
    }

    @Test
    @DisplayName("is told to be unhealthy when its agent no longer answers")
    void unhealthy() throws Exception {
        start(image);
        String agent = asAgent("status").replaceFirst("(?s).*\\(process ([0-9]+)\\).*", "$1");
        podman("healthcheck", "run", "failover").expect(0);
        podman("exec", "failover", "sh", "-c", "kill -STOP " + agent).expect(0);

        assertThat(podman("healthcheck", "run", "failover").code()).isNotZero();
    }

    @Test
    @DisplayName("ends with the exit code of a refused configuration, which it names")
    void refused() throws Exception {
        Command ended = run("--rm", "--network=none", image);

        assertThat(ended.expect(2)).contains(CONFIGURATION);
    }

    private void start(String image) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-d", "--name=failover"));
        arguments.addAll(ofComposeFile());
        arguments.add(image);
        run(arguments.toArray(String[]::new)).expect(0);
        await();
    }

    private void await() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> podman("exec", "failover", "failover", "status", "-c", CONFIGURATION)
                        .output()
                        .contains("The agent is running"));
    }

    private String asAgent(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("exec", "failover", "failover"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-c", CONFIGURATION));
        return podman(command.toArray(String[]::new)).expect(0);
    }

    /** What compose.yaml on the page asks for, in podman's words, with the host's directories in a place of the test's. */
    private List<String> ofComposeFile() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/install.md"));
        String block = page.substring(page.indexOf("```yaml\nservices:\n") + "```yaml\n".length());
        Map<?, ?> services =
                (Map<?, ?>) ((Map<?, ?>) new Load(LoadSettings.builder().build())
                                .loadFromString(block.substring(0, block.indexOf("```"))))
                        .get("services");
        List<String> options = new ArrayList<>();
        for (Map.Entry<?, ?> setting : ((Map<?, ?>) services.get("failover")).entrySet()) {
            Object value = setting.getValue();
            switch (setting.getKey().toString()) {
                case "image", "restart" -> {}
                case "network_mode" -> options.add("--network=" + value);
                case "read_only" -> options.add("--read-only=" + value);
                case "cap_drop" -> ((List<?>) value).forEach(each -> options.add("--cap-drop=" + each));
                case "security_opt" -> ((List<?>) value).forEach(each -> options.add("--security-opt=" + each));
                case "tmpfs" -> ((List<?>) value).forEach(each -> options.add("--tmpfs=" + each));
                case "volumes" -> {
                    for (Object volume : (List<?>) value) {
                        options.add("--volume=" + here(volume.toString()));
                    }
                }
                default ->
                    throw new AssertionError("compose.yaml has a setting that this test does not try: " + setting);
            }
        }
        return options;
    }

    private String here(String volume) throws Exception {
        String[] parts = volume.split(":", 2);
        Path place = directory.resolve(parts[0].replaceFirst("^[./]+", ""));
        Files.createDirectories(place);
        if (!parts[0].startsWith(".") && !parts[0].startsWith("/")) {
            Command.run("chown", "999:999", place.toString()).expect(0);
        }
        return place + ":" + parts[1];
    }

    private Command run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"));
        command.addAll(Arrays.asList(arguments));
        return podman(command.toArray(String[]::new));
    }

    /** In a store of the test's own; with runc, which takes older control groups too. */
    private static Command podman(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "podman",
                "--runtime=runc",
                "--cgroup-manager=cgroupfs",
                "--storage-driver=vfs",
                "--log-level=fatal",
                "--root=" + store.resolve("storage"),
                "--runroot=" + store.resolve("run")));
        command.addAll(Arrays.asList(arguments));
        return Command.run(command.toArray(String[]::new));
    }
}
