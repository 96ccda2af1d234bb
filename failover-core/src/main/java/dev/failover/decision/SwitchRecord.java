package dev.failover.decision;

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
 * @param predicted what {@code took} was predicted to be at most
 */
public record SwitchRecord(
        long epoch,
        Cause cause,
        String from,
        String to,
        Instant decidedAt,
        boolean automatic,
        Optional<Duration> took,
        Optional<Duration> publishing,
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

    SwitchRecord published(Instant now, Transition transition) {
        return new SwitchRecord(
                epoch,
                cause,
                from,
                to,
                decidedAt,
                automatic,
                Optional.of(Duration.between(transition.failingSince().orElse(decidedAt), now)),
                Optional.of(Duration.between(decidedAt, now)),
                predicted);
    }
}
