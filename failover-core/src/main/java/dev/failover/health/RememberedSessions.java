package dev.failover.health;

import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The TLS sessions of one check that may be resumed. They are kept by the address of a site, and not by its name: two sites have the same
 * name and may share the keys of their tickets, so that one would take what the other gave out, and its own certificate would not be
 * looked at. Thread-safe.
 */
final class RememberedSessions {
    /** A check asks a few sites, of which the addresses may change. */
    private static final int MOST = 16;

    private final Duration longest;
    private final TimeSource time;
    /** The latest handshake in full with each, by the address as text, which tells interfaces apart too; oldest first. */
    private final Map<String, FullHandshake> latest = new LinkedHashMap<>();

    /** @param longest for how long after a handshake in full none is needed */
    RememberedSessions(Duration longest, TimeSource time) {
        this.longest = longest;
        this.time = time;
    }

    /** Whose session may be resumed there; empty if a handshake in full is due. */
    synchronized Optional<FullHandshake> at(InetAddress address) {
        return Optional.ofNullable(latest.get(address.getHostAddress()))
                .filter(handshake -> time.nanoTime() - handshake.nanos() < longest.toNanos())
                .filter(handshake -> handshake.certificate().isValid());
    }

    /**
     * A probe ended there. After one that did not succeed, the next handshake is made in full.
     *
     * @param madeInFull empty if it resumed a session, or got to none
     */
    synchronized void ended(InetAddress address, Health.Status found, Optional<FullHandshake> madeInFull) {
        String where = address.getHostAddress();
        if (found != Health.Status.UP) {
            latest.remove(where);
        } else if (madeInFull.isPresent()) {
            latest.remove(where);
            latest.put(where, madeInFull.get());
            if (latest.size() > MOST) {
                latest.remove(latest.keySet().iterator().next());
            }
        }
    }
}
