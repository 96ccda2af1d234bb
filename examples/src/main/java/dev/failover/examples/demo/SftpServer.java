package dev.failover.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** A machine's SSH server that gives away one directory, over SFTP, to whoever has the one key. Its keys are made anew each time. */
final class SftpServer implements AutoCloseable {
    /** Of those that need no further provider, the quickest to make. */
    private static final String KEY_TYPE = "ecdsa-sha2-nistp256";

    private static final int KEY_BITS = 256;

    private final SshServer server;
    private final Path knownHosts;
    private final Path identity;

    private SftpServer(SshServer server, Path knownHosts, Path identity) {
        this.server = server;
        this.knownHosts = knownHosts;
        this.identity = identity;
    }

    /**
     * Starts it at a port that is free.
     *
     * @param root what a client sees, and all it sees
     * @param keys where to put what a client needs: the server's public key, and the private key to log in with
     */
    static SftpServer start(InetAddress address, Path root, Path keys) throws IOException {
        KeyPair hostKey = newKey();
        KeyPair clientKey = newKey();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(address.getHostAddress());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, clientKey.getPublic()));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(Files.createDirectories(root)));
        server.start();
        SftpServer started = new SftpServer(server, keys.resolve("known_hosts"), keys.resolve("id"));
        try {
            Files.createDirectories(keys);
            Files.writeString(
                    started.knownHosts,
                    "[%s]:%s %s%n"
                            .formatted(
                                    address.getHostAddress(),
                                    server.getPort(),
                                    PublicKeyEntry.toString(hostKey.getPublic())));
            write(clientKey, started.identity);
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    private static KeyPair newKey() throws IOException {
        try {
            return KeyUtils.generateKeyPair(KEY_TYPE, KEY_BITS);
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK can't make a key of type " + KEY_TYPE, e);
        }
    }

    private static void write(KeyPair key, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "demo", null, out);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key can't be written", e);
        }
    }

    /** Where it listens. */
    String address() {
        return server.getHost() + ":" + server.getPort();
    }

    Path knownHosts() {
        return knownHosts;
    }

    Path identity() {
        return identity;
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the SSH server can't be stopped", e);
        }
    }
}
