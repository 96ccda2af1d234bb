package dev.failover.examples.demo;

import dev.failover.examples.demo.Moment.Event;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What happened so far, in order, and a way to wait for what should happen next. Thread-safe. */
final class Timeline {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<Moment> moments = new ArrayList<>();
    private final long start = System.nanoTime();
    private final Consumer<Moment> reader;

    /** @param reader told of each moment, in order */
    Timeline(Consumer<Moment> reader) {
        this.reader = reader;
    }

    Moment add(Event event, String site, String text) {
        lock.lock();
        try {
            Moment moment = new Moment(elapsed(), event, site, text);
            moments.add(moment);
            reader.accept(moment);
            grown.signalAll();
            return moment;
        } finally {
            lock.unlock();
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    List<Moment> moments() {
        lock.lock();
        try {
            return List.copyOf(moments);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something has happened.
     *
     * @param after only what happened later than this counts; null for everything
     * @param should what is waited for, as a clause after "that"
     * @throws UnmetExpectationException if it does not happen within {@code patience}
     */
    Moment await(@Nullable Moment after, Predicate<Moment> wanted, Duration patience, String should)
            throws InterruptedException, UnmetExpectationException {
        lock.lockInterruptibly();
        try {
            int next = after == null ? 0 : moments.indexOf(after) + 1;
            long left = patience.toNanos();
            while (true) {
                for (; next < moments.size(); next++) {
                    if (wanted.test(moments.get(next))) {
                        return moments.get(next);
                    }
                }
                if (left <= 0) {
                    throw new UnmetExpectationException("It was expected %s, but that did not happen within %s"
                            .formatted(should, Durations.format(patience)));
                }
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
