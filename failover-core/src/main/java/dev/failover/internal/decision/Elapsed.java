package dev.failover.internal.decision;

import dev.failover.decision.RememberedSwitch;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How long ago decisions were made. Of those that this process made, that was measured by a clock that nobody can set. Of those before it
 * only the wall clock tells, which is believed unless it says less than this process has run for.
 *
 * @param now by the wall clock
 * @param running for how long this process has run
 * @param measured how long ago the decisions of this process were made, by their numbers
 */
public record Elapsed(Instant now, Duration running, Map<Long, Duration> measured) {
    public Elapsed {
        measured = Map.copyOf(measured);
    }

    /** Since a decision of this process; empty if it was another's. */
    public Optional<Duration> measured(long epoch) {
        return Optional.ofNullable(measured.get(epoch));
    }

    /** Since a switch was decided; never negative. */
    public Duration since(RememberedSwitch made) {
        return measured(made.epoch()).orElseGet(() -> since(made.decidedAt()));
    }

    private Duration since(Instant before) {
        Duration shown = Duration.between(before, now);
        return shown.compareTo(running) >= 0 ? shown : running;
    }
}
