package dev.failover.dns;

import dev.failover.component.ComponentException;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Runs questions side by side, each on a daemon thread of its own that ends when there is nothing more to ask. */
final class SideBySide {
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "failover-dns");
                thread.setDaemon(true);
                // A pool's thread would otherwise keep the class loader of whoever asked first.
                thread.setContextClassLoader(null);
                return thread;
            });

    private SideBySide() {}

    static ExecutorService threads() {
        return THREADS;
    }

    /**
     * Waits for all answers, in the order of the questions.
     *
     * @param failed makes an answer of an {@link java.io.IOException} or {@link ComponentException} that a question threw, and
     *     of the {@link CancellationException} at the deadline; anything else is a bug and thrown on
     */
    static <T> List<T> all(List<? extends Callable<T>> questions, Deadline deadline, Function<Throwable, T> failed)
            throws InterruptedException {
        return THREADS.invokeAll(questions, deadline.left().toNanos(), TimeUnit.NANOSECONDS).stream()
                .map(answer -> ended(answer, failed))
                .toList();
    }

    /**
     * The same of questions that end by themselves at the deadline and when interrupted, as those by {@link DnsSockets} do: so the last one
     * need not be handed to another thread.
     */
    static <T> List<T> lastHere(List<? extends Callable<T>> questions, Deadline deadline, Function<Throwable, T> failed)
            throws InterruptedException {
        int last = questions.size() - 1;
        List<Future<T>> asked = new ArrayList<>();
        try {
            for (Callable<T> question : questions.subList(0, last)) {
                asked.add(THREADS.submit(question));
            }
            FutureTask<T> here = new FutureTask<>(questions.get(last));
            asked.add(here);
            here.run();
            for (Future<T> each : asked) {
                await(each, deadline);
            }
        } finally {
            asked.forEach(each -> each.cancel(true));
        }
        return asked.stream().map(answer -> ended(answer, failed)).toList();
    }

    private static void await(Future<?> answer, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It is for the caller to hear of.
        }
    }

    /** What a question that has ended came to. */
    static <T> T ended(Future<T> answer, Function<Throwable, T> failed) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return failed.apply(expected(e));
                } catch (CancellationException e) {
                    return failed.apply(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Throwable expected(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException || cause instanceof ComponentException) {
            return cause;
        }
        throw new IllegalStateException("a question failed: " + cause, cause);
    }
}
