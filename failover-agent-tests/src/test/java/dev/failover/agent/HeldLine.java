package dev.failover.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a vendor, over TCP and UDP, on which questions are counted, and a write can be held and let go later. */
public final class HeldLine implements AutoCloseable {
    private static final int OPCODE_UPDATE = 5;

    private final InetSocketAddress vendor;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean holding;

    public HeldLine(String vendorAddress) throws IOException {
        int colon = vendorAddress.lastIndexOf(':');
        InetAddress local = InetAddress.getByName("127.0.0.1");
        vendor = new InetSocketAddress(local, Integer.parseInt(vendorAddress.substring(colon + 1)));
        tcp = new ServerSocket(0, 50, local);
        udp = new DatagramSocket(new InetSocketAddress(local, tcp.getLocalPort()));
        start(this::acceptAll);
        start(this::relayAll);
    }

    /** Something that ends with the sockets. */
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The line is closed, at one of its ends.
                    }
                },
                "held-line");
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** How much was sent over it to the vendor: datagrams, and pieces of a stream. */
    public int sent() {
        return sent.get();
    }

    /** From now on writes wait; reads go through. */
    void hold() {
        holding = true;
    }

    /** From now on writes go through again; those held wait on. */
    void holdNoMore() {
        holding = false;
    }

    /** Waits until a write waits. */
    void awaitHeld() throws InterruptedException {
        if (!held.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was written within 20s");
        }
    }

    void letGo() {
        holding = false;
        release.countDown();
    }

    private void pass(boolean write) {
        sent.incrementAndGet();
        if (write && holding) {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = tcp.accept();
            Socket server = new Socket(vendor.getAddress(), vendor.getPort());
            start(() -> relay(client, server, true));
            start(() -> relay(server, client, false));
        }
    }

    private void relay(Socket from, Socket to, boolean requests) throws IOException {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(bytes); length > 0; length = in.read(bytes)) {
                if (requests) {
                    pass(bytes[0] == 'P' || length > 4 && isUpdate(bytes[4]));
                }
                out.write(bytes, 0, length);
                out.flush();
            }
        }
    }

    private static boolean isUpdate(byte flags) {
        return (flags >> 3 & 0xf) == OPCODE_UPDATE;
    }

    private void relayAll() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
            udp.receive(packet);
            start(() -> {
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                pass(isUpdate(question[2]));
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(10_000);
                    socket.send(new DatagramPacket(question, question.length, vendor));
                    DatagramPacket answer = new DatagramPacket(new byte[1 << 16], 1 << 16);
                    socket.receive(answer);
                    udp.send(new DatagramPacket(answer.getData(), answer.getLength(), packet.getSocketAddress()));
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        letGo();
        tcp.close();
        udp.close();
    }
}
