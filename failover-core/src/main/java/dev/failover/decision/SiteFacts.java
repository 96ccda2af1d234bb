package dev.failover.decision;

import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one site at the moment of deciding.
 *
 * @param site its name
 * @param lasting for how long checks have been seen to agree with the verdict, by a clock that nobody can set: time in which
 *     nobody looked, or could tell, does not count
 * @param outage how long ago it became DOWN without having been UP since, by the same clock, with whatever time nobody looked in;
 *     zero unless it did
 * @param detail what the latest check found
 * @param failingSince when the first of the failed checks in a row was started; empty if the latest that could tell did not fail
 * @param freshness how old the latest check is that could tell; empty if there was none
 * @param untold how long ago a check was last heard of that could tell, by the same clock, or this watcher began to look
 * @param certificateExpiry until when the certificate last seen is valid
 * @param address whether its address can be published
 * @param replicaAge how old its replica is; empty if unknown
 */
public record SiteFacts(
        String site,
        Verdict verdict,
        Duration lasting,
        Duration outage,
        String detail,
        Optional<Instant> failingSince,
        Optional<Freshness> freshness,
        Duration untold,
        Optional<Instant> certificateExpiry,
        AddressFact address,
        Optional<Duration> replicaAge) {

    /** The same site, if it had just been found DOWN. */
    public SiteFacts failingAt(Instant now) {
        return new SiteFacts(
                site,
                Verdict.DOWN,
                Duration.ZERO,
                Duration.ZERO,
                "supposed to fail",
                Optional.of(now),
                Optional.of(new Freshness(
                        Duration.ZERO, freshness.map(Freshness::limit).orElse(Duration.ZERO))),
                Duration.ZERO,
                certificateExpiry,
                address,
                replicaAge);
    }

    /** Whether the latest check that could tell is recent. */
    public boolean isFresh() {
        return freshness.filter(Freshness::isRecent).isPresent();
    }

    /** Whether the latest check that could tell failed, and is recent: what else was found is no reason to leave it. */
    public boolean isSeenFailing() {
        return failingSince.isPresent() && isFresh();
    }

    /** Whether the latest check that could tell succeeded, and is recent: what else was found is no reason to enter it. */
    public boolean isSeenWorking() {
        return failingSince.isEmpty() && isFresh();
    }

    /**
     * Whether a site's address can be published.
     *
     * @param sentence the address and how it is known, or why it can't be published
     */
    public record AddressFact(boolean usable, String sentence) {}

    /**
     * How old what is known of a site is. A site is not entered or left by what was the case a while ago.
     *
     * @param age how long ago a check was last heard of that could tell whether it serves, at most
     * @param limit how long ago that may be to argue for a switch: {@link dev.failover.health.Thresholds#recency()}
     */
    public record Freshness(Duration age, Duration limit) {

        /** Whether it is recent enough to argue for a switch. */
        public boolean isRecent() {
            return age.compareTo(limit) <= 0;
        }
    }
}
