package dev.failover.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@DisplayName("A bounded socket")
class BoundedSocketsTest {
    private static final InetAddress HERE = InetAddresses.forString("127.0.0.8");

    @Test
    void connectsToItsOwnAddressWithoutHoldingBackSmallWrites() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Socket socket = BoundedSockets.to(HERE).createSocket()) {
            socket.connect(new InetSocketAddress("192.0.2.1", server.getLocalPort()), 10_000);
            assertThat(socket.getInetAddress()).isEqualTo(HERE);
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void asksNoProxyWhateverThePropertiesSay() throws Exception {
        System.setProperty("socksProxyHost", "192.0.2.1");
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Socket socket = BoundedSockets.toAnywhere().createSocket()) {
            socket.connect(new InetSocketAddress(HERE, server.getLocalPort()), 10_000);
            assertThat(socket.isConnected()).isTrue();
        } finally {
            System.clearProperty("socksProxyHost");
        }
    }

    @Test
    void givesUpAfterItsLimitAndNoSoonerSinceTheLastOfUse() throws Exception {
        BoundedSockets sockets = BoundedSockets.toAnywhere();
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Socket other = sockets.createSocket();
                Socket socket = sockets.createSocket()) {
            other.connect(new InetSocketAddress(HERE, server.getLocalPort()), 10_000);
            try (Socket first = server.accept()) {
                socket.connect(new InetSocketAddress(HERE, server.getLocalPort()), 10_000);
                try (Socket accepted = server.accept()) {
                    assertThat(first.getPort()).isEqualTo(other.getLocalPort());
                    send(accepted, 2 * BoundedSockets.LIMIT + 1);

                    assertThat(socket.getInputStream().readNBytes(BoundedSockets.LIMIT))
                            .hasSize(BoundedSockets.LIMIT);
                    sockets.renew(socket);
                    assertThat(socket.getInputStream().readNBytes(BoundedSockets.LIMIT))
                            .hasSize(BoundedSockets.LIMIT);
                    sockets.renew(other);
                    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(EndlessInputException.class);
                }
            }
        }
    }

    private static void send(Socket to, int bytes) {
        Thread sending = new Thread(() -> {
            try {
                to.getOutputStream().write(new byte[bytes]);
            } catch (java.io.IOException e) {
                // The other side has had enough.
            }
        });
        sending.setDaemon(true);
        sending.start();
    }
}
