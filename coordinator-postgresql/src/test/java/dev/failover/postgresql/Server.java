package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program from its package, run by a user without rights, as PostgreSQL and its pooler refuse to be by root. */
abstract class Server implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String USER = "nobody";

    private final Path directory;

    Server(String name) throws IOException {
        // Short, and with a parent that anybody may pass: a test's own directory is neither.
        directory = Files.createTempDirectory(name);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    final Path directory() {
        return directory;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String program(String name) {
        return Stream.concat(versions(), Stream.of(Path.of("/usr/sbin"), Path.of("/usr/bin")))
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        name + " is not installed; run ./verify, which installs what these tests need"))
                .toString();
    }

    private static Stream<Path> versions() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin")).sorted().toList().stream();
        } catch (IOException e) {
            // Said by whoever looks for a program of theirs.
            return Stream.empty();
        }
    }

    /** Lets the user have what is in the directory, if that is another than this one. */
    final void handOver() throws IOException {
        if (isRoot()) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    Files.setOwner(
                            file,
                            file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
                }
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    final Process start(String... command) throws IOException {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups", "--"));
        }
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    final void run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("%s has ended", List.of(command))
                .isTrue();
        assertThat(process.exitValue())
                .as("%s said %s", List.of(command), Files.readString(log()))
                .isZero();
    }

    private Path log() {
        return directory.resolve("log");
    }

    abstract void stop() throws IOException, InterruptedException;

    @Override
    public final void close() {
        if (Files.exists(directory)) {
            try {
                stop();
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
