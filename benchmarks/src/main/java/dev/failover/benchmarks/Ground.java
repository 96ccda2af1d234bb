package dev.failover.benchmarks;

import dev.failover.rsync.RsyncFileSync;
import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.FileSync;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One OpenSSH server on loopback that everyone mirrors to, called {@code backup} in an ssh_config. */
final class Ground implements AutoCloseable {
    private final Path directory;
    private final OpenSshRoute route;
    private final List<Path> masters = new ArrayList<>();

    Ground(Path directory) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        route = OpenSshRoute.in(directory, 0);
    }

    /** The same server by another port, where something delays what passes. */
    Path through(int port) throws IOException {
        String there = "[127.0.0.1]:" + port + " " + server().hostKey().publicKey();
        Files.writeString(route.knownHosts(), server().knownHosts() + "\n" + there + "\n");
        return Files.writeString(
                directory.resolve("ssh_config-" + port),
                Files.readString(configuration()).replace("Port " + port(), "Port " + port));
    }

    private OpenSshServer server() {
        return route.target();
    }

    int port() {
        return server().port();
    }

    String user() {
        return server().user();
    }

    Path key() {
        return route.key().file();
    }

    Path configuration() {
        return route.configuration();
    }

    Path directory() {
        return directory;
    }

    /** A connection that is kept open for others to share; its socket. */
    Path master(Path sshConfig) throws IOException, InterruptedException {
        Path socket = directory.resolve("master-" + masters.size());
        int status = new ProcessBuilder(
                        "ssh",
                        "-F",
                        sshConfig.toString(),
                        "-o",
                        "ControlMaster=yes",
                        "-o",
                        "ControlPath=" + socket,
                        "-o",
                        "ControlPersist=yes",
                        "-o",
                        "BatchMode=yes",
                        "-N",
                        "-f",
                        "backup")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("ssh could not connect: " + status);
        }
        masters.add(socket);
        return socket;
    }

    static FileSync sftp(Path sshConfig, Path target) {
        return SftpFileSync.builder()
                .destination(OpenSshRoute.HOST + ":" + target)
                .sshConfig(sshConfig)
                .build();
    }

    static FileSync rsync(Path sshConfig, Path target) {
        return RsyncFileSync.builder()
                .destination(OpenSshRoute.HOST + ":" + target)
                .sshConfig(sshConfig)
                .build();
    }

    @Override
    public void close() throws IOException {
        for (Path master : masters) {
            try {
                new ProcessBuilder(
                                "ssh",
                                "-F",
                                configuration().toString(),
                                "-o",
                                "ControlPath=" + master,
                                "-O",
                                "exit",
                                "backup")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        route.close();
    }
}
