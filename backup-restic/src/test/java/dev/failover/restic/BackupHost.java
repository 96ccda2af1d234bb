package dev.failover.restic;

import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A machine {@code backup} with OpenSSH's own server, as restic reaches it: by an ssh of its user's configuration, here in a file, as
 * OpenSSH takes a home from the system and not from the environment.
 */
final class BackupHost implements AutoCloseable {
    private final Path directory;
    private final SshKey key;
    private final OpenSshServer server;

    /** @param command the only one that the key may have run there */
    BackupHost(Path directory, String command) throws Exception {
        this.directory = Files.createDirectories(directory);
        key = SshKey.in(directory, "key");
        server = OpenSshServer.in(directory.resolve("sshd"))
                .authorize("restrict,command=\"" + command + "\"", key)
                .start();
    }

    int port() {
        return server.port();
    }

    /** The path of programs for a client that reaches it at that port. */
    String path(int port) throws IOException {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        Path knownHosts = Files.writeString(
                directory.resolve("known_hosts"), "backup " + server.hostKey().publicKey() + "\n");
        Path configuration = Files.writeString(
                directory.resolve("config"), """
                Host backup
                  HostName 127.0.0.1
                  HostKeyAlias backup
                  Port %s
                  User %s
                  IdentityFile %s
                  IdentitiesOnly yes
                  UserKnownHostsFile %s
                """.formatted(port, server.user(), key.file(), knownHosts));
        Path ssh = Files.writeString(
                programs.resolve("ssh"), "#!/bin/sh\nexec /usr/bin/ssh -F %s \"$@\"\n".formatted(configuration));
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs + ":" + System.getenv("PATH");
    }

    @Override
    public void close() {
        server.close();
    }
}
