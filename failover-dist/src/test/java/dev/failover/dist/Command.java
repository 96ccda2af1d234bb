package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that has ended. */
record Command(int code, String output) {
    static Command run(String... command) throws Exception {
        return run(new ProcessBuilder(List.of(command)));
    }

    static Command run(ProcessBuilder command) throws Exception {
        Path output = Files.createTempFile("command", ".out");
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertThat(ended).as("%s ends", command.command()).isTrue();
            return new Command(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** What it said, if it ended as it should. */
    String expect(int expected) {
        assertThat(code).as(output).isEqualTo(expected);
        return output;
    }
}
