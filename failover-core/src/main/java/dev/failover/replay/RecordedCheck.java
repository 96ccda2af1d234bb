package dev.failover.replay;

import dev.failover.health.Health;
import java.time.Duration;
import java.time.Instant;

/**
 * What a check of one site found, as it was written down: the result that came at this moment, or the same one still.
 *
 * @param site its name, or {@link #WATCHER}
 * @param holds for how long it may stand for the results that follow, until the next one is written down
 */
public record RecordedCheck(
        Instant at, String service, String site, Health.Status status, Duration holds, String detail) {
    /** The site of what was found of the watcher itself: {@code UP} if it was in touch with the world, {@code DOWN} if cut off. */
    public static final String WATCHER = "-";

    /** Whether it says what was the case at a moment that is not before it. */
    boolean reaches(Instant moment) {
        return !moment.isAfter(at.plus(holds));
    }
}
