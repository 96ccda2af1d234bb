package dev.failover.internal.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How late the latest checks were through the watcher itself: one that does not get its turn is no witness. Immutable.
 *
 * @param delays of the latest checks, oldest first: what each waited for its turn; at most {@link #KEPT}
 * @param tolerance what is no matter: {@code Thresholds.tolerance()}
 */
public record Punctuality(List<Duration> delays, Duration tolerance) {
    /** How many checks are looked back on. */
    public static final int KEPT = 12;
    /** Fewer may come of one bad moment. */
    private static final int LATE_OFTEN = 3;

    public Punctuality {
        delays = List.copyOf(delays);
    }

    /** Nothing was late yet. */
    public static Punctuality tolerating(Duration delay) {
        return new Punctuality(List.of(), delay);
    }

    /** With one more check. */
    public Punctuality next(Duration delay) {
        List<Duration> all = new ArrayList<>(delays);
        all.add(delay);
        return new Punctuality(all.subList(Math.max(0, all.size() - KEPT), all.size()), tolerance);
    }

    /** How many of them were too late to count. */
    public long late() {
        return delays.stream().filter(delay -> delay.compareTo(tolerance) > 0).count();
    }

    /** The longest delay; zero if there is none. */
    public Duration longest() {
        return delays.stream().reduce(Duration.ZERO, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    /** Whether so many were too late that what the others found is not to be relied on either. */
    public boolean isOverloaded() {
        return late() >= LATE_OFTEN;
    }

    /** Whether none was too late. */
    public boolean isInTime() {
        return late() == 0;
    }
}
