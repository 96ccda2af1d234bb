package dev.failover;

import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked from any thread and answered on the event thread; nobody who asked is left without an answer. Thread-safe. */
final class Questions {
    private final Scheduler scheduler;
    /** Not answered yet; guards what follows too. */
    private final Set<CompletableFuture<?>> unanswered = new HashSet<>();

    private boolean closed;

    Questions(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** @return what the question leads to; exceptionally, {@link IllegalStateException} once it is closed */
    @SuppressWarnings("CollectionUndefinedEquality") // each is itself and no other
    <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (unanswered) {
            if (closed) {
                result.completeExceptionally(new IllegalStateException("this failover is closed"));
                return result;
            }
            unanswered.add(result);
        }
        scheduler.schedule(Duration.ZERO, () -> answer(result, question));
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> {
            synchronized (unanswered) {
                unanswered.remove(result);
            }
        });
        return result;
    }

    private static <T extends @Nullable Object> void answer(
            CompletableFuture<T> result, Supplier<CompletableFuture<T>> question) {
        try {
            CompletableFuture<T> answer = question.get();
            CompletableFuture<?> unusedAnswer = answer.whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            // Who gave up waits for nothing.
            CompletableFuture<?> unused = result.whenComplete((value, failure) -> answer.cancel(false));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Takes no more of them; those that were taken may still be answered. */
    void close() {
        synchronized (unanswered) {
            closed = true;
        }
    }

    /** What nobody will answer any more says so, rather than to keep whoever asked waiting. */
    void refuse() {
        List<CompletableFuture<?>> left;
        synchronized (unanswered) {
            left = List.copyOf(unanswered);
            unanswered.clear();
        }
        left.forEach(result -> result.completeExceptionally(new IllegalStateException(
                "this failover was closed before it could answer; nothing is known of what came of it")));
    }
}
