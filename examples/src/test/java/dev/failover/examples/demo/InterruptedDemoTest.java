package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InterruptedDemoTest {
    @TempDir
    private Path temporary;

    @Test
    @DisplayName("a demonstration ended by a signal removes its temporary directory and says that it was interrupted")
    void signal() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.io.tmpdir=" + temporary,
                        Main.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.lines()
                            .filter(line -> line.contains("client    gets"))
                            .findFirst())
                    .as("the client's first visit")
                    .isPresent();
            assertThat(demonstrations()).hasSize(1);
            // Not Process.destroy(), which closes what is still to be read.
            process.toHandle().destroy();
            assertThat(out.lines()).contains("It was interrupted.");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(demonstrations()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<Path> demonstrations() throws Exception {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(path -> path.getFileName().toString().startsWith("failover-demo"))
                    .toList();
        }
    }
}
