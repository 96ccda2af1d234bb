package dev.failover.testkit;

import dev.failover.time.Durations;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call made on a thread of its own, so that a contract outlives an implementation that hangs. */
final class BackgroundCall<T> {
    /** How a call ended: with a value, or by throwing. */
    record Ended<T>(@Nullable T value, @Nullable Throwable thrown, Duration took) {
        /** Everything a log would show of it. */
        String trace() {
            StringWriter text = new StringWriter();
            if (thrown != null) {
                thrown.printStackTrace(new PrintWriter(text, true));
            }
            return text.toString();
        }
    }

    private static final Duration LONGEST_WAY = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);
    /** In a row: a lock or a class that is loaded keeps a thread for shorter. */
    private static final int LOOKS = 5;

    private final CompletableFuture<Ended<T>> end = new CompletableFuture<>();
    private final Thread thread;

    private BackgroundCall(Callable<T> call) {
        long began = System.nanoTime();
        thread = new Thread(() -> end.complete(run(call, began)), "contract-call");
        thread.setDaemon(true);
    }

    static <T> BackgroundCall<T> start(Callable<T> call) {
        BackgroundCall<T> background = new BackgroundCall<>(call);
        background.thread.start();
        return background;
    }

    private static <T> Ended<T> run(Callable<T> call, long began) {
        T value = null;
        Throwable thrown = null;
        try {
            value = call.call();
        } catch (Throwable e) {
            thrown = e;
        }
        return new Ended<>(value, thrown, Duration.ofNanos(System.nanoTime() - began));
    }

    /**
     * Returns once it waits for something, or is over; of a call that computes all the time, after a second. Any moment is a right one to
     * interrupt a call at, and this one finds it deep in.
     */
    void awaitStanding() {
        awaitStanding(LONGEST_WAY);
    }

    /** @return whether it stands still where it stood at the looks before, or is over; false once there is no more time */
    boolean awaitStanding(Duration limit) {
        long last = System.nanoTime() + limit.toNanos();
        StackTraceElement[] before = {};
        for (int same = 0; same < LOOKS && !end.isDone(); ) {
            if (System.nanoTime() - last > 0) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            StackTraceElement[] now = thread.getStackTrace();
            same = waits(now) && Arrays.equals(now, before) ? same + 1 : 0;
            before = now;
        }
        return true;
    }

    /** In what the system does for it, a thread counts as running. */
    private boolean waits(StackTraceElement[] stack) {
        return stack.length > 0 && (thread.getState() != Thread.State.RUNNABLE || stack[0].isNativeMethod());
    }

    void interrupt() {
        thread.interrupt();
    }

    /** What it has thrown by now. */
    @Nullable
    Throwable thrown() {
        Ended<T> ended = end.getNow(null);
        return ended == null ? null : ended.thrown();
    }

    /** @throws AssertionError if it has not ended by then; it is then interrupted, and left behind */
    Ended<T> await(Duration limit) throws InterruptedException {
        try {
            return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            StackTraceElement[] where = thread.getStackTrace();
            thread.interrupt();
            AssertionError error = new AssertionError(
                    "the call was still under way after " + Durations.format(limit) + "; it was here:");
            error.setStackTrace(where);
            throw error;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
