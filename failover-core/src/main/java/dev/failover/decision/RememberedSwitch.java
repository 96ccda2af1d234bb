package dev.failover.decision;

import dev.failover.decision.ServiceState.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A switch as remembered.
 *
 * @param decidedAt when it was decided
 * @param automatic whether it was decided without a human
 * @param took from the first failed check (or the decision) until every server of the zones gave the new site; empty while
 *     under way, and if another decision overtook it
 * @param publishing the part of it from the decision on
 * @param measured whether {@code took} and {@code publishing} were measured by a clock that nobody can set, from the decision to the
 *     end; else the wall clock tells, as when the process was restarted meanwhile
 * @param predicted what {@code took} was predicted to be at most
 */
public record RememberedSwitch(
        long epoch,
        Cause cause,
        String from,
        String to,
        Instant decidedAt,
        boolean automatic,
        Optional<Duration> took,
        Optional<Duration> publishing,
        boolean measured,
        Optional<Duration> predicted) {

    /** When the first of the failed checks behind it was started, or it was decided if there were none; empty as long as {@code took} is. */
    public Optional<Instant> began() {
        return took.flatMap(all -> publishing.map(part -> decidedAt.minus(all.minus(part))));
    }

    /** When every server of the zones was seen to give the new site; empty as long as {@code took} is. */
    public Optional<Instant> publishedAt() {
        return publishing.map(decidedAt::plus);
    }

    /** Whether it took longer than was predicted. */
    public boolean isLate() {
        return took.isPresent() && predicted.isPresent() && took.get().compareTo(predicted.get()) > 0;
    }

    RememberedSwitch published(Instant now, Transition transition) {
        Duration detection = between(transition.failingSince().orElse(decidedAt), decidedAt);
        Duration published = between(decidedAt, now);
        return lasting(detection.plus(published), published, false);
    }

    /** The same, with what was measured instead of what the wall clock told. */
    RememberedSwitch measured(Duration published) {
        Optional<Duration> detection = took.flatMap(all -> publishing.map(all::minus));
        return lasting(detection.orElse(Duration.ZERO).plus(published), published, true);
    }

    private RememberedSwitch lasting(Duration all, Duration published, boolean wasMeasured) {
        return new RememberedSwitch(
                epoch,
                cause,
                from,
                to,
                decidedAt,
                automatic,
                Optional.of(all),
                Optional.of(published),
                wasMeasured,
                predicted);
    }

    /** A clock that was set back makes it nothing, rather than less. */
    private static Duration between(Instant begin, Instant end) {
        return end.isBefore(begin) ? Duration.ZERO : Duration.between(begin, end);
    }
}
