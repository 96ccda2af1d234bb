package dev.failover.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** An SSH agent behind a Unix socket, as SSH_AUTH_SOCK names it (draft-miller-ssh-agent). */
final class Agent extends AbstractAgentProxy {
    /** An agent's list of a hundred keys has about that. */
    private static final int LONGEST = 256 * 1024;

    private final SocketChannel socket;
    private final List<PublicKey> named;
    private final boolean onlyNamed;

    private Agent(SocketChannel socket, List<PublicKey> named, boolean onlyNamed) {
        super(null);
        this.socket = socket;
        this.named = named;
        this.onlyNamed = onlyNamed;
    }

    /**
     * @param named keys to be tried before others
     * @param onlyNamed whether to try no others
     */
    static Agent connect(Path path, List<PublicKey> named, boolean onlyNamed) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
            return new Agent(socket, named, onlyNamed);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
        List<Map.Entry<PublicKey, String>> first = new ArrayList<>();
        List<Map.Entry<PublicKey, String>> others = new ArrayList<>();
        for (Map.Entry<PublicKey, String> held : super.getIdentities()) {
            boolean isNamed = named.stream().anyMatch(key -> KeyUtils.compareKeys(key, held.getKey()));
            (isNamed ? first : others).add(held);
        }
        if (!onlyNamed) {
            first.addAll(others);
        }
        return first;
    }

    @Override
    protected synchronized Buffer request(Buffer buffer) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
        out.putInt(buffer.rpos(), buffer.available() - Integer.BYTES);
        while (out.hasRemaining()) {
            socket.write(out);
        }
        int length = read(Integer.BYTES).getInt();
        if (length < 1 || length > LONGEST) {
            throw new IOException("the SSH agent sent a message of " + length + " bytes");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) {
                throw new EOFException("the SSH agent hung up");
            }
        }
        return bytes.flip();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        super.close();
    }
}
