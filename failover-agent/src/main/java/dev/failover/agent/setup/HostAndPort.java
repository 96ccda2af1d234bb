package dev.failover.agent.setup;

import dev.failover.component.Excerpt;

/** A host as ssh_config and sshd_config name it, with its port. IPv4 or a name: the colons of IPv6 are read otherwise there. */
record HostAndPort(String host, int port) {
    private static final int HIGHEST = 65_535;

    /** @throws IllegalArgumentException if no host can have that name, or there is no such port */
    static HostAndPort parse(String text, int usual) {
        String[] parts = text.split(":", -1);
        if (parts.length == 1) {
            return new HostAndPort(host(text), usual);
        }
        if (parts.length == 2 && parts[1].matches("[1-9][0-9]{0,4}") && Integer.parseInt(parts[1]) <= HIGHEST) {
            return new HostAndPort(host(parts[0]), Integer.parseInt(parts[1]));
        }
        throw new IllegalArgumentException("must be HOST or HOST:PORT, not \"" + Excerpt.of(text) + "\"");
    }

    /** @throws IllegalArgumentException if no host can have that name (RFC 1123, section 2.1) */
    static String host(String text) {
        String label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
        if (text.length() <= 253 && text.matches(label + "(\\." + label + ")*")) {
            return text;
        }
        throw new IllegalArgumentException("must be a host's name or address, not \"" + Excerpt.of(text) + "\"");
    }

    /** As known_hosts names it. */
    String known() {
        return port == 22 ? host : "[" + host + "]:" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
