package dev.failover.time;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.component.BugLog;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One {@link Scheduler#call}: whichever comes first of the work's end, its limit and its cancellation decides. */
final class Call<T> implements Task {
    /** What is called is somebody else's more often than not: whoever it was is named, once, whatever comes of it. */
    private static final BugLog BUGS = new BugLog(Scheduler.class);

    private final Scheduler scheduler;
    private final String name;
    private final Duration limit;
    private final Callable<T> work;
    private final Consumer<Outcome<T>> done;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Task running;
    private volatile @Nullable Task timer;

    Call(Scheduler scheduler, String name, Duration limit, Callable<T> work, Consumer<Outcome<T>> done) {
        this.scheduler = scheduler;
        this.name = name;
        this.limit = limit;
        this.work = work;
        this.done = done;
    }

    Task start() {
        timer = scheduler.schedule(limit, this::expire);
        try {
            running = scheduler.start(name, this::run);
        } catch (RuntimeException | Error e) {
            // No thread can be had, for one. Whoever waits for the outcome hears of it as of any other.
            BUGS.report(name, e);
            handBack(new Outcome.Failure<>(new IllegalStateException(name + " could not begin: " + e, e)));
        }
        if (over.get()) {
            stop();
        }
        return this;
    }

    private void run() {
        Outcome<T> outcome;
        try {
            outcome = new Outcome.Success<>(work.call());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Outcome.Failure<>(new UnavailableException(name + " was interrupted", e));
        } catch (ComponentException e) {
            outcome = new Outcome.Failure<>(e);
        } catch (Exception e) {
            BUGS.report(name, e);
            outcome = new Outcome.Failure<>(e);
        } catch (Error e) {
            BUGS.report(name, e);
            outcome = new Outcome.Failure<>(new IllegalStateException(name + " failed: " + e, e));
        }
        handBack(outcome);
    }

    private void handBack(Outcome<T> outcome) {
        scheduler.schedule(Duration.ZERO, () -> end(outcome));
    }

    private void expire() {
        end(new Outcome.Failure<>(new UnavailableException(name + " did not end within " + Durations.format(limit))));
    }

    private void end(Outcome<T> outcome) {
        if (over.compareAndSet(false, true)) {
            stop();
            done.accept(outcome);
        }
    }

    @Override
    public void cancel() {
        over.set(true);
        stop();
    }

    private void stop() {
        Task pending = timer;
        if (pending != null) {
            pending.cancel();
        }
        Task active = running;
        if (active != null) {
            active.cancel();
        }
    }
}
