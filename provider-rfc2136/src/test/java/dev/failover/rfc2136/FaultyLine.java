package dev.failover.rfc2136;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;

/** The line between a provider and a server, over UDP and TCP on one port, where messages get lost, doubled or altered. */
final class FaultyLine implements AutoCloseable {
    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

    /** What becomes of messages under way. */
    interface Fault {
        /** What arrives at the server of a request: nothing, itself, something else, or several. */
        default List<byte[]> request(byte[] request, boolean tcp) {
            return List.of(request);
        }

        /** What arrives at the provider of an answer. */
        default List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
            return List.of(answer);
        }

        /** Whether a TCP connection with nothing to carry stays open. */
        default boolean hangs() {
            return false;
        }
    }

    /** A request as the provider sent it. */
    static final class Sent {
        private final byte[] bytes;
        private final boolean tcp;

        Sent(byte[] bytes, boolean tcp) {
            this.bytes = bytes;
            this.tcp = tcp;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean tcp() {
            return tcp;
        }

        Message message() {
            try {
                return new Message(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isUpdate() {
            return FaultyLine.isUpdate(bytes);
        }
    }

    private final int serverPort;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-line");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Fault fault = new Fault() {};

    FaultyLine(int serverPort) throws IOException {
        this.serverPort = serverPort;
        InetAddress here = InetAddress.getLoopbackAddress();
        ServerSocket listening = new ServerSocket(0, 50, here);
        DatagramSocket receiving;
        while (true) {
            try {
                receiving = new DatagramSocket(new InetSocketAddress(here, listening.getLocalPort()));
                break;
            } catch (IOException e) {
                listening.close();
                listening = new ServerSocket(0, 50, here);
            }
        }
        tcp = listening;
        udp = receiving;
        threads.execute(this::datagrams);
        threads.execute(this::connections);
    }

    static boolean isUpdate(byte[] message) {
        return (message[2] >> 3 & 0xf) == Opcode.UPDATE;
    }

    int port() {
        return udp.getLocalPort();
    }

    void fault(Fault next) {
        fault = next;
    }

    void heal() {
        fault = new Fault() {};
    }

    /** All requests that the provider made, in order. */
    List<Sent> sent() {
        return sent;
    }

    List<Sent> updates() {
        return sent.stream().filter(Sent::isUpdate).toList();
    }

    private void datagrams() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                udp.receive(packet);
                byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                sent.add(new Sent(request, false));
                threads.execute(() -> datagram(request, packet));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void datagram(byte[] request, DatagramPacket from) {
        Fault now = fault;
        try (DatagramSocket server = new DatagramSocket()) {
            server.connect(InetAddress.getLoopbackAddress(), serverPort);
            server.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            for (byte[] arriving : now.request(request, false)) {
                server.send(new DatagramPacket(arriving, arriving.length));
                DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                server.receive(packet);
                byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
                for (byte[] each : now.answer(request, answer, false)) {
                    udp.send(new DatagramPacket(each, each.length, from.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // Lost, as datagrams get.
        }
    }

    private void connections() {
        try {
            while (true) {
                Socket socket = tcp.accept();
                threads.execute(() -> connection(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connection(Socket socket) {
        try (socket) {
            byte[] request = read(socket);
            sent.add(new Sent(request, true));
            Fault now = fault;
            boolean carried = false;
            for (byte[] arriving : now.request(request, true)) {
                try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
                    server.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
                    write(server, arriving);
                    for (byte[] each : now.answer(request, read(server), true)) {
                        write(socket, each);
                        carried = true;
                    }
                }
            }
            if (!carried && now.hangs()) {
                closed.await();
            }
        } catch (IOException | InterruptedException e) {
            // Lost.
        }
    }

    private static byte[] read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void write(Socket socket, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(framed);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        udp.close();
        tcp.close();
        threads.shutdownNow();
    }
}
