package dev.failover.testkit.simulation;

import dev.failover.internal.time.EventQueue;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time and the threads of one process, from its start to its death. Work runs at once, on the one thread there is; what it would
 * have waited for is told by {@link Work#takes}, and its outcome is handed over only then.
 */
final class Machine implements Scheduler {
    /** Death, as far as the process can tell: nothing after it happens. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** Work comes to a call that is made only once the calls before it are over: it is run again then. */
    private static final class Later extends Error {
        private static final long serialVersionUID = 1L;

        Later() {
            super("later", null, false, false);
        }
    }

    /**
     * Work under way. Several calls in a row are made one after the other although there is one thread: at each the work is run
     * again from its beginning, and is given once more what the calls before gave.
     */
    static final class Work {
        /** What a call gave, and when it was over: by the machine's monotonic clock. */
        private record Past(Supplier<?> result, long end) {}

        final Dice dice;
        private final Machine machine;
        private final long startedAt;
        private final List<Past> past = new ArrayList<>();
        private final List<Runnable> uponReply = new ArrayList<>();
        private int calls;
        private long clock;
        private long takes;
        private boolean waits;
        private boolean silent;
        private boolean cancelled;

        private Work(Machine machine, Dice dice) {
            this.machine = machine;
            this.dice = dice;
            this.startedAt = machine.timeline.now() + machine.waited;
            this.clock = machine.nanoTime();
        }

        /** When it was asked for: nanoseconds since the beginning of the world. */
        long startedAt() {
            return startedAt;
        }

        void takes(Duration duration) {
            takes += duration.toNanos();
        }

        void neverReplies() {
            silent = true;
        }

        /** What the watcher learns is learnt when the answer arrives, not before. */
        void uponReply(Runnable action) {
            uponReply.add(action);
        }

        /** Whether nobody goes on with it: called off, or the process is dead. */
        boolean isAbandoned() {
            return cancelled || machine.dead;
        }

        /** One call, made once the calls before it are over. */
        @SuppressWarnings("unchecked")
        <T> T call(Supplier<T> call) {
            int number = calls++;
            if (number < past.size()) {
                clock = past.get(number).end();
                return (T) past.get(number).result().get();
            }
            if (number > 0 && (takes > 0 || silent)) {
                waits = true;
                throw new Later();
            }
            clock = machine.monotonic();
            try {
                T result = call.get();
                over(() -> result);
                return result;
            } catch (RuntimeException e) {
                over(() -> {
                    throw e;
                });
                throw e;
            }
        }

        private void over(Supplier<?> result) {
            clock = machine.monotonic() + takes;
            past.add(new Past(result, clock));
        }
    }

    private static final long FIRST_NANO_TIME =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final EventQueue timeline;
    private final long seed;
    private final String name;
    private final Supplier<Duration> wallClockShift;
    private final Runnable afterStep;
    private final Consumer<Throwable> escaped;
    private final List<Runnable> deferred = new ArrayList<>();
    private final List<Work> underWay = new ArrayList<>();
    /** By name, so that a kind of work that is added or left out changes no other's chances. */
    private final Map<String, Long> worksStarted = new HashMap<>();

    private boolean dead;
    private boolean paused;
    private @Nullable Work current;
    /** What the event thread has waited for within its present action. */
    private long waited;
    /** Until when the event thread waits for what its latest action waited for. */
    private long busyUntil;
    /** The beginning of the event thread's latest action. */
    private long actingSince;

    private boolean acting;
    private long suspendedSince = -1;
    /** For how long the monotonic clock stood still. */
    private long suspended;

    Machine(
            EventQueue timeline,
            long seed,
            String name,
            Supplier<Duration> wallClockShift,
            Runnable afterStep,
            Consumer<Throwable> escaped) {
        this.timeline = timeline;
        this.seed = seed;
        this.name = name;
        this.wallClockShift = wallClockShift;
        this.afterStep = afterStep;
        this.escaped = escaped;
    }

    @Override
    public Instant instant() {
        return World.START.plusNanos(timeline.now() + waited).plus(wallClockShift.get());
    }

    @Override
    public long nanoTime() {
        return current == null ? monotonic() : current.clock;
    }

    private long monotonic() {
        return FIRST_NANO_TIME + timeline.now() + waited - suspended;
    }

    /** An action that is due at a moment of the monotonic clock, whatever that does meanwhile. */
    private final class Timer implements Task, Runnable {
        private final long due;
        private final Runnable action;
        private Task event;

        Timer(Duration delay, Runnable action) {
            this.due = monotonic() + delay.toNanos();
            this.action = action;
            this.event = timeline.at(timeline.now() + waited + delay.toNanos(), this);
        }

        @Override
        public void run() {
            long early = due - monotonic();
            if (early > 0 && !paused && !dead) {
                event = timeline.at(timeline.now() + early, this);
            } else {
                Machine.this.run(this::act, this);
            }
        }

        private void act() {
            if (!cancelled) {
                action.run();
            }
        }

        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
            event.cancel();
        }
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        Work work = current;
        if (dead || work != null && (work.silent || work.waits)) {
            return () -> {};
        }
        if (work == null) {
            return new Timer(delay, action);
        }
        return timeline.at(timeline.now() + delay.toNanos() + work.takes, () -> hear(work, action));
    }

    private void hear(Work work, Runnable action) {
        run(
                () -> {
                    underWay.remove(work);
                    if (!work.cancelled) {
                        work.uponReply.forEach(Runnable::run);
                    }
                    action.run();
                },
                () -> hear(work, action));
    }

    @Override
    public Task start(String workName, Runnable work) {
        if (dead) {
            return () -> {};
        }
        Work started =
                new Work(this, Dice.of(seed, name + " " + workName, worksStarted.merge(workName, 1L, Long::sum)));
        underWay.add(started);
        Duration untilItRuns = started.dice.between(Duration.ofMillis(1), Duration.ofMillis(15));
        Task event = timeline.at(timeline.now() + waited + untilItRuns.toNanos(), () -> work(started, work));
        return () -> {
            started.cancelled = true;
            underWay.remove(started);
            event.cancel();
        };
    }

    /** On a thread of its own: the event thread may be busy. */
    private void work(Work started, Runnable work) {
        if (dead || started.cancelled) {
            return;
        }
        if (paused) {
            deferred.add(() -> work(started, work));
            return;
        }
        current = started;
        started.calls = 0;
        started.takes = 0;
        started.waits = false;
        started.clock =
                started.past.isEmpty() ? monotonic() : started.past.get(0).end();
        try {
            work.run();
        } catch (Killed death) {
            dead = true;
        } catch (RuntimeException | Error bug) {
            escaped.accept(bug);
        } finally {
            current = null;
        }
        if (started.waits && !started.silent) {
            timeline.in(Duration.ofNanos(started.takes), () -> work(started, work));
        } else if (!started.silent && started.takes == 0) {
            // It may have nothing to hand over.
            underWay.remove(started);
        }
        observe();
    }

    private void run(Runnable action, Runnable again) {
        if (dead) {
            return;
        }
        if (paused) {
            deferred.add(again);
            return;
        }
        if (timeline.now() < busyUntil) {
            timeline.at(busyUntil, again);
            return;
        }
        if (timeline.now() == busyUntil) {
            // What the last action waited for is there now, and is that one's work, not this one's.
            observe();
        }
        acting = true;
        actingSince = timeline.now();
        try {
            action.run();
        } catch (Killed death) {
            dead = true;
        } catch (RuntimeException | Error bug) {
            escaped.accept(bug);
        }
        acting = false;
        if (waited > 0) {
            busyUntil = timeline.now() + waited;
            waited = 0;
            timeline.at(busyUntil, this::observe);
        }
        observe();
    }

    private void observe() {
        if (!isBusy()) {
            afterStep.run();
        }
    }

    /** Whoever calls waits for a disk; what comes of it comes then. */
    long waitFor(Duration disk) {
        Work work = current;
        if (work != null) {
            work.takes(disk);
            return timeline.now() + work.takes;
        }
        waited += acting ? disk.toNanos() : 0;
        return timeline.now() + waited;
    }

    /** Of whoever calls nothing more is heard. */
    void sleepForEver() {
        Work work = current;
        if (work == null) {
            waitFor(FOR_EVER);
        } else {
            work.neverReplies();
        }
    }

    /** Whether what runs now runs where all is decided. */
    boolean isOnEventThread() {
        return current == null;
    }

    /** Whether the event thread still waits for what it did last. */
    boolean isBusy() {
        return timeline.now() < busyUntil;
    }

    /** When the event thread began what it did last: nanoseconds since the beginning of the world. */
    long actingSince() {
        return actingSince;
    }

    /** The work that is calling. */
    Work work() {
        Work work = current;
        if (work == null) {
            throw new IllegalStateException("a call that may block was made on the event thread of " + name);
        }
        return work;
    }

    /** The start of the oldest work that nobody has given up waiting for; empty if there is none: nanoseconds. */
    long oldestWork() {
        return underWay.stream().mapToLong(Work::startedAt).min().orElse(Long.MAX_VALUE);
    }

    /** Stands still: nothing runs until {@link #goOn}. */
    void pause() {
        paused = true;
    }

    /** Stands still, and its monotonic clock with it. */
    void suspend() {
        paused = true;
        suspendedSince = timeline.now();
    }

    /** Everything that fell due meanwhile is due now, in its order. */
    void goOn() {
        paused = false;
        if (suspendedSince >= 0) {
            suspended += timeline.now() - suspendedSince;
            suspendedSince = -1;
        }
        List<Runnable> waiting = List.copyOf(deferred);
        deferred.clear();
        waiting.forEach(action -> timeline.in(Duration.ZERO, action));
    }

    boolean isPaused() {
        return paused;
    }

    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public void close() {
        dead = true;
    }
}
