package dev.failover.agent.setup;

import java.util.Map;

/**
 * An SSH server on the way to where files are sent.
 *
 * @param name as ssh_config calls it
 * @param jump the name of the hop before it; empty if it is reached directly
 */
record Hop(String name, HostAndPort server, String user, String jump) {
    /** The private key's file; the public one's ends with {@code .pub}. */
    String key() {
        return "id_" + name;
    }

    Map<String, String> values() {
        return Map.of(
                "host", name,
                "host-name", server.host(),
                "port", Integer.toString(server.port()),
                "user", user,
                "key", key(),
                "known-host", server.known(),
                "destination", server.toString(),
                "jump", jump.isEmpty() ? "" : "ProxyJump " + jump);
    }
}
