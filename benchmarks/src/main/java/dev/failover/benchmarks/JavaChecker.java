package dev.failover.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A JVM that checks, as {@link EngineProcess} and {@link HandshakeProcess} do. Not thread-safe. */
final class JavaChecker implements Checker {
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    /** @param more arguments of the program, behind those that say what the load is */
    JavaChecker(Class<?> program, CheckLoad load, String... more) throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                // For Conscrypt.
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                String.valueOf(load.targets()),
                load.interval().toString(),
                load.transport().name());
        process = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(more)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        questions = process.outputWriter();
    }

    /** The load that a program is told. */
    static CheckLoad load(String... arguments) {
        return new CheckLoad(
                Integer.parseInt(arguments[0]),
                Duration.parse(arguments[1]),
                CheckLoad.Transport.valueOf(arguments[2]));
    }

    /** Answers for a program whenever it is asked how many have failed and how many could not tell, and ends it once nobody asks. */
    static void answer(AtomicLong failures, AtomicLong abstentions) throws IOException {
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (asked.readLine() != null) {
            System.out.println(failures + " " + abstentions);
        }
        System.exit(0);
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public long failures() throws IOException {
        return ask(0);
    }

    @Override
    public long abstentions() throws IOException {
        return ask(1);
    }

    private long ask(int which) throws IOException {
        questions.write("how many?\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the checks' process has ended");
        }
        return Long.parseLong(answer.split(" ", -1)[which]);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
