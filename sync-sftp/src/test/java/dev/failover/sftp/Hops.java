package dev.failover.sftp;

import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server called {@code backup} in an ssh_config, and bastions on the way to it that forward to the next hop and do nothing else. Each has
 * a host key and takes a client key of its own.
 */
final class Hops implements AutoCloseable {
    private final Path directory;
    private final List<OpenSshServer> servers = new ArrayList<>();
    private final List<SshKey> keys = new ArrayList<>();
    private final Path configuration;

    Hops(Path parent, int bastions) throws Exception {
        directory = Files.createDirectories(parent.resolve("hops"));
        for (int i = 0; i <= bastions; i++) {
            SshKey key = SshKey.in(directory, "id-" + i);
            keys.add(key);
            var builder = OpenSshServer.in(directory.resolve("server-" + i)).authorize(key);
            if (i > 0) {
                builder.forwardingOnlyTo("127.0.0.1:" + servers.get(i - 1).port());
            }
            servers.add(builder.start());
        }
        configuration = writeConfiguration();
    }

    /** The nearest hop is the last of the list, the server itself the first. */
    private Path writeConfiguration() throws IOException {
        writeKnownHosts();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < servers.size(); i++) {
            text.append("""
                    Host %s
                        HostName 127.0.0.1
                        Port %d
                        User %s
                        IdentityFile %s
                        IdentitiesOnly yes
                        UserKnownHostsFile %s
                        GlobalKnownHostsFile none
                        KexAlgorithms curve25519-sha256
                    """.formatted(
                            name(i),
                            servers.get(i).port(),
                            servers.get(i).user(),
                            keys.get(i).file(),
                            knownHosts()));
            if (i + 1 < servers.size()) {
                text.append("    ProxyJump ").append(name(i + 1)).append('\n');
            }
        }
        return Files.writeString(directory.resolve("ssh_config"), text);
    }

    private static String name(int hop) {
        return hop == 0 ? "backup" : "bastion-" + hop;
    }

    /** Writes down every host's key as it is now. */
    void writeKnownHosts() throws IOException {
        List<String> lines = new ArrayList<>();
        for (OpenSshServer server : servers) {
            lines.add(server.knownHosts());
        }
        Files.write(knownHosts(), lines);
    }

    Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    Path configuration() {
        return configuration;
    }

    OpenSshServer target() {
        return servers.get(0);
    }

    /** The server itself, then the bastions, the one next to it first. */
    List<OpenSshServer> servers() {
        return servers;
    }

    SshKey key() {
        return keys.get(0);
    }

    SftpFileSyncBuilder to(Path target) {
        return SftpFileSync.builder().destination("backup:" + target).sshConfig(configuration);
    }

    /** Everything as it was at first. */
    void heal() throws Exception {
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).thaw();
            servers.get(i).start();
        }
        target().authorizeNobody();
        target().authorize(key());
    }

    @Override
    public void close() {
        servers.forEach(OpenSshServer::close);
    }
}
