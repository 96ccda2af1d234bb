package dev.failover.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured times of one thing. Not thread-safe. */
final class Sample {
    private final List<Duration> times = new ArrayList<>();

    void add(Duration time) {
        times.add(time);
    }

    /** The time that {@code percent} of all do not exceed. */
    Duration percentile(int percent) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    Duration median() {
        return percentile(50);
    }
}
