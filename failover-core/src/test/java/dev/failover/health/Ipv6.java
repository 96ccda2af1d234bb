package dev.failover.health;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** This machine's own IPv6 address. */
final class Ipv6 {
    private Ipv6() {}

    /** Fails, in words, if there is none: containers often have to be told to have one. */
    static InetAddress loopback() {
        InetAddress loopback = InetAddresses.forString("::1");
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getInetAddress();
        } catch (IOException e) {
            throw new AssertionError("these tests need IPv6 on loopback (::1), and this machine has none", e);
        }
    }
}
