package dev.failover.agent.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Begins work, so much of it at a time: the next piece once one has ended. Where none ends for a while, as they wait for what does not
 * answer, the next begins all the same. A thousand questions at one moment are more than a server's buffers hold, and what is lost there
 * looks like silence.
 */
final class Places {
    private final ExecutorService threads;
    private final Semaphore places;
    private final Duration patience;

    /**
     * @param threads as many as are needed
     * @param atOnce how much goes on at a time, while it goes on
     * @param patience for how long a piece waits for the end of another
     */
    Places(ExecutorService threads, int atOnce, Duration patience) {
        this.threads = threads;
        this.places = new Semaphore(atOnce);
        this.patience = patience;
    }

    /** Begins it, at once or soon. */
    <T> Future<T> begin(Callable<T> work) throws InterruptedException {
        boolean taken = places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        return threads.submit(() -> {
            try {
                return work.call();
            } finally {
                if (taken) {
                    places.release();
                }
            }
        });
    }
}
