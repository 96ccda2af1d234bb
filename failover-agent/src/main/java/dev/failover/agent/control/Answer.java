package dev.failover.agent.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a {@link dev.failover.Failover} answers, to a thread that has nothing else to do. */
public final class Answer {
    private Answer() {}

    /**
     * Waits for an answer; nobody else waits for it after that.
     *
     * @throws TimeoutException if there is none within the limit
     * @throws RuntimeException what the question failed with
     */
    public static <T extends @Nullable Object> T of(CompletableFuture<T> asked, Duration limit)
            throws InterruptedException, TimeoutException {
        try {
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            asked.cancel(false);
        }
    }
}
