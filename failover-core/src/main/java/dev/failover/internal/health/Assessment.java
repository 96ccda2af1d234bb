package dev.failover.internal.health;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link HealthMonitor} knows after a result. Immutable.
 *
 * @param verdict what the results so far amount to
 * @param since when the verdict last changed; when the monitor was made, if it never did
 * @param last the latest result that counted
 * @param at when that result came
 * @param changing whether the verdict is UNKNOWN or results against it are being counted; probes then start every fast
 *     interval
 * @param streak how many of the latest results speak against the verdict and may yet change it; if {@code verdictChanged},
 *     how many changed it. UNKNOWN results are not counted, except those that changed the verdict to UNKNOWN
 * @param streakStarted when the first probe of those was <em>started</em>: on a change, detection took from then
 *     until now. Empty if {@code streak} is 0
 * @param verdictChanged whether this result changed the verdict, or found that it had expired
 * @param observed for how long results have come and agreed with the verdict: what lies between two results counts only if
 *     both did, so that time in which nobody looked does not
 * @param voted when the latest result came that was not UNKNOWN; empty if none was, or all are forgotten
 * @param failingSince when the first of the failed probes in a row was started; empty if the latest vote was not DOWN
 * @param delay how long {@code last} waited for its turn on this machine; beyond {@link Thresholds#tolerance()} it is UNKNOWN
 * @param took what the check behind {@code last} itself took; empty if it was not made or given up
 * @param certificateExpiry until when the last certificate seen is valid, even if {@code last} came before TLS
 */
public record Assessment(
        Verdict verdict,
        Instant since,
        Health last,
        Instant at,
        boolean changing,
        int streak,
        Optional<Moment> streakStarted,
        boolean verdictChanged,
        Duration observed,
        Optional<Moment> voted,
        Optional<Moment> failingSince,
        Duration delay,
        Optional<Duration> took,
        Optional<Instant> certificateExpiry) {

    /** Whether it only says once more that the site works. */
    public boolean confirms() {
        return verdict == Verdict.UP && last.status() == Health.Status.UP && !verdictChanged && !changing;
    }
}
