package dev.failover.dns;

import dev.failover.time.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * The sockets of one look, closed with it. dnsjava makes, checks and reads the messages, and asks again over TCP what was
 * truncated; only the sockets are ours. Its own come with a selector thread and a shutdown hook for the whole JVM, notice
 * a timeout up to a second late, and use a TCP connection again for as long as the peer, which may have died, does not
 * close it. Thread-safe; asking blocks.
 */
final class DnsSockets implements Closeable {
    /** What passes through every network unfragmented, by the DNS operators' agreement of 2020 ("flag day"). */
    private static final int EDNS_BYTES = 1232;

    /** After which a datagram counts as lost, unless the deadline is nearer. */
    private static final Duration RESEND_AFTER = Duration.ofSeconds(1);

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Asks one server one question: over UDP, with one repetition, and over TCP if the answer is truncated. */
    Message ask(InetSocketAddress server, Message question, Deadline deadline) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setIoClientFactory(new Exchange(deadline));
        resolver.setEDNS(0, EDNS_BYTES, 0, List.of());
        try {
            // The sockets block, so it has been answered once it is asked.
            Message answer = resolver.sendAsync(question, Runnable::run)
                    .toCompletableFuture()
                    .get();
            Record asked = question.getQuestion();
            Optional<String> fault = Soundness.fault(answer, asked.getName(), asked.getType());
            if (fault.isPresent()) {
                throw new IOException(fault.get());
            }
            return answer;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the answer can't be read: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends a datagram, and again if no answer comes, and gives the answer: one of the same id, of {@code max} bytes at most. */
    byte[] udp(InetSocketAddress remote, byte[] data, int max, Deadline deadline) throws IOException {
        DatagramSocket socket = new DatagramSocket();
        try {
            register(socket);
            // The kernel then drops what comes from anybody else, and tells when nothing listens there.
            socket.connect(remote);
            try {
                Deadline first = deadline.orIn(min(deadline.left().dividedBy(2), RESEND_AFTER));
                return sendAndReceive(socket, data, max, first);
            } catch (SocketTimeoutException e) {
                return sendAndReceive(socket, data, max, deadline);
            }
        } finally {
            release(socket);
        }
    }

    private static byte[] sendAndReceive(DatagramSocket socket, byte[] data, int max, Deadline until)
            throws IOException {
        socket.send(new DatagramPacket(data, data.length));
        byte[] buffer = new byte[max];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, max);
            socket.setSoTimeout(millisLeft(until));
            socket.receive(packet);
            // Another id is a forgery, or the late answer to something else: the real one may still come.
            if (packet.getLength() >= 2 && buffer[0] == data[0] && buffer[1] == data[1]) {
                return Arrays.copyOf(buffer, packet.getLength());
            }
        }
    }

    /** Sends a message over a connection of its own and gives the answer. */
    byte[] tcp(InetSocketAddress remote, byte[] data, Deadline deadline) throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            register(socket);
            socket.setTcpNoDelay(true);
            socket.connect(remote, millisLeft(deadline));
            ByteBuffer framed = ByteBuffer.allocate(2 + data.length);
            framed.putShort((short) data.length).put(data);
            socket.getOutputStream().write(framed.array());
            ByteBuffer length = ByteBuffer.wrap(read(socket, 2, deadline));
            return read(socket, Short.toUnsignedInt(length.getShort()), deadline);
        } finally {
            release(socket);
        }
    }

    private static byte[] read(Socket socket, int length, Deadline deadline) throws IOException {
        byte[] bytes = new byte[length];
        InputStream in = socket.getInputStream();
        for (int got = 0; got < length; ) {
            socket.setSoTimeout(millisLeft(deadline));
            int more = in.read(bytes, got, length - got);
            if (more < 0) {
                throw new EOFException("the server closed the connection in the middle of its answer");
            }
            got += more;
        }
        return bytes;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        open.forEach(DnsSockets::closeQuietly);
    }

    private void register(Closeable socket) throws SocketException {
        open.add(socket);
        if (closed) {
            throw new SocketException("closed");
        }
    }

    private void release(Closeable socket) {
        open.remove(socket);
        closeQuietly(socket);
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was to come through it any more.
        }
    }

    private interface Io {
        byte[] run() throws IOException;
    }

    private static CompletableFuture<byte[]> ended(Io io) {
        try {
            return CompletableFuture.completedFuture(io.run());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** One question to one server. The deadline is for UDP and TCP together, so dnsjava's own timeout does not count. */
    private final class Exchange implements IoClientFactory, UdpIoClient, TcpIoClient {
        private final Deadline deadline;

        Exchange(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public UdpIoClient createOrGetUdpClient() {
            return this;
        }

        @Override
        public TcpIoClient createOrGetTcpClient() {
            return this;
        }

        @Override
        public CompletableFuture<byte[]> sendAndReceiveUdp(
                InetSocketAddress local,
                InetSocketAddress remote,
                Message query,
                byte[] data,
                int max,
                Duration timeout) {
            return ended(() -> udp(remote, data, max, deadline));
        }

        @Override
        public CompletableFuture<byte[]> sendAndReceiveTcp(
                InetSocketAddress local, InetSocketAddress remote, Message query, byte[] data, Duration timeout) {
            return ended(() -> tcp(remote, data, deadline));
        }
    }

    /** What is left in whole milliseconds, at least one: to a socket, zero means for ever. */
    private static int millisLeft(Deadline deadline) throws SocketTimeoutException {
        Duration left = deadline.left();
        if (left.isZero()) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Integer.MAX_VALUE, 1 + left.toMillis());
    }
}
