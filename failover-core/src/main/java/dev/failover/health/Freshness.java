package dev.failover.health;

import java.time.Duration;

/**
 * How old what is known of a site is. A site is not entered or left by what was the case a while ago.
 *
 * @param age how long ago a check was last heard of that could tell whether it serves, at most
 * @param limit how long ago that may be to argue for a switch: {@link Thresholds#recency()}
 */
public record Freshness(Duration age, Duration limit) {

    /** Whether it is recent enough to argue for a switch. */
    public boolean isRecent() {
        return age.compareTo(limit) <= 0;
    }
}
