package dev.failover.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for a library that keeps what it reads until it understands it, as OkHttp does with the line of a chunk's size: a peer that
 * sends 128 KiB without getting to what is waited for ends the connection with an {@link EndlessInputException}. What is waited for
 * is for the reader to say, by {@link #renew}: a new answer, the next piece of a body.
 *
 * <p>The bound lies beneath TLS, whose own messages count. It is far above what servers send (web servers take 8 to 64 KiB of headers,
 * and send less; the JDK takes certificates of up to 32 KiB), and small beside the smallest heap.
 *
 * <p>The sockets use no proxy, whatever the JVM's properties say, and send without delay: else a request waits up to 40 ms for the
 * server's delayed acknowledgement of the TLS handshake's end. Thread-safe.
 */
public final class BoundedSockets extends SocketFactory {
    /** How much may come without what is waited for. */
    public static final int LIMIT = 128 << 10;

    private final Set<BoundedSocket> open = ConcurrentHashMap.newKeySet();
    private final UnaryOperator<InetSocketAddress> route;
    private final int limit;
    private volatile @Nullable EndlessInputException exceeded;

    private BoundedSockets(UnaryOperator<InetSocketAddress> route, int limit) {
        this.route = route;
        this.limit = limit;
    }

    /** Sockets that connect to where they are told. */
    public static BoundedSockets toAnywhere() {
        return new BoundedSockets(UnaryOperator.identity(), LIMIT);
    }

    /** Sockets that connect to one address only, at the port they are told. */
    public static BoundedSockets to(InetAddress address) {
        return to(address, 0);
    }

    /**
     * The same for a library that reads ahead of its reader, as OkHttp does of HTTP/2.
     *
     * @param ahead how many bytes more may come before the reader hears of them, 0 or more
     */
    public static BoundedSockets to(InetAddress address, int ahead) {
        return new BoundedSockets(told -> new InetSocketAddress(address, told.getPort()), LIMIT + ahead);
    }

    /**
     * Counts anew what comes over a connection.
     *
     * @param connection a socket made here, or TLS over one
     */
    public void renew(Socket connection) {
        open.stream().filter(socket -> socket.carries(connection)).forEach(BoundedSocket::renew);
    }

    /** That a peer was stopped by the bound, also where its reader only heard that the connection is gone; null if none was. */
    public @Nullable EndlessInputException exceeded() {
        return exceeded;
    }

    /** Closes all that are open, whoever waits for them. */
    public void closeAll() {
        for (BoundedSocket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // Then it is of no more use either.
            }
        }
    }

    @Override
    public Socket createSocket() {
        return new BoundedSocket();
    }

    private final class BoundedSocket extends Socket {
        private final AtomicInteger count = new AtomicInteger();

        BoundedSocket() {
            super(Proxy.NO_PROXY);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            setTcpNoDelay(true);
            open.add(this);
            super.connect(route.apply((InetSocketAddress) endpoint), timeout);
        }

        /** TLS over a socket has that socket's addresses, and no way to ask for it. */
        boolean carries(Socket connection) {
            return connection.getLocalPort() == getLocalPort()
                    && connection.getPort() == getPort()
                    && connection.getLocalAddress().equals(getLocalAddress());
        }

        void renew() {
            count.set(0);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                /** On closing, the JDK's TLS skips whatever is there, as long as there is any. */
                @Override
                public int available() throws IOException {
                    return count.get() < limit ? super.available() : 0;
                }

                @Override
                public long skip(long bytes) throws IOException {
                    return Math.max(0, read(new byte[(int) Math.min(bytes, 8192)]));
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int left = limit - count.get();
                    if (left <= 0 && length > 0) {
                        EndlessInputException endless = new EndlessInputException(limit);
                        exceeded = endless;
                        throw endless;
                    }
                    int read = super.read(bytes, offset, Math.min(length, left));
                    count.addAndGet(Math.max(0, read));
                    return read;
                }
            };
        }

        @Override
        public synchronized void close() throws IOException {
            open.remove(this);
            super.close();
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw connected();
    }

    private static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("makes unconnected sockets only");
    }
}
