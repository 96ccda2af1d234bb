package dev.failover;

import dev.failover.internal.component.BugLog;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an application's listener off the event thread, in order: one that throws, is slow or never returns hinders neither a
 * decision nor another listener. What it is too slow for is left out, counted and logged.
 */
final class QueuedListener implements FailoverListener, AutoCloseable {
    /** Some minutes of a busy watcher's events, and little memory. */
    static final int MOST_WAITING = 10_000;
    /** Checks are nearly all that happens, and that one has ended is nobody's emergency: a thread is woken for several at once. */
    private static final Duration GATHERING = Duration.ofMillis(100);
    /** A listener that takes longer for one event than this is named. */
    private static final Duration SLOW = Duration.ofSeconds(1);
    /** Where no thread could be had, the next event may be hours away. */
    private static final Duration NEXT_TRY = Duration.ofSeconds(1);
    /** What was told is delivered before the threads end, if that takes no longer. */
    private static final Duration TIME_TO_END = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(QueuedListener.class);

    private final Scheduler scheduler;
    private final FailoverListener listener;
    private final String name;
    private final BugLog bugs = new BugLog(QueuedListener.class);
    private final Deque<FailoverEvent> waiting = new ArrayDeque<>();
    private @Nullable Thread teller;
    private boolean gathering;
    private Task nextTry = () -> {};
    private boolean telling;
    private long begunAt;
    private boolean slowLogged;
    private long leftOut;

    QueuedListener(Scheduler scheduler, FailoverListener listener) {
        this.scheduler = scheduler;
        this.listener = listener;
        this.name = "the listener " + listener.getClass().getName();
    }

    @Override
    public void on(FailoverEvent event) {
        boolean urgent = event.kind() != FailoverEvent.Kind.CHECKED;
        if (!urgent && !listener.hearsChecks()) {
            return;
        }
        synchronized (waiting) {
            nameIfSlow();
            if (waiting.size() >= MOST_WAITING) {
                if (leftOut++ == 0) {
                    log.error("{} is behind by {} events: what follows is left out", name, MOST_WAITING);
                }
                return;
            }
            waiting.add(event);
            if (telling || gathering && !urgent) {
                return;
            }
            gathering = !urgent;
        }
        if (urgent) {
            tell();
        } else {
            scheduler.schedule(GATHERING, this::tell);
        }
    }

    private void tell() {
        synchronized (waiting) {
            gathering = false;
            if (telling || waiting.isEmpty()) {
                return;
            }
            telling = true;
            begunAt = scheduler.nanoTime();
        }
        try {
            scheduler.start("telling " + name, this::tellAll);
        } catch (RuntimeException | Error e) {
            // No thread can be had, for one: what waits is told soon, or with the next event that is urgent.
            synchronized (waiting) {
                telling = false;
                gathering = true;
                nextTry.cancel();
                nextTry = scheduler.schedule(NEXT_TRY, this::tell);
            }
            throw e;
        }
    }

    private void nameIfSlow() {
        Duration busy = Duration.ofNanos(scheduler.nanoTime() - begunAt);
        if (telling && !slowLogged && busy.compareTo(SLOW) > 0) {
            slowLogged = true;
            log.warn("{} has been busy with one event for {}", name, Durations.format(busy));
        }
    }

    private void tellAll() {
        synchronized (waiting) {
            teller = Thread.currentThread();
        }
        FailoverEvent event = next();
        while (event != null) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error e) {
                bugs.report(name, e);
            }
            event = next();
        }
    }

    private @Nullable FailoverEvent next() {
        synchronized (waiting) {
            FailoverEvent event = Thread.currentThread().isInterrupted() ? null : waiting.poll();
            begunAt = scheduler.nanoTime();
            if (leftOut > 0 && waiting.size() < MOST_WAITING / 2) {
                log.error("{} was not told of {} events", name, leftOut);
                leftOut = 0;
            }
            if (event == null) {
                telling = false;
                teller = null;
                waiting.notifyAll();
            }
            return event;
        }
    }

    /** Waits until it is told everything, for a second at most; a listener that closes what tells it is not waited for. */
    @Override
    public void close() {
        tell();
        synchronized (waiting) {
            try {
                awaitTold(Deadline.in(TIME_TO_END));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            long missed = leftOut + waiting.size();
            if (missed > 0) {
                log.warn("{} was not told of {} events", name, missed);
            }
        }
    }

    private void awaitTold(Deadline deadline) throws InterruptedException {
        while (telling && teller != Thread.currentThread() && !deadline.left().isZero()) {
            TimeUnit.NANOSECONDS.timedWait(waiting, deadline.left().toNanos());
        }
    }
}
