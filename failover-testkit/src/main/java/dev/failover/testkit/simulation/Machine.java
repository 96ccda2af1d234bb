package dev.failover.testkit.simulation;

import dev.failover.time.EventQueue;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** Work under way. */
    static final class Work {
        final Dice dice;
        private final Machine machine;
        private final long startedAt;
        private final List<Runnable> uponReply = new ArrayList<>();
        private long takes;
        private boolean silent;
        private boolean cancelled;

        private Work(Machine machine, Dice dice) {
            this.machine = machine;
            this.dice = dice;
            this.startedAt = machine.timeline.now();
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
    }

    private static final long FIRST_NANO_TIME =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

    private final EventQueue timeline;
    private final long seed;
    private final String name;
    private final Supplier<Duration> wallClockShift;
    private final Runnable afterStep;
    private final Consumer<Throwable> escaped;
    private final List<Runnable> deferred = new ArrayList<>();
    private final List<Work> underWay = new ArrayList<>();
    private long worksStarted;
    private boolean dead;
    private boolean paused;
    private @Nullable Work current;

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
        return World.START.plusNanos(timeline.now()).plus(wallClockShift.get());
    }

    @Override
    public long nanoTime() {
        return FIRST_NANO_TIME + timeline.now();
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        Work work = current;
        if (dead || work != null && work.silent) {
            return () -> {};
        }
        if (work == null) {
            return timeline.in(delay, () -> run(action));
        }
        return timeline.at(
                timeline.now() + delay.toNanos() + work.takes,
                () -> run(() -> {
                    underWay.remove(work);
                    if (!work.cancelled) {
                        work.uponReply.forEach(Runnable::run);
                    }
                    action.run();
                }));
    }

    @Override
    public Task start(String workName, Runnable work) {
        if (dead) {
            return () -> {};
        }
        Work started = new Work(this, Dice.of(seed, name, worksStarted++));
        underWay.add(started);
        Task event = timeline.in(
                started.dice.between(Duration.ofMillis(1), Duration.ofMillis(15)),
                () -> run(() -> {
                    if (!started.cancelled) {
                        work(started, work);
                    }
                }));
        return () -> {
            started.cancelled = true;
            underWay.remove(started);
            event.cancel();
        };
    }

    private void work(Work started, Runnable work) {
        current = started;
        try {
            work.run();
        } finally {
            current = null;
        }
    }

    private void run(Runnable action) {
        if (dead) {
            return;
        }
        if (paused) {
            deferred.add(action);
            return;
        }
        try {
            action.run();
        } catch (Killed death) {
            dead = true;
        } catch (RuntimeException | Error bug) {
            escaped.accept(bug);
        }
        afterStep.run();
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

    /** Everything that fell due meanwhile is due now, in its order. */
    void goOn() {
        paused = false;
        List<Runnable> waiting = List.copyOf(deferred);
        deferred.clear();
        waiting.forEach(action -> timeline.in(Duration.ZERO, () -> run(action)));
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
