package dev.failover.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says what kind of server an {@link OpenSshServer} is to be. Not thread-safe. */
public final class OpenSshServerBuilder {
    private final Path directory;
    private final List<String> settings = new ArrayList<>();
    private final List<String> authorized = new ArrayList<>();
    private SshKey.Type hostKey = SshKey.Type.ED25519;

    OpenSshServerBuilder(Path directory) {
        this.directory = directory;
    }

    /** Lets whoever has this key log in, as the user who runs the test. */
    public OpenSshServerBuilder authorize(SshKey key) throws IOException {
        return authorize("", key);
    }

    /**
     * The same, restricted as {@code authorized_keys} can.
     *
     * @param options what stands before the key: {@code restrict,command="rrsync -wo /srv/www"}
     */
    public OpenSshServerBuilder authorize(String options, SshKey key) throws IOException {
        authorized.add(AuthorizedKeys.line(options, key));
        return this;
    }

    /** The kind of host key; Ed25519 unless set. */
    public OpenSshServerBuilder hostKey(SshKey.Type type) {
        hostKey = type;
        return this;
    }

    /**
     * A bastion: no shell, no command, no terminal, no agent; connections are forwarded to these servers and to no other.
     *
     * @param destinations as {@code PermitOpen} takes them: {@code 127.0.0.1:2222}
     */
    public OpenSshServerBuilder forwardingOnlyTo(String... destinations) {
        return setting("AllowTcpForwarding local")
                .setting("PermitOpen " + String.join(" ", destinations))
                .setting("ForceCommand /bin/false")
                .setting("PermitTTY no")
                .setting("AllowAgentForwarding no")
                .setting("AllowStreamLocalForwarding no");
    }

    /** An account for sftp only: no shell, no command, no forwarding. */
    public OpenSshServerBuilder sftpOnly() {
        return setting("ForceCommand internal-sftp").setting("DisableForwarding yes");
    }

    /**
     * The same, and {@code root} is all it sees. Only root can run such a server, and {@code root} and everything above it has to be root's
     * and writable by nobody else: {@code /tmp} is not.
     */
    public OpenSshServerBuilder sftpOnlyWithin(Path root) {
        return sftpOnly().setting("ChrootDirectory " + root);
    }

    /**
     * A line of {@code sshd_config}; of two with the same keyword the first counts, and any counts before the fixture's own. What follows
     * a {@code Match} stands at the end, and belongs to that.
     */
    public OpenSshServerBuilder setting(String line) {
        settings.add(line);
        return this;
    }

    /**
     * Starts it.
     *
     * @throws AssertionError naming the package, if OpenSSH's server is not installed; or with what it said, if it does not serve
     */
    public OpenSshServer start() throws IOException, InterruptedException {
        OpenSshServer server = new OpenSshServer(directory, settings, hostKey);
        server.authorizeOnly(authorized);
        server.start();
        return server;
    }
}
