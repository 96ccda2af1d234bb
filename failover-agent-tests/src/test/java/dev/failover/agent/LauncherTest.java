package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The script")
@Timeout(30)
class LauncherTest {
    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";
    private static final String BOTH_COMPILERS = "-XX:TieredStopAtLevel=4";

    @TempDir
    Path directory;

    private Path root;
    private Path agent;

    /** A checkout whose sources are newer than its build, and a Java that says how it was called. */
    @BeforeEach
    void checkOut() throws IOException {
        root = Files.createDirectory(directory.resolve("checkout"));
        Files.copy(Path.of("../failover"), root.resolve("failover"));
        agent = Files.createDirectories(root.resolve(".agent"));
        Path built = Files.createDirectories(agent.resolve("build-1/lib")).getParent();
        Files.copy(
                Path.of("../failover-agent/src/dist/bin/failover"),
                Files.createDirectory(built.resolve("bin")).resolve("failover"));
        Files.writeString(agent.resolve("stamp"), "build-1\n");
        Files.setLastModifiedTime(agent.resolve("stamp"), FileTime.fromMillis(1_000_000_000_000L));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String... args) throws Exception {
        return run(Optional.empty(), args);
    }

    private Ended run(Optional<String> javaOptions, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", root.resolve("failover").toString()));
        command.addAll(List.of(args));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().remove("FAILOVER_JAVA_OPTS");
        javaOptions.ifPresent(options -> builder.environment().put("FAILOVER_JAVA_OPTS", options));
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** As nobody but root can be kept out by permissions alone. */
    private void lockOut() throws IOException {
        Files.createDirectory(agent.resolve("lock"));
    }

    @Test
    @DisplayName("runs what is built, and says so, where newer sources can't be built by its user")
    void runsWhatIsBuilt() throws Exception {
        lockOut();
        Ended ended = run("status", "-c", "x.yaml");
        assertThat(ended.err())
                .contains("the sources are newer than what is built")
                .contains(agent + " can't be written to by ")
                .contains("to build anew, as their owner: ");
        assertThat(ended.out())
                .contains(agent.resolve("build-1/lib/*").toString())
                .endsWith(" status -c x.yaml\n");
        assertThat(ended.code()).isZero();
    }

    @Test
    @DisplayName("says what to do where nothing is built and nothing can be")
    void nothingBuilt() throws Exception {
        lockOut();
        Files.delete(agent.resolve("stamp"));
        Ended ended = run("status");
        assertThat(ended.err()).contains("the agent must be built first").contains("as the owner of " + root);
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "says nothing where what is built is new, and gives those that hold large trees more memory, some of it for a while")
    void fresh() throws Exception {
        Files.setLastModifiedTime(agent.resolve("stamp"), FileTime.fromMillis(4_000_000_000_000L));
        Ended plan = run("plan");
        assertThat(plan.err()).isEmpty();
        assertThat(plan.out())
                .contains("-Xmx160m", "-Xmn80m", "-XX:+CrashOnOutOfMemoryError")
                .doesNotContain("ExitOnOutOfMemory");
        assertThat(run("run").out())
                .contains("-Xmx256m", "-XX:TrimNativeHeapInterval=10000", "-XX:GuaranteedSafepointInterval=10000");
    }

    @Test
    @DisplayName("takes no more memory at once than whoever has little of it says")
    void littleMemory() throws Exception {
        Files.setLastModifiedTime(agent.resolve("stamp"), FileTime.fromMillis(4_000_000_000_000L));
        assertThat(run(Optional.of("-Xmx32m"), "plan").out())
                .contains("-Xms8m", "-Xmx32m")
                .doesNotContain("-Xmn");
    }

    @Test
    @DisplayName(
            "gives the second compiler to what mirrors files and to what watches hundreds of sites, however the file is named")
    void secondCompiler() throws Exception {
        Files.setLastModifiedTime(agent.resolve("stamp"), FileTime.fromMillis(4_000_000_000_000L));
        String small = Files.writeString(directory.resolve("small.yaml"), "services:\n")
                .toString();
        String mirrors =
                Files.writeString(directory.resolve("mirrors.yaml"), "syncs:\n").toString();
        String large = Files.writeString(directory.resolve("large.yaml"), "# \n".repeat(20_000))
                .toString();
        assertThat(run("run", "-c", small).out()).contains(ONE_COMPILER, "-Xmn2m");
        assertThat(run("run", "--config", directory.resolve("missing.yaml").toString())
                        .out())
                .contains(ONE_COMPILER);
        assertThat(run("status", "-c", mirrors).out()).contains(ONE_COMPILER);
        assertThat(run("run", "-c", mirrors).out()).contains(BOTH_COMPILERS).doesNotContain("-Xmn");
        assertThat(run("run", "--json", "--config=" + mirrors).out()).contains(BOTH_COMPILERS);
        assertThat(run("run", "-c" + mirrors).out()).contains(BOTH_COMPILERS);
        assertThat(run("run", "--config", large, "--json").out()).contains(BOTH_COMPILERS);
        assertThat(run("sync", "-c", small, "webroot").out()).contains(BOTH_COMPILERS);
    }
}
