package dev.failover.sftp;

import dev.failover.sync.FileSync;
import dev.failover.testkit.FileSyncContract.Fault;
import dev.failover.testkit.FileSyncContract.Remote;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server that is not OpenSSH's, started on a free port of 127.0.0.1 for whoever has the one key, who logs in as the user who
 * runs the test.
 */
abstract class OtherServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path directory;
    final SshKey clientKey;
    private final Thread atExit = new Thread(this::kill);
    private Process process;
    private int port;

    OtherServer(Path directory) throws Exception {
        this.directory = directory.toRealPath();
        this.clientKey = SshKey.in(this.directory, "id");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The whole command, which stays in the foreground. */
    abstract List<String> command(int listeningAt) throws Exception;

    /** Its host key, as known_hosts has it. */
    abstract String hostKey() throws Exception;

    /** Whether the one key is let in. */
    abstract void authorize(boolean authorized) throws IOException;

    abstract boolean runsCommands();

    static String user() {
        return System.getProperty("user.name");
    }

    final void start() throws Exception {
        if (process != null) {
            return;
        }
        if (port == 0) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        }
        authorize(true);
        List<String> command = command(port);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("output").toFile()))
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    command.get(0) + " is not installed, and this test needs it: see NEEDS in verify", e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!greets()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError(
                        command + " does not serve; it said: " + Files.readString(directory.resolve("output")));
            }
        }
        Files.writeString(directory.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + hostKey() + "\n");
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }

    final SftpFileSyncBuilder to(Path target) {
        return SftpFileSync.builder()
                .destination("sftp://" + user() + "@127.0.0.1:" + port + target)
                .sshConfig(Path.of("/dev/null"))
                .identities(List.of(clientKey.file()))
                .knownHosts(directory.resolve("known_hosts"));
    }

    final Remote remote(Path target) {
        return new Remote() {
            @Override
            public FileSync sync() {
                return to(target).build();
            }

            @Override
            public Path directory() {
                return target;
            }

            @Override
            public boolean executes() {
                return runsCommands();
            }

            @Override
            public boolean inject(Fault fault) throws Exception {
                switch (fault) {
                    case HANG -> signal("-STOP");
                    case VANISH -> kill();
                    case REFUSE_CREDENTIALS -> {
                        authorize(false);
                        sessions().forEach(ProcessHandle::destroyForcibly);
                    }
                }
                return true;
            }

            @Override
            public void heal() throws Exception {
                signal("-CONT");
                start();
                authorize(true);
            }

            @Override
            public void close() {
                try {
                    heal();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private List<ProcessHandle> sessions() {
        try (Stream<ProcessHandle> below = process.toHandle().descendants()) {
            return below.toList();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (process == null) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", signal, String.valueOf(process.pid())));
        new ProcessBuilder(command).start().waitFor();
        command.remove(2);
        sessions().forEach(session -> command.add(String.valueOf(session.pid())));
        if (command.size() > 2) {
            new ProcessBuilder(command).start().waitFor();
        }
    }

    private void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> sessions = sessions();
        running.destroyForcibly();
        sessions.forEach(ProcessHandle::destroyForcibly);
        running.onExit().join();
        process = null;
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
