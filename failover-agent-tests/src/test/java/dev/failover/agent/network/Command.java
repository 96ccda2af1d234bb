package dev.failover.agent.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of the system to their end, which has to be a good one. */
final class Command {
    private static final long SECONDS = 30;

    private Command() {}

    static String run(List<String> words) {
        return run("", words);
    }

    static String run(String... words) {
        return run(List.of(words));
    }

    /** @return what it printed, errors included */
    static String run(String input, List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(words + " ended with " + process.exitValue() + " and said: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new AssertionError(words + " can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(words + " was interrupted", e);
        }
    }

    static boolean isInstalled(String name) {
        return places(name).findFirst().isPresent();
    }

    /** Where a program is, also if the caller's path lacks the directories of the system's programs. */
    static String program(String name) {
        return places(name).findFirst().orElseThrow(() -> new AssertionError(name + " is not installed"));
    }

    private static Stream<String> places(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString);
    }
}
