package dev.failover.internal.health;

import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How many probes are under way at once, of those that say how long they take. */
public final class UnderWay {
    private final ManualScheduler scheduler;
    private final List<Duration> ends = new ArrayList<>();
    private int most;

    public UnderWay(ManualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Called by a probe that begins: it takes so long. */
    public void spend(Duration duration) {
        Duration now = scheduler.elapsed();
        ends.removeIf(end -> end.compareTo(now) <= 0);
        ends.add(now.plus(duration));
        most = Math.max(most, ends.size());
        scheduler.spend(duration);
    }

    /** The most that there ever were. */
    public int most() {
        return most;
    }
}
