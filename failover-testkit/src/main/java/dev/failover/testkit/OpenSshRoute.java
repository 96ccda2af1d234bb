package dev.failover.testkit;

import dev.failover.sync.FileSync;
import dev.failover.testkit.FileSyncContract.Fault;
import dev.failover.testkit.FileSyncContract.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An {@link OpenSshServer} that an ssh_config calls {@value #HOST}, and the bastions on the way to it, each of which forwards to the
 * next hop and does nothing else. Every hop has a host key, and takes a client key, of its own. Thread-safe as its servers are.
 */
public final class OpenSshRoute implements AutoCloseable {
    /** What the ssh_config calls the server at the end. */
    public static final String HOST = "backup";

    private final Path directory;
    private final List<OpenSshServer> servers = new ArrayList<>();
    private final List<SshKey> keys = new ArrayList<>();
    private final Path configuration;

    private OpenSshRoute(Path directory, int bastions) throws IOException, InterruptedException {
        this.directory = directory;
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

    /**
     * Starts the server and its bastions.
     *
     * @param parent the directory in which {@code ssh} is made, for all keys and files
     * @param bastions how many are on the way; 0 for none
     * @throws AssertionError if OpenSSH is not installed, or does not start
     */
    public static OpenSshRoute in(Path parent, int bastions) throws IOException, InterruptedException {
        return new OpenSshRoute(Files.createDirectories(parent.resolve("ssh")), bastions);
    }

    private Path writeConfiguration() throws IOException {
        writeKnownHosts();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < servers.size(); i++) {
            text.append("""
                    Host %s
                        HostName 127.0.0.1
                        Port %s
                        User %s
                        IdentityFile %s
                        IdentitiesOnly yes
                        KexAlgorithms curve25519-sha256
                        UserKnownHostsFile %s
                        GlobalKnownHostsFile none
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
        return hop == 0 ? HOST : "bastion-" + hop;
    }

    /** Writes down every host's key as it is now, as a user would who trusts the hosts anew. */
    public void writeKnownHosts() throws IOException {
        List<String> lines = new ArrayList<>();
        for (OpenSshServer server : servers) {
            lines.add(server.knownHosts());
        }
        Files.write(knownHosts(), lines);
    }

    /** The file that the ssh_config names for the hosts' keys. */
    public Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** The ssh_config. */
    public Path configuration() {
        return configuration;
    }

    /** The server at the end. */
    public OpenSshServer target() {
        return servers.get(0);
    }

    /** The server at the end, then the bastions, the one next to it first. */
    public List<OpenSshServer> servers() {
        return List.copyOf(servers);
    }

    /** What logs in to the server at the end. */
    public SshKey key() {
        return keys.get(0);
    }

    /**
     * A directory on the server at the end, for {@link FileSyncContract}. Closing it heals the route and leaves it open for the next.
     *
     * @param directory the target
     * @param transport makes what is tested, for that directory of {@value #HOST}
     */
    public Remote remote(Path directory, Supplier<FileSync> transport) {
        return new Remote() {
            @Override
            public FileSync sync() {
                return transport.get();
            }

            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public boolean executes() {
                return true;
            }

            @Override
            public boolean inject(Fault fault) throws Exception {
                switch (fault) {
                    case HANG -> target().freeze();
                    case VANISH -> target().stop();
                    case REFUSE_CREDENTIALS -> target().authorizeNobody();
                }
                return true;
            }

            @Override
            public void heal() throws Exception {
                OpenSshRoute.this.heal();
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

    /** Makes everything as it was at first: every server runs, and takes its key. */
    public void heal() throws IOException, InterruptedException {
        for (OpenSshServer server : servers) {
            server.thaw();
            server.start();
        }
        target().authorizeNobody();
        target().authorize(key());
    }

    @Override
    public void close() {
        servers.forEach(OpenSshServer::close);
    }
}
