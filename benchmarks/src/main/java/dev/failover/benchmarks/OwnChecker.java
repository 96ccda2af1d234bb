package dev.failover.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/** Our engine, as {@link EngineProcess} runs it. Not thread-safe. */
final class OwnChecker implements Checker {
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    OwnChecker(CheckLoad load, Path trusted, boolean isShared) throws IOException {
        process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineProcess.class.getName(),
                        String.valueOf(load.targets()),
                        load.interval().toString(),
                        String.valueOf(load.isTls()),
                        trusted.toString(),
                        String.valueOf(isShared)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        questions = process.outputWriter();
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
