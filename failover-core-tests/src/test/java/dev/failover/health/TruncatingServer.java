package dev.failover.health;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A name server at 127.0.0.1 whose every answer over UDP is truncated and empty, and which over TCP behaves as an {@link OddServer}. */
final class TruncatingServer implements AutoCloseable {
    /** QR and TC, of the header's third byte (RFC 1035, section 4.1.1). */
    private static final int TRUNCATED_ANSWER = 0x82;

    private final OddServer tcp;
    private final DatagramSocket udp;

    TruncatingServer(OddServer.Behaviour overTcp) throws IOException {
        tcp = new OddServer(overTcp);
        udp = new DatagramSocket(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), tcp.port()));
        Thread thread = new Thread(this::answer, "truncating-server");
        thread.setDaemon(true);
        thread.start();
    }

    OddServer tcp() {
        return tcp;
    }

    private void answer() {
        byte[] buffer = new byte[65_535];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            while (true) {
                packet.setLength(buffer.length);
                udp.receive(packet);
                buffer[2] |= (byte) TRUNCATED_ANSWER;
                udp.send(packet);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
