package dev.failover.health;

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
 * @param streak how many results in a row speak against the verdict so far; if {@code verdictChanged}, how many changed
 *     it. UNKNOWN results are not counted, except those that changed the verdict to UNKNOWN
 * @param streakStarted when the first probe of that streak was <em>started</em>: on a change, detection took from then
 *     until {@code at}. Empty if {@code streak} is 0
 * @param verdictChanged whether this result changed the verdict
 * @param certificateExpiry until when the last certificate seen is valid, even if {@code last} came before TLS
 */
public record Observation(
        Verdict verdict,
        Instant since,
        Health last,
        Instant at,
        boolean changing,
        int streak,
        Optional<Instant> streakStarted,
        boolean verdictChanged,
        Optional<Instant> certificateExpiry) {}
