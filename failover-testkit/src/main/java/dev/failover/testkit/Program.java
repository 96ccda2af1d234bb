package dev.failover.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.failover.component.ComponentException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A program of this machine that a fixture can't do without. */
final class Program {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path file;

    private Program(Path file) {
        this.file = file;
    }

    /** @throws AssertionError naming the package that brings it, if it is not installed */
    static Program named(String name, String debianPackage) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new)
                .orElseThrow(() -> new AssertionError(
                        name + " is not installed, and this test needs it: apt-get install " + debianPackage));
    }

    List<String> with(String... arguments) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts it with nothing to read; what it says, on either stream, is appended to the log. */
    Process start(Path log, String... arguments) throws IOException {
        return new ProcessBuilder(with(arguments))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Runs it to its end, with all that it started; whether that was a good one. */
    boolean succeeds(Path log, String... arguments) throws IOException, InterruptedException {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        int status;
        try {
            status = Command.of(with(arguments))
                    .inOneStream()
                    .run(new Children(), Deadline.in(PATIENCE), said::add)
                    .status();
        } catch (ComponentException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        // A line has a character for each byte.
        Files.write(log, List.copyOf(said), ISO_8859_1, CREATE, APPEND);
        return status == 0;
    }

    /** @throws AssertionError with what it said, unless its end was a good one */
    void run(Path log, String... arguments) throws IOException, InterruptedException {
        if (!succeeds(log, arguments)) {
            throw new AssertionError(with(arguments) + " failed: " + Files.readString(log));
        }
    }
}
