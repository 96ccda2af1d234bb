package dev.failover.health;

/** The ports that can be connected to (RFC 6335, section 6: 0 is reserved). */
final class PortRange {
    private PortRange() {}

    /** The port, if it is one. */
    static int checked(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("must be from 1 to 65535, not " + port);
        }
        return port;
    }
}
