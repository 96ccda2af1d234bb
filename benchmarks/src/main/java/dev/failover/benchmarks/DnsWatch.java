package dev.failover.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks an authority for an address a thousand times a second. */
final class DnsWatch implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(1);
    private static final int PATIENCE_MILLIS = 100;
    private static final int MAX_BYTES = 512;

    private final DatagramSocket socket = new DatagramSocket();
    private final Sightings sightings;
    private final byte[] question;
    private byte[] before = {};

    DnsWatch(int port, String name, Sightings sightings) throws IOException {
        this.sightings = sightings;
        question = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.A, DClass.IN))
                .toWire();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        Thread thread = new Thread(this::watch, "dns-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!socket.isClosed()) {
            try {
                look();
            } catch (SocketTimeoutException e) {
                // Asked again.
            } catch (IOException e) {
                // Not there yet, or closed.
            }
            Wait.pause(STEP);
        }
    }

    private void look() throws IOException {
        socket.send(new DatagramPacket(question, question.length));
        DatagramPacket answer = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        socket.receive(answer);
        Instant at = Instant.now();
        byte[] wire = Arrays.copyOf(answer.getData(), answer.getLength());
        if (Arrays.equals(wire, before)) {
            return;
        }
        before = wire;
        for (Record record : new Message(wire).getSection(Section.ANSWER)) {
            if (record instanceof ARecord address) {
                sightings.saw(address.getAddress().getHostAddress(), at);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
