package dev.failover.testkit;

import dev.failover.time.Durations;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
