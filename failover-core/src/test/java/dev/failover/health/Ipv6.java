package dev.failover.health;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** This machine's own IPv6 address, where it has one: containers often don't. */
final class Ipv6 {
    private Ipv6() {}

    /** Skips the test if there is none. */
    static InetAddress loopback() {
        InetAddress loopback = InetAddresses.forString("::1");
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getInetAddress();
        } catch (IOException e) {
            assumeTrue(false, "this machine has no IPv6: " + e.getMessage());
            return loopback;
        }
    }
}
