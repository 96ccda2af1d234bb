package dev.failover;

import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long to wait after a bug before the same is tried again: longer each time, so that it is told and not repeated. */
final class Stumble {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Scheduler scheduler;
    private @Nullable Instant since;
    private Duration pause = Duration.ZERO;
    private long at;

    Stumble(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Whether the pause after the latest bug is not over. */
    boolean isPausing() {
        return since != null && scheduler.nanoTime() - at < pause.toNanos();
    }

    /** @return since when, if it is the first in a row */
    Optional<Instant> stumbled() {
        boolean first = since == null;
        Instant began = first ? scheduler.instant() : since;
        since = began;
        at = scheduler.nanoTime();
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return first ? Optional.ofNullable(began) : Optional.empty();
    }

    /** @return since when there were bugs, if it goes on now */
    Optional<Instant> goesOn() {
        Optional<Instant> began = Optional.ofNullable(since);
        since = null;
        pause = Duration.ZERO;
        return began;
    }
}
