package dev.failover.testkit;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's time for blocking calls, but for waiting, which is over at once: what was waited for has passed then. Thread-safe. */
public class ImpatientTime implements TimeSource {
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicLong skippedNanos = new AtomicLong();
    private final InstantSource timeOfDay;

    public ImpatientTime() {
        this(InstantSource.system());
    }

    /** @param timeOfDay which does not go on by waiting */
    public ImpatientTime(InstantSource timeOfDay) {
        this.timeOfDay = timeOfDay;
    }

    /** What was waited for so far, in order. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public Instant instant() {
        return timeOfDay.instant();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skippedNanos.get();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a pause of " + duration);
        }
        pauses.add(duration);
        skippedNanos.addAndGet(duration.toNanos());
    }
}
