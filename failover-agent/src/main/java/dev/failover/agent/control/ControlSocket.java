package dev.failover.agent.control;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * Where the running agent is asked: the Unix-domain socket {@code control} in its state directory. Other users are kept out by the
 * directory, whose mode is 0700, by the socket's, and by the system's word on who is at the other end.
 */
public final class ControlSocket {
    /** {@code sun_path} of unix(7) has 108 bytes, of which the last is zero; where it has fewer, binding says so. */
    private static final int LONGEST_PATH = 107;

    /** How many may wait to be served; {@code listen(2)} keeps further ones away, who try again. */
    private static final int MOST_WAITING = 128;

    private final Path directory;
    private final Path file;

    private ControlSocket(Path directory, Path file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * The socket of a state directory; nothing is opened yet.
     *
     * @throws IOException if the directory's path is too long for a socket's
     */
    public static ControlSocket of(Path directory) throws IOException {
        // It is opened while the file has its draft's name, which is the longer one.
        Path draft = draft(directory.resolve("control"));
        int length = draft.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IOException("%s is %s bytes too long for a socket below it; choose a shorter state-directory"
                    .formatted(directory, length - LONGEST_PATH));
        }
        return new ControlSocket(directory, directory.resolve("control"));
    }

    private static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /** Listens, in place of whatever was left behind there by an agent that was killed. For who holds the directory. */
    ServerSocketChannel listen() throws IOException {
        Path draft = draft(file);
        Files.deleteIfExists(draft);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(draft), MOST_WAITING);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    /** Whether the process at the other end runs as this one's user, or as root. */
    boolean isOurs(SocketChannel peer) throws IOException {
        return isOf(peer, Files.getOwner(file));
    }

    /**
     * A connection, ready to be waited for; empty if so many wait to be heard that one more is not let in now. Fails at once if
     * nobody listens, or somebody whose directory it is not.
     */
    Optional<SocketChannel> connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(file));
            if (!isOf(channel, Files.getOwner(directory))) {
                throw new IOException("somebody else listens at " + file);
            }
            return Optional.of(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (isFull(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether that is EAGAIN of connect(2): the platform has a class of its own for nobody who listens, and for no right to. */
    private boolean isFull(Exception e) {
        return e.getClass() == SocketException.class && Files.exists(file);
    }

    private static boolean isOf(SocketChannel channel, UserPrincipal user) throws IOException {
        String peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return peer.equals(user.getName()) || peer.equals("root");
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
