package dev.failover.dns;

import dev.failover.time.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * The sockets of one look, closed with it. dnsjava makes and reads the messages; only the sockets are ours. Its own come with a selector
 * thread and a shutdown hook for the whole JVM, notice a timeout up to a second late, and use a TCP connection again for as long as the
 * peer, which may have died, does not close it.
 *
 * <p>Thread-safe. Asking blocks until the deadline at most; only to send a large message over TCP may take longer, until it is
 * closed. It fails at once if the thread is interrupted, which stays interrupted: the
 * sockets are those of channels.
 */
final class DnsSockets implements Closeable {
    /** What passes through every network unfragmented, by the DNS operators' agreement of 2020 ("flag day"). */
    private static final int EDNS_BYTES = 1232;

    /** More than any server sends in a datagram, even to those that allow it more than we do. */
    private static final int LONGEST_DATAGRAM = 4096;

    /** After which a datagram counts as lost, unless the deadline is nearer. */
    private static final Duration RESEND_AFTER = Duration.ofSeconds(1);

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Asks one server one question: over UDP, with one repetition, and over TCP if the answer is truncated. */
    Message ask(InetSocketAddress server, Message question, Deadline deadline) throws IOException {
        Message sent = question.clone();
        if (sent.getOPT() == null) {
            sent.addRecord(new OPTRecord(EDNS_BYTES, 0, 0), Section.ADDITIONAL);
        }
        byte[] data = sent.toWire();
        Message answer = read(udp(server, data, deadline), data);
        if (answer.getHeader().getFlag(Flags.TC)) {
            answer = read(tcp(server, data, deadline), data);
        }
        Record asked = question.getQuestion();
        Optional<String> fault = Soundness.fault(answer, asked.getName(), asked.getType());
        if (fault.isPresent()) {
            throw new IOException(fault.get());
        }
        return answer;
    }

    private static Message read(byte[] answer, byte[] question) throws IOException {
        if (!haveSameId(answer, answer.length, question)) {
            throw new IOException("answered another question");
        }
        try {
            return new Message(answer);
        } catch (RuntimeException e) {
            throw new IOException("the answer can't be read: " + e, e);
        }
    }

    private static boolean haveSameId(byte[] answer, int length, byte[] question) {
        return length >= 2 && answer[0] == question[0] && answer[1] == question[1];
    }

    /** Sends a datagram, and again if no answer comes, and gives the answer: one of the same id. */
    byte[] udp(InetSocketAddress remote, byte[] data, Deadline deadline) throws IOException {
        // One that speaks IPv4 alone costs the kernel less.
        DatagramChannel channel = remote.getAddress() instanceof Inet4Address
                ? DatagramChannel.open(StandardProtocolFamily.INET)
                : DatagramChannel.open();
        try {
            register(channel);
            // The kernel then drops what comes from anybody else, and tells when nothing listens there.
            connect(channel, remote);
            DatagramSocket socket = channel.socket();
            try {
                Deadline first = deadline.orIn(min(deadline.left().dividedBy(2), RESEND_AFTER));
                return sendAndReceive(socket, data, first);
            } catch (SocketTimeoutException e) {
                return sendAndReceive(socket, data, deadline);
            }
        } finally {
            release(channel);
        }
    }

    private static void connect(DatagramChannel channel, InetSocketAddress remote) throws IOException {
        try {
            channel.connect(remote);
        } catch (UnsupportedAddressTypeException e) {
            throw new SocketException("this machine has no addresses of this family");
        }
    }

    private static byte[] sendAndReceive(DatagramSocket socket, byte[] data, Deadline until) throws IOException {
        socket.send(new DatagramPacket(data, data.length));
        byte[] buffer = new byte[LONGEST_DATAGRAM];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.setSoTimeout(millisLeft(until));
            socket.receive(packet);
            // Another id is a forgery, or the late answer to something else: the real one may still come.
            if (haveSameId(buffer, packet.getLength(), data)) {
                return Arrays.copyOf(buffer, packet.getLength());
            }
        }
    }

    /** Sends a message over a connection of its own and gives the answer. */
    byte[] tcp(InetSocketAddress remote, byte[] data, Deadline deadline) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            register(channel);
            Socket socket = channel.socket();
            socket.setTcpNoDelay(true);
            socket.connect(remote, millisLeft(deadline));
            ByteBuffer framed = ByteBuffer.allocate(2 + data.length);
            framed.putShort((short) data.length).put(data);
            socket.getOutputStream().write(framed.array());
            ByteBuffer length = ByteBuffer.wrap(read(socket, 2, deadline));
            return read(socket, Short.toUnsignedInt(length.getShort()), deadline);
        } finally {
            release(channel);
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

    /** What is left in whole milliseconds, at least one: to a socket, zero means for ever. */
    private static int millisLeft(Deadline deadline) throws SocketTimeoutException {
        Duration left = deadline.left();
        if (left.isZero()) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Integer.MAX_VALUE, 1 + left.toMillis());
    }
}
