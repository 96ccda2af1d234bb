package dev.failover.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by both clocks of a machine. Neither alone tells how much time has passed: the monotonic clock stands still while the
 * machine is suspended, and the wall clock may be set.
 *
 * @param nanos by {@link Scheduler#nanoTime}
 * @param instant by the wall clock
 */
public record Moment(long nanos, Instant instant) {

    /**
     * How much time passed until a later moment while this machine ran: for what argues for something by having lasted. Nobody can
     * set that clock.
     */
    public Duration until(Moment later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    /**
     * How much time may have passed until a later moment, by whichever clock says more: for what must not be old. A wall clock that
     * was set ahead makes it too much, one set back not too little.
     */
    public Duration atMostUntil(Moment later) {
        Duration measured = until(later);
        // Asked after every probe: Duration.between takes longer.
        Duration shown = Duration.ofSeconds(
                later.instant.getEpochSecond() - instant.getEpochSecond(),
                (long) later.instant.getNano() - instant.getNano());
        return shown.compareTo(measured) > 0 ? shown : measured;
    }
}
