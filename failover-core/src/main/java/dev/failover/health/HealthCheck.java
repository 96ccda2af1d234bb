package dev.failover.health;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * One way to find out whether a site can serve.
 *
 * <p>The site's address is given with every call, so that a check can't help but probe the site it was asked about, and
 * not whatever the managed name points at today. Implementations are immutable and thread-safe: calls for one address and
 * for several may overlap.
 */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Probes once. Changes nothing at the site; asking twice is as good as asking once.
     *
     * <p>Ill health is a value, not an exception: whatever the site does wrong — refuse, hang, answer nonsense — is {@link
     * Health#down}. {@link Health#unknown} is for what says nothing about the site, such as a missing program on this
     * machine.
     *
     * @param address the site's own address
     * @param timeout how long the whole probe may take; more than zero. It returns no later than that, give or take the
     *     time a thread needs to wake up
     * @throws InterruptedException if interrupted; it stops within a second and leaves no connection behind
     */
    Health check(InetAddress address, Duration timeout) throws InterruptedException;

    /** The checks that it is made of, and asks in its turn; empty of most. */
    default List<HealthCheck> parts() {
        return List.of();
    }
}
