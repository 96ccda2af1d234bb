package dev.failover.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One port, over UDP and TCP, and the threads that carry questions from it and answers back. */
final class DnsSockets implements AutoCloseable {
    private static final int ATTEMPTS = 50;
    private static final int CLOSE_SECONDS = 5;
    private static final int LARGEST_MESSAGE = 65_535;
    /** Of a TCP connection on which nothing is asked (RFC 7766, section 6.2.3, leaves the length to the server). */
    private static final int IDLE_MILLIS = 10_000;

    /** Makes answers of a question's bytes. */
    interface Answerer {
        /**
         * In the order in which they are sent; none to stay silent.
         *
         * @throws IOException to hang up
         */
        List<byte[]> answer(byte[] question, boolean overUdp) throws IOException, InterruptedException;
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Answerer answerer;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private DnsSockets(DatagramSocket udp, ServerSocket tcp, Answerer answerer) {
        this.udp = udp;
        this.tcp = tcp;
        this.answerer = answerer;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "dns-server-" + udp.getLocalPort());
            thread.setDaemon(true);
            return thread;
        });
    }

    static DnsSockets open(InetAddress address, int port, Answerer answerer) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSocket tcp = new ServerSocket();
            try {
                tcp.setReuseAddress(true);
                tcp.bind(new InetSocketAddress(address, port));
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
                DnsSockets sockets = new DnsSockets(udp, tcp, answerer);
                sockets.threads.execute(sockets::receive);
                sockets.threads.execute(sockets::accept);
                return sockets;
            } catch (BindException e) {
                tcp.close();
                // A port free over TCP may be taken over UDP: try another one, unless this very one was asked for.
                if (port != 0 || attempt == ATTEMPTS) {
                    throw new IOException("can't listen at " + address.getHostAddress() + " port " + port, e);
                }
            }
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    private void receive() {
        byte[] buffer = new byte[LARGEST_MESSAGE];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                threads.execute(() -> answerOverUdp(question, packet.getSocketAddress()));
            } catch (IOException | RejectedExecutionException e) {
                // Closed, or an ICMP error about an earlier answer: either way the loop's condition decides.
            }
        }
    }

    private void answerOverUdp(byte[] question, java.net.SocketAddress asker) {
        try {
            for (byte[] answer : answerer.answer(question, true)) {
                udp.send(new DatagramPacket(answer, answer.length, asker));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The asker will ask again; that is all UDP promises.
        }
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                connections.add(connection);
                threads.execute(() -> converse(connection));
            } catch (IOException | RejectedExecutionException e) {
                // Closed, or the asker left before it was greeted.
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            connection.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (!tcp.isClosed()) {
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                for (byte[] answer : answerer.answer(question, false)) {
                    // One write, so that the length does not travel alone.
                    byte[] framed = new byte[answer.length + 2];
                    framed[0] = (byte) (answer.length >>> 8);
                    framed[1] = (byte) answer.length;
                    System.arraycopy(answer, 0, framed, 2, answer.length);
                    out.write(framed);
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The asker hung up, or stayed idle for too long.
        } finally {
            connections.remove(connection);
        }
    }

    @Override
    public void close() {
        udp.close();
        closeQuietly(tcp);
        threads.shutdownNow();
        connections.forEach(DnsSockets::closeQuietly);
        try {
            // A port is free only once nobody waits at it any more.
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the DNS server's threads did not end; a bug in its testkit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
