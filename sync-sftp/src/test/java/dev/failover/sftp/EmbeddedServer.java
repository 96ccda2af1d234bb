package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.nativefs.NativeFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** MINA's server within this JVM: sftp only, for whoever has the one key. */
final class EmbeddedServer implements AutoCloseable {
    private final Path directory;
    private final java.security.KeyPair hostKey;
    private final java.security.KeyPair clientKey;
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final SftpFileSystemAccessor files;
    private SshServer server;
    private int port;

    EmbeddedServer(Path directory) throws Exception {
        this(directory, SftpFileSystemAccessor.DEFAULT);
    }

    /** @param files how it works with them */
    EmbeddedServer(Path directory, SftpFileSystemAccessor files) throws Exception {
        this.directory = directory;
        this.files = files;
        this.hostKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        this.clientKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        start();
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
        try (var out = Files.newOutputStream(directory.resolve("id"))) {
            org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                    clientKey, "test", null, out);
        }
    }

    void start() throws IOException {
        if (server != null) {
            return;
        }
        SshServer started = SshServer.setUpDefaultServer();
        started.setHost("127.0.0.1");
        started.setPort(port);
        started.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        started.setPublickeyAuthenticator(
                (user, key, session) -> !refuses.get() && KeyUtils.compareKeys(key, clientKey.getPublic()));
        started.setSubsystemFactories(List.of(
                new SftpSubsystemFactory.Builder().withFileSystemAccessor(files).build()));
        started.setFileSystemFactory(NativeFileSystemFactory.INSTANCE);
        started.start();
        port = started.getPort();
        server = started;
    }

    void stop() throws IOException {
        if (server != null) {
            server.stop(true);
            server = null;
        }
    }

    void refuse(boolean refused) {
        refuses.set(refused);
    }

    int port() {
        return port;
    }

    SftpFileSyncBuilder to(Path target) {
        return SftpFileSync.builder()
                .destination("sftp://tester@127.0.0.1:" + port + target)
                .sshConfig(Path.of("/dev/null"))
                .identities(List.of(directory.resolve("id")))
                .knownHosts(directory.resolve("known_hosts"));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
