package dev.failover.testkit;

import dev.failover.internal.time.EventQueue;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: a {@link Scheduler} whose clock moves only when it is told to, and whose actions and work all run on
 * the thread that tells it. The same calls give the same run, every time.
 *
 * <p>Actions and work wait in one queue, in the order of the moment they are due, then of the call that queued them.
 * Work is due at once, runs on the thread that moves time, and takes no virtual time, unless it says that it {@linkplain
 * #spend spends} some. Work that must seem to hang is named to {@link #hang}.
 *
 * <p>An action or work that throws does not hinder the others; the method that moved time then throws an {@link
 * AssertionError} with it as cause, because what the real scheduler logs as a bug should fail a test.
 *
 * <p>Any thread may schedule, start, cancel and read the time; one thread moves it. {@link #nanoTime()} begins ten
 * seconds before the largest {@code long}, so that it passes through the overflow which {@link System#nanoTime()} allows.
 */
public final class ManualScheduler implements Scheduler {
    /** Where the wall clock stands at the beginning by default. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final long FIRST_NANO_TIME =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private static final int MOST_AT_ONE_MOMENT = 1_000_000;

    private final ReentrantLock moving = new ReentrantLock();
    private final EventQueue queue = new EventQueue();
    private final Instant start;
    private Duration wallClockShift = Duration.ZERO;
    private boolean closed;
    private Predicate<String> hanging = name -> false;
    private boolean workAtOnce;
    private Duration spent = Duration.ZERO;
    private long ran;

    /** Begins at {@link #START}. */
    public ManualScheduler() {
        this(START);
    }

    /** @param start where the wall clock stands at the beginning */
    public ManualScheduler(Instant start) {
        this.start = start;
    }

    @Override
    public synchronized Instant instant() {
        return start.plusNanos(queue.now()).plus(wallClockShift);
    }

    @Override
    public synchronized long nanoTime() {
        return FIRST_NANO_TIME + queue.now();
    }

    /** How much virtual time has passed since the beginning. A jump of the wall clock does not count. */
    public synchronized Duration elapsed() {
        return Duration.ofNanos(queue.now());
    }

    @Override
    public synchronized Task schedule(Duration delay, Runnable action) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is zero or more, not " + delay);
        }
        return enqueue(moving.isHeldByCurrentThread() ? delay.plus(spent) : delay, action);
    }

    /** Queues the work as due now; cancelled before its turn it does not run, afterwards cancelling is without effect. */
    @Override
    public Task start(String name, Runnable work) {
        synchronized (this) {
            if (hanging.test(name)) {
                return () -> {};
            }
            if (!workAtOnce) {
                return enqueue(Duration.ZERO, () -> work(work));
            }
        }
        work(work);
        return () -> {};
    }

    private void work(Runnable work) {
        // Work that runs at once may run within other work.
        Duration outer = spent;
        spent = Duration.ZERO;
        try {
            work.run();
        } finally {
            spent = outer;
        }
    }

    /**
     * Called by work: says that it took so long. Time stays where it is, but whatever the work schedules from here on, the outcome
     * of a {@link #call} above all, comes that much later; a call whose limit is shorter expires.
     */
    public void spend(Duration duration) {
        requireForward(duration);
        spent = spent.plus(duration);
    }

    /** Work started from now on runs within {@link #start}, as a thread of its own may be quick enough to. */
    public synchronized void runWorkAtOnce() {
        workAtOnce = true;
    }

    private Task enqueue(Duration delay, Runnable action) {
        return closed ? () -> {} : queue.in(delay, action);
    }

    /**
     * Work started from now on under a name that fits never begins, and so never ends; a {@link #call} of it expires at its
     * limit. Replaces what was said before; {@code name -> false} lets all work run again.
     */
    public synchronized void hang(Predicate<String> names) {
        hanging = names;
    }

    /** Steps the wall clock, forwards or back, as a time server or an operator does. What is due and {@link #nanoTime()} stay. */
    public synchronized void jumpWallClock(Duration step) {
        wallClockShift = wallClockShift.plus(step);
    }

    /** Lets time pass in which nothing runs, as in a process that is stopped; what fell due meanwhile runs late, when time is moved next. */
    public synchronized void stall(Duration duration) {
        requireForward(duration);
        queue.stall(duration);
    }

    /** Lets time pass in which nothing runs and {@link #nanoTime()} stands still, as on a machine that is suspended. */
    public void suspend(Duration duration) {
        requireForward(duration);
        jumpWallClock(duration);
    }

    private static void requireForward(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time moves forward, not by " + duration);
        }
    }

    /** Runs what is due now, and what that makes due now, without moving time. */
    public void runUntilIdle() {
        advance(Duration.ZERO);
    }

    /**
     * Runs what is due now for as long as a call blocks on another thread, without moving time: {@code time.runWhile(failover::close)}
     * waits for the event thread, which is the caller's.
     *
     * @throws java.util.concurrent.CompletionException with what the call threw
     */
    public void runWhile(Runnable blocking) {
        CompletableFuture<Void> ended = CompletableFuture.runAsync(blocking);
        while (!ended.isDone()) {
            runUntilIdle();
            Thread.onSpinWait();
        }
        ended.join();
    }

    /**
     * Runs the next thing that is due now, without moving time: a test may look, or pull the plug, between any two.
     *
     * @return whether there was one
     */
    public boolean step() {
        long before = ran;
        return run(() -> ran > before, Duration.ZERO);
    }

    /**
     * Moves time by {@code duration}, running on the way whatever falls due, each at its own moment; what is due exactly
     * at the end runs too.
     */
    public void advance(Duration duration) {
        requireForward(duration);
        run(() -> false, duration);
    }

    /**
     * Moves time until a condition holds, looking before the first and after each action.
     *
     * @param limit how much time may pass at most
     * @return how much time passed
     * @throws AssertionError if the condition does not hold by then
     */
    public Duration runUntil(BooleanSupplier condition, Duration limit) {
        Duration before = elapsed();
        if (!run(condition, limit)) {
            throw new AssertionError(
                    "what was waited for did not happen within " + Durations.format(limit) + " of virtual time");
        }
        return elapsed().minus(before);
    }

    private boolean run(BooleanSupplier condition, Duration limit) {
        if (moving.isHeldByCurrentThread()) {
            throw new IllegalStateException("an action can't move the time it runs in");
        }
        if (!moving.tryLock()) {
            throw new IllegalStateException("another thread is moving time");
        }
        List<Throwable> failures = new ArrayList<>();
        boolean held;
        try {
            held = drain(condition, limit, failures);
        } finally {
            moving.unlock();
        }
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("an action or work failed: " + failures.get(0), failures.get(0));
            failures.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
        return held;
    }

    private boolean drain(BooleanSupplier condition, Duration limit, List<Throwable> failures) {
        long end = Math.addExact(elapsed().toNanos(), limit.toNanos());
        long moment = -1;
        int atThisMoment = 0;
        while (!condition.getAsBoolean()) {
            Runnable next = next(end);
            if (next == null) {
                return condition.getAsBoolean();
            }
            long now = elapsed().toNanos();
            atThisMoment = now == moment ? atThisMoment + 1 : 1;
            moment = now;
            if (atThisMoment > MOST_AT_ONE_MOMENT) {
                throw new IllegalStateException(
                        "actions keep scheduling each other without delay; time stands still at "
                                + Durations.format(elapsed()));
            }
            ran++;
            try {
                next.run();
            } catch (Exception | Error e) {
                failures.add(e);
            }
        }
        return true;
    }

    private synchronized @Nullable Runnable next(long end) {
        return queue.next(end);
    }

    /** How many actions and pieces of work wait for their turn. */
    public synchronized int pending() {
        return queue.size();
    }

    /** Drops what waits; nothing runs any more. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        queue.clear();
    }
}
