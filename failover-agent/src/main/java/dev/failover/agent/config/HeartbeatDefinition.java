package dev.failover.agent.config;

import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A service elsewhere that raises an alarm when it hears nothing, as it is configured.
 *
 * @param url http or https, with a host; whoever knows it can ping
 * @param failUrl asked while all is not well; empty if that is told by silence, or in the preset's own form
 * @param token proves who pings; empty if the URL does
 * @param every how long between two pings
 * @param timeout of one ping
 * @param trustStore the JDK's certificate authorities if empty
 */
public record HeartbeatDefinition(
        String name,
        Preset preset,
        Secret url,
        Optional<Secret> failUrl,
        Optional<Secret> token,
        Duration every,
        Duration timeout,
        Optional<TrustStore> trustStore) {
    /** Whose form pings have. */
    public enum Preset {
        /** A plain GET. */
        GET,
        /** A POST with a line of text. */
        POST,
        /** Healthchecks, at its makers' or one's own. */
        HEALTHCHECKS,
        /** An external endpoint of Gatus. */
        GATUS,
        /** A monitor of the type "push" of Uptime Kuma. */
        UPTIME_KUMA
    }

    /** Where it is, without what is secret of the URL. */
    public String host() {
        URI uri = URI.create(url.reveal());
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** The hosts it goes to, by name or address. */
    public Set<String> hosts() {
        return Stream.concat(Stream.of(url), failUrl.stream())
                .map(each -> URI.create(each.reveal()).getHost())
                // An IPv6 address stands in brackets.
                .map(host -> host.replaceAll("[\\[\\]]", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The name and the host; nothing else. */
    @Override
    public String toString() {
        return "heartbeat %s at %s".formatted(name, host());
    }
}
