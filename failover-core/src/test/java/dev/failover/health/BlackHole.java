package dev.failover.health;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port where connecting takes for ever: its queue is full, and nobody accepts. Linux then ignores who knocks. */
final class BlackHole implements AutoCloseable {
    private static final int MORE_THAN_THE_QUEUE = 8;

    private final ServerSocket listening;
    private final List<SocketChannel> queued = new ArrayList<>();

    BlackHole() throws IOException {
        listening = new ServerSocket(0, 1, InetAddresses.forString("127.0.0.1"));
        for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(listening.getInetAddress(), port()));
            queued.add(channel);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        listening.close();
    }
}
