package dev.failover.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** When which target was asked, as the targets write it down: the same for whoever asks. Thread-safe. */
final class Arrivals implements AutoCloseable {
    private static final int MOST = 200_000;

    private final DatagramSocket socket;
    private final Map<String, Long> latest = new HashMap<>();
    /** By how many microseconds each was asked sooner or later than an interval after the last time. */
    private final long[] offBy = new long[MOST];

    private long interval;
    private int count;

    Arrivals() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        Thread reader = new Thread(this::read, "arrivals");
        reader.setDaemon(true);
        reader.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void read() {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        try {
            while (true) {
                packet.setLength(1024);
                socket.receive(packet);
                String line = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII).strip();
                // Behind whatever syslog puts before it: an address, and microseconds.
                String[] words = line.substring(line.lastIndexOf(": ") + 2).split(" ", -1);
                if (words.length == 2 && words[0].startsWith("127.1.")) {
                    add(words[0], Long.parseLong(words[1]));
                }
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void add(String target, long micros) {
        Long before = latest.put(target, micros);
        if (before != null && count < MOST) {
            offBy[count++] = Math.abs(micros - before - interval);
        }
    }

    /** From now on they are counted anew. */
    synchronized void begin(Duration newInterval) {
        interval = newInterval.toNanos() / 1000;
        count = 0;
    }

    /** How many have come. */
    synchronized int count() {
        return count;
    }

    /** What 99 of 100 kept to. */
    synchronized Duration percentile99() {
        long[] sorted = Arrays.copyOf(offBy, count);
        Arrays.sort(sorted);
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(1000 * sorted[sorted.length * 99 / 100]);
    }

    @Override
    public void close() {
        socket.close();
    }
}
