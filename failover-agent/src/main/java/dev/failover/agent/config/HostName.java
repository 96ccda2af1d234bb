package dev.failover.agent.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What this machine is called. */
final class HostName {
    private HostName() {}

    /** Its name without domain; empty if it has none of its own. */
    static Optional<String> find() {
        try {
            String name = InetAddress.getLocalHost().getHostName().split("\\.", 2)[0];
            return name.isEmpty() || name.equalsIgnoreCase("localhost") ? Optional.empty() : Optional.of(name);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
