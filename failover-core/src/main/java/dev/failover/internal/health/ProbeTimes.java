package dev.failover.internal.health;

import dev.failover.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When one probe was due, asked for, begun and ended: how late it was through this machine, whatever the site did. What a thread writes
 * down at begin and end may be read by any other.
 */
final class ProbeTimes {
    private final Moment asked;
    private final long startedLate;
    private volatile @Nullable Long begun;
    private volatile @Nullable Long ended;
    private volatile Duration held = Duration.ZERO;

    /**
     * A probe that is asked for now.
     *
     * @param due by the monotonic clock: when it should have been
     */
    ProbeTimes(long due, Moment asked) {
        this.asked = asked;
        this.startedLate = Math.max(0, asked.nanos() - due);
    }

    Moment asked() {
        return asked;
    }

    void begins(long nanos) {
        begun = nanos;
    }

    /** @param held for how long of what it took it waited for this machine */
    void ends(long nanos, Duration held) {
        this.held = held;
        ended = nanos;
    }

    /** What the check itself took, or zero of one that this machine alone held up; empty if it did not end. */
    Optional<Duration> took() {
        Long begin = begun;
        Long end = ended;
        return begin == null || end == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, end - begin - held.toNanos())));
    }

    /**
     * How long it waited for its turn: to be asked for, to begin, to go on, and to be heard of. What the check itself took is not
     * counted.
     *
     * @param heard when its outcome came, or it was given up
     * @param patience after which it is given up
     */
    Duration delay(Moment heard, Duration patience) {
        Long begin = begun;
        Long end = ended;
        if (begin == null) {
            return Duration.ofNanos(startedLate + heard.nanos() - asked.nanos());
        }
        long givenUp = asked.nanos() + patience.toNanos();
        long beforeHeard = heard.nanos() - (end == null ? givenUp : end);
        return Duration.ofNanos(startedLate + begin - asked.nanos() + Math.max(0, beforeHeard))
                .plus(held);
    }
}
