package dev.failover.internal.loop;

import dev.failover.internal.component.BugLog;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs actions when they are due, one at a time, and carries on what goes over channels. It begins with the first action,
 * keeps no application alive, and ends when there was nothing to wait for in ten seconds. Each turn looks at channels first. Thread-safe.
 */
public final class Loop implements AutoCloseable {
    /** So many actions at once hold up channels by some milliseconds, and not by more. */
    private static final int MOST_AT_ONCE = 64;
    /** Whoever slept for so long did so because there was nothing to do. */
    private static final long SLEPT = Duration.ofMillis(1).toNanos();

    private static final Duration TO_END = Duration.ofSeconds(5);

    private static final BugLog BUGS = new BugLog(Loop.class);

    private final String name;
    private final LongSupplier clock;
    private final long idle;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** This and what follows is touched under the lock only. */
    private final Timers timers = new Timers();

    private long timersSet;
    private @Nullable Thread thread;
    private boolean closed;
    /** Until when it sleeps if it is not woken. */
    private long alarm;

    /** Whether it must be woken for what is due before that. */
    private volatile boolean asleep;
    /** There is none while no channel needs it. */
    private volatile @Nullable Selector selector;

    /** Whose channels can go on. This and what follows is touched by its thread only. */
    private final List<SelectionKey> ready = new ArrayList<>();
    /** To be closed once the selector has let go of them. */
    private final List<SelectableChannel> leaving = new ArrayList<>();
    /** When it last woke up. */
    private long woke;
    /** Since when at the earliest what goes on in this turn may have waited for it. */
    private long waiting;

    /** An action that waits for its time. */
    public final class Timer {
        private final long due;
        private final long number;
        private final Runnable action;
        /** Among those that wait; less than zero if it does not. */
        int place = -1;

        Timer(long due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        /** When its time is, by the clock of the loop. */
        public long due() {
            return due;
        }

        /** Without effect once the action has begun. */
        public void cancel() {
            lock.lock();
            try {
                timers.remove(this);
            } finally {
                lock.unlock();
            }
        }

        boolean isBefore(Timer other) {
            // By what lies between them: the clock may overflow.
            long later = due - other.due;
            return later < 0 || later == 0 && number < other.number;
        }
    }

    /**
     * A loop at rest.
     *
     * @param name of its thread
     * @param clock the monotonic clock, in nanoseconds
     */
    public Loop(String name, LongSupplier clock) {
        this(name, clock, Duration.ofSeconds(10));
    }

    /** @param idle for how long its thread waits for something to wait for */
    public Loop(String name, LongSupplier clock, Duration idle) {
        this.name = name;
        this.clock = clock;
        this.idle = idle.toNanos();
    }

    /** By its clock. */
    public long nanoTime() {
        return clock.getAsLong();
    }

    /** Runs an action as soon as it can, after all that is due by now. */
    public void execute(Runnable action) {
        at(nanoTime(), action);
    }

    /**
     * Runs an action when it is due, in the order of their times, and of the calls where times are equal. One that throws is logged and
     * does not hinder the others. Without effect once the loop is closed.
     */
    public Timer at(long due, Runnable action) {
        lock.lock();
        try {
            Timer timer = new Timer(due, timersSet++, action);
            if (!closed) {
                timers.add(timer);
                if (thread == null) {
                    start();
                } else if (asleep && (due - alarm < 0 || due - nanoTime() <= 0)) {
                    wakeUp();
                }
            }
            return timer;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Thread starting = new Thread(this::run, name);
        starting.setDaemon(true);
        starting.start();
        thread = starting;
    }

    private void wakeUp() {
        asleep = false;
        changed.signal();
        Selector sleeping = selector;
        if (sleeping != null) {
            sleeping.wakeup();
        }
    }

    /** Has a channel carried on, until it is {@linkplain #close(SelectionKey) closed}. On its thread only. */
    public SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        Selector present = selector;
        if (present == null) {
            present = Selector.open();
            selector = present;
        }
        return channel.register(present, operations, ready);
    }

    /**
     * Closes a channel before the loop sleeps again, and carries it on no more. One that the selector still had would be shut down before
     * it is closed, which takes two more system calls. On its thread only.
     */
    public void close(SelectionKey key) {
        key.cancel();
        leaving.add(key.channel());
    }

    /** For how long what goes on in this turn may have waited for it. On its thread only. */
    public long late() {
        return nanoTime() - waiting;
    }

    private void run() {
        woke = nanoTime();
        boolean more = true;
        while (more) {
            long slept = turn();
            if (slept >= idle && !hasChannels()) {
                // Before another thread may open one.
                closeSelector();
                more = !mayEnd();
            } else {
                more = !isClosed();
            }
        }
        lose(Ready::close);
    }

    /** Returns for how long it slept. */
    private long turn() {
        long slept = 0;
        try {
            slept = sleep();
            carryOn();
        } catch (IOException | RuntimeException | Error e) {
            BUGS.report("a loop that waits for channels", e);
            IOException why = new IOException("waiting for channels failed: " + e, e);
            lose(ready -> ready.lose(why));
        }
        act();
        return slept;
    }

    private long sleep() throws IOException {
        long began = nanoTime();
        letGo();
        boolean channels = hasChannels();
        long wait = ready.isEmpty() ? sleepBeside(began, channels) : 0;
        Selector present = selector;
        if (channels && present != null && wait > 0) {
            present.select(ready::add, (wait + 999_999) / 1_000_000);
        } else if (channels && present != null && ready.isEmpty()) {
            present.selectNow(ready::add);
        }
        asleep = false;
        long now = nanoTime();
        // It may have overslept, and the whole machine with it.
        waiting = now - began > SLEPT ? now - Math.max(0, now - began - wait) : woke;
        woke = now;
        return now - began;
    }

    /** Closes what is to be closed, and looks meanwhile whose channels can go on. */
    private void letGo() throws IOException {
        Selector present = selector;
        if (present != null && !leaving.isEmpty()) {
            present.selectNow(ready::add);
            closeLeaving();
        }
    }

    private void closeLeaving() {
        for (SelectableChannel channel : leaving) {
            try {
                channel.close();
            } catch (IOException e) {
                // Then it is of no more use either.
            }
        }
        leaving.clear();
    }

    /**
     * Makes it known until when it sleeps, and does if it waits for no channel: a thread within a selector would hold up the end of the JVM
     * for 300 ms. Returns for how long it may sleep. Woken by nothing, the loop looks anew as ever.
     */
    @SuppressWarnings("WaitNotInLoop")
    private long sleepBeside(long now, boolean channels) {
        lock.lock();
        try {
            Timer first = timers.first();
            long wait = closed ? 0 : first == null ? idle : Math.max(0, first.due - now);
            alarm = now + wait;
            asleep = wait > 0;
            if (asleep && !channels) {
                changed.awaitNanos(wait);
            }
            return wait;
        } catch (InterruptedException e) {
            // Whoever interrupts it means an action, and that has ended.
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private void carryOn() {
        for (SelectionKey key : ready) {
            guard((Ready) key.attachment());
        }
        ready.clear();
    }

    private void act() {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Timer next = next();
            if (next == null) {
                return;
            }
            guard(next.action);
        }
    }

    private @Nullable Timer next() {
        lock.lock();
        try {
            Timer first = timers.first();
            if (first == null || first.due - nanoTime() > 0) {
                return null;
            }
            timers.remove(first);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private static void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            BUGS.report("an action of the loop", e);
        }
        // What was meant for this action would keep the thread from sleeping.
        Thread.interrupted();
    }

    private boolean hasChannels() {
        Selector present = selector;
        return present != null && !present.keys().isEmpty();
    }

    private void lose(Consumer<Ready> telling) {
        ready.clear();
        Selector lost = selector;
        if (lost != null) {
            List<SelectionKey> keys =
                    lost.keys().stream().filter(SelectionKey::isValid).toList();
            keys.forEach(key -> guard(() -> telling.accept((Ready) key.attachment())));
            closeSelector();
        }
    }

    private void closeSelector() {
        Selector present = selector;
        selector = null;
        try {
            if (present != null) {
                present.close();
            }
        } catch (IOException e) {
            BUGS.report("a loop that waits for channels", e);
        }
        closeLeaving();
    }

    /** Whether the thread that has nothing to wait for may end: then the next action begins another. */
    private boolean mayEnd() {
        lock.lock();
        try {
            if (timers.isEmpty()) {
                thread = null;
            }
            return thread == null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** From now on it runs nothing more, and ends what goes over channels. */
    public void stop() {
        lock.lock();
        try {
            closed = true;
            timers.clear();
            wakeUp();
        } finally {
            lock.unlock();
        }
    }

    /** The same, and waits for five seconds at most for the action that runs, before it interrupts that. Idempotent. */
    @Override
    public void close() {
        stop();
        Thread running = running();
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join(TO_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            running.interrupt();
        }
    }

    private @Nullable Thread running() {
        lock.lock();
        try {
            return thread;
        } finally {
            lock.unlock();
        }
    }
}
