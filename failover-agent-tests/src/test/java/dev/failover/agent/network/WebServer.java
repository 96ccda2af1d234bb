package dev.failover.agent.network;

import dev.failover.agent.Java;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A web server on a host, by its process. */
final class WebServer implements AutoCloseable {
    private final List<String> command;
    private final Transcript printed;
    private final Path errors;
    private Process process;
    private int mark;

    WebServer(Network network, Host host, Path directory) {
        command = network.on(host, Java.command(32, WebServerMain.class));
        printed = new Transcript(directory.resolve(host.label() + ".out"));
        errors = directory.resolve(host.label() + ".err");
        process = launch();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(printed.redirect())
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        Await.until("a web server listens", () -> printed.since(mark).contains("ready"), printed::toString);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() {
        if (!process.isAlive()) {
            mark = printed.mark();
            process = launch();
            awaitReady();
        }
    }

    int mark() {
        return printed.mark();
    }

    /** The requests since a mark: method, path and body. */
    List<String> requestsSince(int from) {
        return printed.since(from).stream()
                .filter(line -> !line.equals("ready"))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
