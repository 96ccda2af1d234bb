package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine that runs until it is closed. */
final class Program implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final int SECONDS_TO_END = 5;

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    static boolean isInstalled(String name) {
        return find(name).findAny().isPresent();
    }

    /** Where it is installed. */
    static Path path(String name) {
        return find(name).findFirst().orElseThrow(() -> new IllegalStateException(name + " is not installed"));
    }

    private static Stream<Path> find(String name) {
        return PLACES.stream().map(place -> Path.of(place, name)).filter(Files::isExecutable);
    }

    /** Starts it; what it says goes to the log. */
    static Program start(Path log, List<String> command) throws IOException {
        return new Program(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    /** Runs one to its end, which has to be a good one. */
    static void run(String... command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + status);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
