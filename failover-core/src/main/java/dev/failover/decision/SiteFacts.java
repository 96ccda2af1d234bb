package dev.failover.decision;

import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one site at the moment of deciding.
 *
 * @param site its name
 * @param lasting for how long the verdict has held, by a clock that nobody can set
 * @param detail what the latest check found
 * @param failingSince when the first of the failed checks in a row was started; empty if the latest did not fail
 * @param certificateExpiry until when the certificate last seen is valid
 * @param address whether its address can be published
 * @param replicaAge how old its replica is; empty if unknown
 */
public record SiteFacts(
        String site,
        Verdict verdict,
        Duration lasting,
        String detail,
        Optional<Instant> failingSince,
        Optional<Instant> certificateExpiry,
        AddressFact address,
        Optional<Duration> replicaAge) {

    /**
     * Whether a site's address can be published.
     *
     * @param sentence the address and how it is known, or why it can't be published
     */
    public record AddressFact(boolean usable, String sentence) {}
}
