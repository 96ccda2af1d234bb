package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pinned socket")
class PinnedSocketsTest {
    @Test
    void connectsToItsOwnAddressWithoutHoldingBackSmallWrites() throws Exception {
        InetAddress site = InetAddresses.forString("127.0.0.8");
        try (ServerSocket server = new ServerSocket(0, 1, site);
                Socket socket = new PinnedSockets(site).createSocket()) {
            socket.connect(new InetSocketAddress("192.0.2.1", server.getLocalPort()), 10_000);
            assertThat(socket.getInetAddress()).isEqualTo(site);
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }
}
